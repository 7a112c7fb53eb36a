//! What the bytes of a message mean, said as they come: [`Annotated`] for
//! people, [`Listed`] for programs.

mod annotated;
mod hex;
mod listed;
mod words;

pub use annotated::Annotated;
pub use listed::Listed;
