//! Content types compared (D26b).

/// Whether two content types are the same, without case and parameters.
///
/// ```
/// use hyperglyph::http::same_content_type;
///
/// assert!(same_content_type("Text/HTML; charset=utf-8", "text/html"));
/// assert!(!same_content_type("text/html", "text/plain"));
/// ```
#[must_use]
pub fn same_content_type(a: &str, b: &str) -> bool {
    essence(a).eq_ignore_ascii_case(essence(b))
}

/// A content type without its parameters.
fn essence(content_type: &str) -> &str {
    let end = content_type.find(';').unwrap_or(content_type.len());
    content_type[..end].trim_matches([' ', '\t'])
}
