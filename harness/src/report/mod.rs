//! Findings, for people and for machines.
//!
//! ```text
//! Finding ── Summary ──> terminal
//!         └─ Report ── Format ──> junit, tap, json, ndjson, markdown, html, badge
//! ```
//!
//! [`Compared`] tells what changed from one JSON report to another.

mod badge;
mod compared;
mod format;
mod html;
mod junit;
mod markdown;
mod record;
mod summary;
mod tap;
mod terminal;

pub use compared::{Change, Compared, Written};
pub use format::Format;
pub use record::{Cited, Record, Report, Subject};
pub use summary::Summary;
/// The JSON Schema of [`Format::Json`]; a line of [`Format::Ndjson`] is its `#/$defs/line`.
pub const SCHEMA: &str = include_str!("report.schema.json");

pub use terminal::{either, failure, summary};
