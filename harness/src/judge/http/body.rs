//! Bodies as they came: the encodings of HTTP undone, messages decoded.

use std::borrow::Cow;
use std::io::Read;

use flate2::read::MultiGzDecoder;
use hyperglyph::{DecodeError, Value, decode};

/// No body of a case is longer when it is expanded.
const LONGEST: u64 = 16 << 20;

/// The value of a header; nothing where it is missing.
pub(super) fn header<'h>(headers: &'h [(String, String)], name: &str) -> Option<&'h str> {
    headers
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}

/// A body without its content encoding, or why that cannot be undone.
pub(super) fn expanded<'b>(
    headers: &[(String, String)],
    body: &'b [u8],
) -> Result<Cow<'b, [u8]>, String> {
    match header(headers, "content-encoding") {
        Some(encoding) if encoding.eq_ignore_ascii_case("gzip") => {
            let mut bytes = Vec::new();
            match MultiGzDecoder::new(body)
                .take(LONGEST)
                .read_to_end(&mut bytes)
            {
                Ok(_) => Ok(Cow::Owned(bytes)),
                Err(error) => Err(format!("the gzip of the body is malformed: {error}")),
            }
        }
        _ => Ok(Cow::Borrowed(body)),
    }
}

/// A message, in an encoding that any decoder of the specification takes.
pub(super) fn message(body: &[u8]) -> Result<Value<'static>, DecodeError> {
    Ok(decode(body)?.into_owned())
}

/// A content type without its parameters, in lower case.
pub(super) fn essence(content_type: &str) -> String {
    let essence = content_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}
