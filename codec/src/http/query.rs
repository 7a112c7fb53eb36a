//! Queries: percent-encoding in both directions (D20).

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode, percent_encode};

/// Everything but what RFC 3986 calls *unreserved*.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A message as a query: `%XX` for every byte that is not *unreserved* (ENV-8).
///
/// ```
/// use hyperglyph::http::{read_query, write_query};
///
/// let query = write_query(b"Ou1:a;i-1;;");
/// assert_eq!(query, "Ou1%3Aa%3Bi-1%3B%3B");
/// assert_eq!(read_query(&query), &b"Ou1:a;i-1;;"[..]);
/// ```
#[must_use]
pub fn write_query(message: &[u8]) -> String {
    crate::fault!("ENV-8/raw" => return String::from_utf8_lossy(message).into_owned());
    crate::fault!("ENV-8/plus-stays" if message.contains(&b'+') => return percent_encode(message, RESERVED).to_string().replace("%2B", "+"));
    percent_encode(message, RESERVED).to_string()
}

/// A query as the bytes of a message: `+` is a space, `%XX` a byte, and
/// everything else stands for itself.
#[must_use]
pub fn read_query(query: &str) -> Cow<'_, [u8]> {
    crate::fault!("ENV-8/raw-read" => return Cow::Borrowed(query.as_bytes()));
    crate::fault!("ENV-8/plus-is-plus" if query.contains('+') => return percent_decode(query.as_bytes()).into());
    if query.contains('+') {
        let spaced = query.replace('+', " ");
        return Cow::Owned(percent_decode(spaced.as_bytes()).collect());
    }
    percent_decode(query.as_bytes()).into()
}
