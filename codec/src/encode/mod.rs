//! From a [`Value`](crate::Value) to bytes.

mod canonical;
mod error;
#[cfg(feature = "nfc")]
mod nfc;
mod options;
mod room;
mod writer;

pub use canonical::canonical;
pub use error::EncodeError;
pub use options::{EncodeOptions, encode};
pub(crate) use room::room;
