//! The server over real sockets, byte by byte. A test is named for the
//! requirement or decision that it holds the server to.
#![allow(clippy::tests_outside_test_module, reason = "a test crate is one")]

mod calls;
mod conformance;
mod connections;
mod hostile;
mod page;
mod refusals;
mod wire;
