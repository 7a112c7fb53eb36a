//! The client against servers that answer what a test tells them to. One program,
//! because each of its parts would be linked for itself.

mod base_urls;
mod blobs;
#[cfg(feature = "blocking")]
mod blocking;
mod calls;
mod catalogue;
mod connections;
mod envelopes;
mod errors;
mod forms;
mod hostile;
mod links;
mod origins;
mod raw;
mod server;
mod statuses;
#[cfg(feature = "tls")]
mod tls;
