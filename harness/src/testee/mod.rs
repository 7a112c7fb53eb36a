//! Testees: programs in any language that speak JSON, one object a line, on stdin
//! and stdout.
//!
//! ```text
//! TesteeFile ── Testee::start ──> Testee ── ask(Question) ──> Answer, or Fault
//!                                    │
//!                                Process: one run of the program; another when it died or hung
//! ```

mod answer;
mod asking;
mod fault;
mod file;
mod process;

pub use answer::{Answer, Hello};
pub use asking::Testee;
pub use fault::{Fault, What};
pub use file::{Known, Program, TesteeFile, TesteeFileError};
