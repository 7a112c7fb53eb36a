//! P4: one message of 1 GiB whose blobs interleave, decoded and encoded as a stream.

use crate::report::{Cell, Goal, Row, Table};

/// Nothing is measured while the codec has no push decoder: this is the place
/// where it goes in.
#[must_use]
pub fn table() -> Table {
    let row = |label: &str| Row {
        label: label.into(),
        cells: vec![
            Cell::new(None, Some(Goal::AtMost(32.0))),
            Cell::new(None, Some(Goal::AtLeast(0.9))),
        ],
    };
    Table {
        title: "P4 a stream of 1 GiB with interleaved blobs".into(),
        columns: ["MiB resident", "throughput ÷ a read"]
            .map(String::from)
            .into(),
        rows: vec![row("decode"), row("encode")],
    }
}
