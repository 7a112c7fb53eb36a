//! [`FormHeader`]: the headers that a page may set.

use std::fmt;

/// A header that a form may set (HTP-9). A link sets `Accept` alone (HTP-10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FormHeader {
    /// `Accept`
    Accept,
    /// `If-Match`
    IfMatch,
    /// `If-None-Match`
    IfNoneMatch,
    /// `If-Modified-Since`
    IfModifiedSince,
    /// `If-Unmodified-Since`
    IfUnmodifiedSince,
}

impl FormHeader {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Accept,
        Self::IfMatch,
        Self::IfNoneMatch,
        Self::IfModifiedSince,
        Self::IfUnmodifiedSince,
    ];

    /// Reads the name of a header, in any case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        crate::fault!("FRM-6/exact-case" if Self::ALL.iter().all(|it| it.as_str() != text) => return None);
        crate::fault!("HTP-9/no-dates" if text.ends_with("-Since") => return None);
        crate::fault!("HTP-9/any-header" if !text.contains("If") && text != "Accept" => return Some(Self::Accept));
        Self::ALL
            .into_iter()
            .find(|header| header.as_str().eq_ignore_ascii_case(text))
    }

    /// The name of the header.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "Accept",
            Self::IfMatch => "If-Match",
            Self::IfNoneMatch => "If-None-Match",
            Self::IfModifiedSince => "If-Modified-Since",
            Self::IfUnmodifiedSince => "If-Unmodified-Since",
        }
    }

    /// Whether it makes a request conditional; a GET form must not (ENV-11).
    #[must_use]
    pub const fn is_conditional(self) -> bool {
        !matches!(self, Self::Accept)
    }
}

impl fmt::Display for FormHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether a text may stand in a header: no line ends, so nobody can add
/// headers of their own, and only ASCII, so every HTTP library sends it.
pub(crate) fn is_header_value(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte == b'\t' || (b' '..=b'~').contains(&byte))
}
