//! A call over the network chooses no types.

use hyperglyph_server::{class, function};

#[function]
fn of_any_type<T: Into<String>>(name: T) {}

#[function]
fn of_any_number<const N: usize>(n: [i64; N]) {}

#[function]
unsafe fn believing() {}

#[derive(serde::Serialize, serde::Deserialize)]
struct Pair<T> {
    one: T,
}

#[class]
impl<T> Pair<T> {
    fn new(one: T) -> Self {
        Self { one }
    }
}

#[class]
impl Default for Pair<i64> {
    fn default() -> Self {
        Self { one: 0 }
    }
}

fn main() {}
