//! The server on its first day: the functions that people met first.

use hyperglyph_server::{Router, class, function};
use serde::{Deserialize, Serialize};

#[function]
fn hello() -> &'static str {
    "Hello World"
}

/// Adding a function is simple.
#[function]
fn goodbye(name: String) -> String {
    format!("Goodbye {name}")
}

/// All there is to know of a user stands in the url of the page.
#[derive(Serialize, Deserialize)]
struct User {
    id: u64,
}

#[class]
impl User {
    fn new(id: u64) -> Self {
        Self { id }
    }

    fn message(&self, subject: String, body: String) -> String {
        format!("to user {}: {subject}: {body}", self.id)
    }
}

#[function(redirect)]
fn find_user(name: String) -> User {
    User::new(name.len() as u64 + 4)
}

pub(crate) fn router() -> Router {
    Router::new()
        .offer(hello {})
        .offer(goodbye {})
        .offer(find_user {})
        .class::<User>()
}
