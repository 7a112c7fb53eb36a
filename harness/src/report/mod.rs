//! Findings, for people and for machines.
//!
//! ```text
//! Finding ── Summary ──> terminal
//!         └─ Report ── Format ──> junit, tap, json, ndjson, markdown, html, badge
//! ```

mod badge;
mod format;
mod html;
mod junit;
mod markdown;
mod record;
mod summary;
mod tap;
mod terminal;

pub use format::Format;
pub use record::{Cited, Record, Report, Subject};
pub use summary::Summary;
pub use terminal::{either, failure, summary};
