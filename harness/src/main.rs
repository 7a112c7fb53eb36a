//! hyperglyph
fn main() {}
