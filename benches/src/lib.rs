//! Benchmarks of the codec: against its peers, and against the goals of the project.
//!
//! A run of `codec-goals` goes this way:
//!
//! ```text
//! dataset ── peer: the same value in every format, checked ── contender ── rounds ── timings
//!                                                                                     │
//! goal ────────────────────────────────────────────────── table: seen, goal, ok ── report
//! ```
//!
//! - [`dataset`] has one logical value for each dataset, the same in every run,
//!   and [`record`] the first of them as a user's struct.
//! - [`peer`] has what each peer calls a value, how it reads and how it writes one.
//!   What a peer reads is compared with the dataset before anything is timed.
//! - [`rounds`] times all contenders of one dataset in turn, many times over.
//! - [`decode`], [`encode`], [`structs`], [`growth`] and [`memory`] are the goals
//!   P1 to P4, [`goal`] their figures.
//! - [`report`] prints the tables, as text, JSON, markdown and a plot.
//!
//! `cargo bench -p hyperglyph-benches` is for daily work: the codec alone.
#![forbid(unsafe_code)]

pub mod clock;
pub mod dataset;
pub mod decode;
pub mod encode;
pub mod goal;
pub mod growth;
pub mod memory;
pub mod ours;
pub mod peer;
pub mod plain;
pub mod record;
pub mod report;
pub mod rounds;
pub mod streaming;
pub mod structs;

/// What goes wrong in a benchmark ends it: a peer that cannot read or write a
/// dataset, or reads something else.
pub type Error = Box<dyn std::error::Error>;
