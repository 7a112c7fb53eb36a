//! What a vector demands of each side.

mod client;
mod codec;
pub mod http;
mod server;
mod spelling;
mod testee;
mod value;

pub use client::{call, read};
pub use codec::{decode, encode};
pub use server::echo;
pub(crate) use server::form_body;
pub(crate) use testee::written;
pub use testee::{call_by, decode_by, encode_by, read_by};
pub(crate) use testee::{decoded, echoed, no_answer, to_echo, words};
pub(crate) use value::{of, show};
