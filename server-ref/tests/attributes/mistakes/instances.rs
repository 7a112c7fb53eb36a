//! How a method takes its instance.

use hyperglyph_server::{class, function};

#[derive(serde::Serialize, serde::Deserialize)]
struct Counter {
    value: i64,
}

#[class]
impl Counter {
    fn new() -> Self {
        Self { value: 0 }
    }

    fn taken(self) {}

    fn boxed(self: Box<Self>) {}

    fn add(&mut self, n: i64) {
        self.value += n;
    }
}

struct Elsewhere;

impl Elsewhere {
    #[function]
    fn bio(&self) {}
}

fn main() {}
