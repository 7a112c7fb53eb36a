//! A matrix, for people and for machines.

mod format;
mod html;
mod markdown;
mod terminal;

pub use format::MatrixFormat;
pub use markdown::{Markers, replaced};
pub use terminal::told;
