//! What is no answer.

use hyperglyph_server::{class, function};

struct Plain;

#[function]
fn of_no_type_that_is_written() -> Plain {
    Plain
}

#[function]
fn failing_in_no_known_way() -> Result<(), Plain> {
    Err(Plain)
}

struct Unwritten {
    name: String,
}

#[derive(serde::Serialize, serde::Deserialize)]
struct User {
    name: String,
}

#[class]
impl User {
    fn new(name: String) -> Self {
        Self { name }
    }

    #[property]
    fn name(&self) -> &str {
        &self.name
    }

    #[property]
    fn plain(&self) -> Plain {
        Plain
    }

    fn kind(&self) -> &'static str {
        "user"
    }
}

#[class]
impl Unwritten {
    fn new(name: String) -> Self {
        Self { name }
    }
}

fn main() {}
