//! One constructor makes the instances of a class.

use hyperglyph_server::class;

#[derive(serde::Serialize, serde::Deserialize)]
struct Two;

#[class]
impl Two {
    fn new() -> Self {
        Self
    }

    #[constructor]
    fn another() -> Self {
        Self
    }
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Without;

#[class]
impl Without {
    fn bio(&self) {}

    fn helper() {}
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Marked;

#[class]
impl Marked {
    #[constructor(hidden)]
    fn make() -> Self {
        Self
    }

    #[method]
    #[property]
    fn both(&self) {}
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Called;

#[class]
impl Called {
    #[constructor]
    fn make(&self) -> Self {
        Self
    }
}

fn main() {}
