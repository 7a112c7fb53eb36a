//! Benchmarks of the hyperglyph crates; not published
