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
mod hostile;
mod page;
mod refusals;
mod signed;
mod smuggling;
mod stored;
mod uploads;
mod wire;
