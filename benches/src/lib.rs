//! What the benchmarks measure on: one logical value for each dataset, the same
//! in every run.
//!
//! `cargo bench -p hyperglyph-benches` times the codec on each of them.

pub mod dataset;
