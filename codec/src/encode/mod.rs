//! From a [`Value`](crate::Value) to bytes.

mod append;
mod canonical;
mod error;
#[cfg(feature = "nfc")]
mod nfc;
mod options;
mod writer;

pub(crate) use append::{append, append_with};
pub use canonical::canonical;
pub use error::EncodeError;
pub use options::{EncodeOptions, encode};
