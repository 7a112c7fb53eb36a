//! [`MatrixFormat`]: what a matrix can be written as.

use std::str::FromStr;

use super::{html, markdown};
use crate::matrix::Matrix;

/// A format of matrices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatrixFormat {
    /// All of it, as one JSON document.
    Json,
    /// The grids, what was done where both ways conform, and what failed.
    Markdown,
    /// The grids as a page for a browser, each cell with its cases.
    Html,
}

impl MatrixFormat {
    /// Every format, by its name on the command line.
    const ALL: [(&'static str, Self); 3] = [
        ("json", Self::Json),
        ("markdown", Self::Markdown),
        ("html", Self::Html),
    ];

    /// The matrix in this format.
    #[must_use]
    pub fn write(self, matrix: &Matrix) -> String {
        match self {
            Self::Json => serde_json::to_string_pretty(matrix).unwrap_or_default() + "\n",
            Self::Markdown => format!("# Who works with whom\n\n{}", markdown::whole(matrix)),
            Self::Html => html::write(matrix),
        }
    }
}

impl FromStr for MatrixFormat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|(name, _)| *name == text);
        let names = Self::ALL.map(|(name, _)| name).join(", ");
        found.map_or_else(|| Err(format!("expected one of {names}")), |(_, it)| Ok(it))
    }
}
