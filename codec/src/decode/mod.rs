//! From bytes to a [`Value`](crate::Value).

mod error;
mod fault;
mod kind;
mod limits;
mod machine;
mod options;
mod path;
mod sink;
mod skip;
mod text;
mod trailers;
mod tree;

pub use error::{DecodeError, Found};
pub(crate) use fault::{Fault, Parsed, expect, fault};
pub use kind::ErrorKind;
pub use limits::Limits;
pub use options::{DecodeOptions, Profile, decode};
pub(crate) use path::step as path_step;
pub(crate) use sink::{Container, Name, Progress, Repeats, Sink};
#[cfg(feature = "serde")]
pub(crate) use text::Text;
