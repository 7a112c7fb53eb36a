//! Marks that are none, or do not go together.

use hyperglyph_server::{class, function};

#[function(sfae)]
fn unknown() {}

#[function(safe, safe)]
fn twice() {}

#[function(safe, verb(Put))]
fn by_two_methods() {}

#[function(redirect = 200)]
fn by_no_redirect() {}

#[function(redirect = "away")]
fn by_no_status() {}

#[function(verb)]
fn by_no_verb() {}

#[function(verb(Putt))]
fn by_an_unknown_verb() {}

#[function(name = "..")]
fn of_no_name() {}

#[derive(serde::Serialize, serde::Deserialize)]
struct User;

#[class(safe)]
impl User {
    fn new() -> Self {
        Self
    }

    #[method(persistent)]
    fn unknown(&self) {}

    #[method = "safe"]
    fn outside(&self) {}

    #[property(safe)]
    fn called(&self) {}

    #[property]
    async fn awaited(&self) {}

    #[property]
    fn with_argument(&self, n: i64) {}
}

fn main() {}
