//! The figures of the goals P1 to P3: peer time ÷ ours, at least.

/// The columns of [`DECODE`].
pub const DECODE_DATASETS: [&str; 6] = ["records", "ints", "floats", "strings", "page", "bigdict"];

/// Which of our two forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The read-only document.
    Document,
    /// The tree.
    Tree,
}

use Form::{Document, Tree};

impl Form {
    /// In the tables.
    #[must_use]
    pub const fn letter(self) -> &'static str {
        match self {
            Document => "D",
            Tree => "T",
        }
    }
}

/// P1. Nothing where the comparison would mean nothing.
pub const DECODE: [(&str, Form, [Option<f64>; 6]); 9] = [
    ("serde_json", Document, all([5.0, 2.7, 4.2, 16.0, 9.0, 9.0])),
    ("serde_json", Tree, all([3.2, 2.0, 3.3, 16.0, 3.3, 6.0])),
    ("simd-json", Document, all([2.3, 3.0, 4.0, 6.5, 5.0, 2.0])),
    ("simd-json", Tree, all([1.4, 2.5, 3.3, 6.5, 1.8, 1.4])),
    ("sonic-rs", Document, all([1.0, 1.9, 2.8, 4.0, 1.05, 1.0])),
    ("rmpv", Document, all([2.3, 1.6, 1.4, 8.5, 3.3, 1.7])),
    ("ciborium", Document, all([9.0, 6.5, 6.0, 14.0, 10.0, 9.0])),
    ("minicbor", Document, all([2.6, 2.2, 1.25, 8.5, 3.5, 2.0])),
    (
        "bendy",
        Document,
        [Some(3.3), Some(3.5), None, None, Some(4.7), Some(6.0)],
    ),
];

/// P1, `bytes`, whatever the size.
pub const DECODE_BYTES_MICROSECONDS: f64 = 1.0;

/// The columns of [`ENCODE`].
pub const ENCODE_DATASETS: [&str; 5] = ["records", "ints", "floats", "strings", "page"];

/// P2.
pub const ENCODE: [(&str, [f64; 5]); 6] = [
    ("serde_json", [2.4, 1.55, 5.5, 18.0, 3.2]),
    ("simd-json", [2.6, 1.7, 8.5, 2.0, 3.4]),
    ("sonic-rs", [2.1, 1.65, 5.5, 1.7, 3.6]),
    ("ciborium", [2.0, 1.8, 3.7, 1.05, 2.6]),
    ("minicbor", [1.3, 1.5, 0.8, 0.97, 1.5]),
    ("rmpv", [1.5, 0.95, 0.72, 0.95, 2.1]),
];

/// P2, `bytes`: our time ÷ that of a copy, at most.
pub const ENCODE_BYTES_COPIES: f64 = 1.1;

/// P3: decode into borrowing structs, into owning ones, encode.
pub const STRUCTS: [(&str, [f64; 3]); 4] = [
    ("serde_json", [2.5, 1.7, 3.4]),
    ("simd-json", [1.5, 1.15, 4.6]),
    ("sonic-rs", [1.6, 1.25, 2.6]),
    ("rmp-serde", [1.5, 1.15, 1.05]),
];

const fn all(goals: [f64; 6]) -> [Option<f64>; 6] {
    let mut some = [None; 6];
    let mut at = 0;
    while at < goals.len() {
        some[at] = Some(goals[at]);
        at += 1;
    }
    some
}
