//! Types that no call can send, and arguments without a name.

use hyperglyph_server::{class, function};

struct Plain;

#[function]
fn of_no_type_that_serde_reads(plain: Plain) {}

#[function]
fn borrowed(name: &str) {}

#[function]
fn of_some_type(name: impl Into<String>) {}

#[function]
fn taken_apart((a, b): (i64, i64)) {}

#[derive(serde::Serialize, serde::Deserialize)]
struct User;

#[class]
impl User {
    fn new() -> Self {
        Self
    }

    fn of_no_type_that_serde_reads(&self, name: String, plain: Plain) {}

    fn taken_apart(&self, [a, b]: [i64; 2]) {}
}

fn main() {}
