//! What holds for all bytes: one property for each fuzz target.
//!
//! The targets give them what a fuzzer thinks up, `codec/tests/fuzz_replay.rs`
//! what was saved. They know nothing of either, and panic where something does
//! not hold.

pub(crate) mod canonical;
pub(crate) mod decode;
mod document;
pub(crate) mod json;
mod options;
mod outline;
pub(crate) mod page;
mod spelling;
pub(crate) mod stream;
mod value;

/// A property.
pub(crate) type Holds = fn(&[u8]);

/// All of them, by the name of their target.
#[allow(dead_code, reason = "a target runs one, the replay all")]
pub(crate) const TARGETS: &[(&str, Holds)] = &[
    ("canonical", canonical::holds),
    ("decode", decode::holds),
    ("json", json::holds),
    ("page", page::holds),
    ("stream", stream::holds),
];
