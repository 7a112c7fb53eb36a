//! One page for a browser: subjects by sections, a filter, and every case with what was
//! sent and seen. It holds its data, its style and its script, and asks nobody for anything.

use super::Report;

/// The page; its data go where `{{report}}` stands.
const PAGE: &str = include_str!("page.html");

pub(super) fn write(report: &Report) -> String {
    let data = serde_json::to_string(report).unwrap_or_default();
    // Nothing in the data ends the script that it stands in.
    PAGE.replace("{{report}}", &data.replace('<', "\\u003c"))
}
