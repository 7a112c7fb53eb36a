//! `Content-Disposition`: the name of the one argument in the blob envelope (ENV-4).
//!
//! Names are quoted and escaped as browsers do (D26d): `%22`, `%0D` and `%0A`
//! stand for `"`, CR and LF, and a backslash is a backslash.

/// The header for an argument's name: `form-data; name="file"`.
///
/// ```
/// use hyperglyph::http::{read_disposition, write_disposition};
///
/// let header = write_disposition("a\"b\\");
/// assert_eq!(header, "form-data; name=\"a%22b\\\"");
/// assert_eq!(read_disposition(&header).as_deref(), Some("a\"b\\"));
/// ```
#[must_use]
pub fn write_disposition(name: &str) -> String {
    crate::fault!("ENV-4/backslash-doubled" if name.contains('\\') => return format!("form-data; name=\"{}\"", name.replace('\\', "\\\\")));
    crate::fault!("ENV-4/unescaped" if name.contains('"') => return format!("form-data; name=\"{name}\""));
    crate::fault!("ENV-4/attachment" => return format!("attachment; filename=\"{name}\""));
    let name = name
        .replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A");
    format!("form-data; name=\"{name}\"")
}

/// The name in such a header, with or without quotes, and whatever else stands
/// beside it; nothing if it is no such header. The `;` at the end, which the
/// text writes, is taken.
#[must_use]
pub fn read_disposition(header: &str) -> Option<String> {
    let (kind, mut rest) = header.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("form-data") {
        return None;
    }
    let mut found = None;
    while !rest.trim().is_empty() {
        let (key, after) = rest.split_once('=')?;
        let (value, after) = parameter(after.trim_start())?;
        if key.trim().eq_ignore_ascii_case("name") && found.replace(unescaped(value)).is_some() {
            return None;
        }
        rest = after;
    }
    found
}

/// The value of a parameter, and what stands behind its `;`.
fn parameter(text: &str) -> Option<(&str, &str)> {
    if let Some(quoted) = text.strip_prefix('"') {
        let (value, after) = quoted.split_once('"')?;
        let after = after.trim_start();
        let after = match after.strip_prefix(';') {
            Some(after) => after,
            None if after.is_empty() => after,
            None => return None,
        };
        return Some((value, after));
    }
    let (value, after) = text.split_once(';').unwrap_or((text, ""));
    let value = value.trim_end();
    (!value.is_empty()).then_some((value, after))
}

fn unescaped(name: &str) -> String {
    let mut text = name.to_owned();
    for (escaped, plain) in [
        ("%22", "\""),
        ("%0D", "\r"),
        ("%0d", "\r"),
        ("%0A", "\n"),
        ("%0a", "\n"),
    ] {
        if text.contains(escaped) {
            text = text.replace(escaped, plain);
        }
    }
    text
}
