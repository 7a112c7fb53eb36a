//! Findings, for people.

mod summary;
mod terminal;

pub use summary::Summary;
pub use terminal::{either, failure, summary};
