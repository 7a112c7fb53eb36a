//! One page for a browser: the grids, and the cases of the cell that is chosen. It holds its
//! data, its style and its script, and asks nobody for anything.

use crate::matrix::Matrix;

/// The page; its data go where `{{matrix}}` stands.
const PAGE: &str = include_str!("page.html");

pub(super) fn write(matrix: &Matrix) -> String {
    let data = serde_json::to_string(matrix).unwrap_or_default();
    // Nothing in the data ends the script that it stands in.
    PAGE.replace("{{matrix}}", &data.replace('<', "\\u003c"))
}
