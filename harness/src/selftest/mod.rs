//! The suite, tested: the built-in implementation is broken on purpose, in one place at a time, and
//! a case must fall short.
//!
//! ```text
//! catalogue ── Planted ── Selftest ──> Trial ── Ledger ──> people
//!                            │
//!                         a process of `hyperglyph testee` for each fault, and one without
//! ```
//!
//! A fault stands in the code as `hyperglyph::fault!("INT-2/plus-sign" => …)`, and in the catalogue with
//! the words of what is wrong. It is compiled into builds with the feature `faults` alone, and switched on
//! for one process: the judge, which is another, stays whole.

mod catalogue;
mod ledger;
mod trial;

pub use catalogue::{Planted, catalogue, read};
pub use ledger::Ledger;
pub use trial::{Selftest, Trial, Void};
