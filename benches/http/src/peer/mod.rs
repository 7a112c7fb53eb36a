//! The peers: servers that greet, and clients that ask for it.
//!
//! Each runs in a process of its own. A server prints its url, and ends when its
//! input does; a client reads from its input how often it is to call, calls, and
//! says when it is done.

pub mod call;
pub mod greeter;
pub mod serve;
pub mod upload;

pub use call::Client;
pub use serve::Server;

/// Who is greeted, in all measurements.
pub const NAME: &str = "dave";
/// What all servers answer, each in its format.
pub const GREETING: &str = "Hello dave";
