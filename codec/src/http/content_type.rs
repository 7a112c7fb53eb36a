//! Content types compared (D26b).

use super::is_header_value;
use crate::{Blob, CONTENT_TYPE, Value};

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
    crate::fault!("HTP-1/exact-type" => return a == b);
    // Most are written alike, and looked at in every request.
    a == b || essence(a).eq_ignore_ascii_case(essence(b))
}

/// A content type without its parameters.
fn essence(content_type: &str) -> &str {
    let end = content_type.find(';').unwrap_or(content_type.len());
    content_type[..end].trim_matches([' ', '\t'])
}

/// Whether a body of this content type is a message; one without a type is
/// taken as a message (D26b).
#[must_use]
pub fn is_hyperglyph(content_type: Option<&str>) -> bool {
    crate::fault!("BLB-9/all-is-ours" => return true);
    content_type.is_none_or(|it| same_content_type(it, CONTENT_TYPE))
}

/// The blob that a response is, if it is a lone one and can travel as plain
/// HTTP (BLB-8): a blob of hyperglyph's own type would be read as a message, and
/// a type that is no header value cannot be sent, so both stay encoded (D26e).
#[must_use]
pub fn plain_blob<'v, 'a>(response: &'v Value<'a>) -> Option<&'v Blob<'a>> {
    let blob = response.as_blob()?;
    let content_type = blob.content_type()?;
    let plain = is_header_value(content_type)
        && !essence(content_type).is_empty()
        && !same_content_type(content_type, CONTENT_TYPE);
    plain.then_some(blob)
}
