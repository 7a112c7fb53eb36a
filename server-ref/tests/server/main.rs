//! The server over real sockets, byte by byte. A test is named for the
//! requirement or decision that it holds the server to.
#![allow(clippy::tests_outside_test_module, reason = "a test crate is one")]

mod calls;
mod classes;
mod conditional;
mod conformance;
mod connections;
mod downloads;
mod envelopes;
mod gzip;
mod health;
mod hostile;
#[cfg(feature = "metrics")]
mod metrics;
mod page;
mod refusals;
mod serving;
mod signed;
mod smuggling;
mod stored;
mod streams;
#[cfg(feature = "tls")]
mod tls;
mod uploads;
mod wire;
