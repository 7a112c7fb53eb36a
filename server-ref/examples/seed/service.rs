//! The server as it is now. From here on it stands in the README as well.

use hyperglyph_server::{Failure, Offered, Router, StatusCode, class, function};
use serde::{Deserialize, Serialize};

// An old client that calls hello() goes on working when it learns a name.
#[function]
fn hello(#[default("World")] name: String) -> String {
    format!("Hello {name}")
}

#[function]
fn salut(#[default("le monde")] name: String) -> String {
    format!("Salut {name}")
}

#[function]
async fn goodbye(name: String) -> String {
    format!("Goodbye {name}")
}

// Functions return other functions; the client does not care.
#[function]
fn greeting(#[default("en")] lang: String) -> Result<Offered, Failure> {
    match &*lang {
        "en" => Ok(Offered::new("hello")),
        "fr" => Ok(Offered::new("salut")),
        _ => Err(Failure::bad_request("lang: expected \"en\" or \"fr\"")),
    }
}

// An object: the url of its page holds all of its state, so that any server can answer.
#[derive(Serialize, Deserialize)]
struct User {
    id: u64,
    shard: String,
}

#[class]
impl User {
    fn new(id: u64, shard: String) -> Self {
        Self { id, shard }
    }

    #[property]
    fn id(&self) -> u64 {
        self.id
    }

    #[method(safe)]
    fn bio(&self) -> String {
        format!("user {} was born and lives", self.id)
    }

    fn message(&self, subject: String, body: String) -> String {
        format!("to user {} on {}: {subject}: {body}", self.id, self.shard)
    }
}

#[function(redirect)]
async fn find_user(name: String) -> Result<User, Failure> {
    match &*name {
        "bob" => Ok(User::new(7, String::from("shard-2"))),
        _ => Err(Failure::new(StatusCode::NOT_FOUND, "no user of that name")),
    }
}

pub(crate) fn router() -> Router {
    Router::new()
        .offer(hello {})
        .offer(salut {})
        .offer(goodbye {})
        .offer(greeting {})
        .offer(find_user {})
        .class::<User>()
}
