//! A default belongs to an argument that has a parameter.

use hyperglyph_server::{Call, This, class, function};

#[function]
#[default("World")]
fn on_the_function(name: String) {}

#[function]
fn on_what_has_no_parameter(#[default(1)] call: Call) {}

#[function]
fn empty(#[default] name: String) {}

#[function]
fn twice(
    #[default(1)]
    #[default(2)]
    n: i64,
) {
}

#[function]
fn of_no_value(#[default(std::time::Duration::ZERO)] n: i64) {}

#[derive(serde::Serialize, serde::Deserialize)]
struct User;

#[class]
impl User {
    fn new() -> Self {
        Self
    }

    fn on_the_instance(#[default(1)] &self) {}

    fn on_this(#[default(1)] this: This<Self>) {}

    #[default(1)]
    fn on_the_method(&self, n: i64) {}
}

fn main() {}
