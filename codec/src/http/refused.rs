//! [`Refused`]: a call that cannot be made; no request left the client.

use std::fmt;

use super::{ArgumentError, Envelope, FormHeader, Method};
use crate::EncodeError;
use crate::page::found_text;

/// Why a form or a link cannot be called as asked. No request was made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refused {
    /// The arguments do not fit what the form takes (INP-6).
    Arguments(ArgumentError),
    /// The form takes no arguments, and this many are given (ENV-2).
    NoArguments(usize),
    /// The method does not allow the envelope (ENV-9, ENV-10, ENV-13 to ENV-15).
    Envelope(Method, Envelope),
    /// The form takes this many arguments, and its envelope another number
    /// (ENV-1, ENV-5).
    Count(Envelope, usize),
    /// The form names an argument twice (INP-6).
    RepeatedName(String),
    /// The one argument of the blob envelope is no blob, but of this type (ENV-3).
    NotABlob(&'static str),
    /// The blob has no content type that a header could carry (BLB-2).
    BlobContentType,
    /// A name that no `Content-Disposition` could carry (ENV-4).
    Disposition(String),
    /// A conditional header on a GET form (ENV-11).
    Conditional(FormHeader),
    /// A header that cannot be added: named twice, or with a value that is none (FRM-14, HTP-10).
    Header(FormHeader),
    /// An etag that no header could carry (LNK-7).
    Etag(String),
    /// No url, or one that is not absolute, or of another scheme than http and
    /// https (LNK-11, FRM-12).
    Url(String),
    /// An argument that has no encoding.
    Encode(EncodeError),
}

impl Refused {
    /// The requirement that the call breaks.
    #[must_use]
    pub fn requirement(&self) -> &'static str {
        match self {
            Self::Arguments(error) => error.requirement(),
            Self::NoArguments(_) => "ENV-2",
            Self::Envelope(method, envelope) => method.forbids(*envelope).unwrap_or("FRM-8"),
            Self::Count(envelope, count) => envelope.miscounts(*count).map_or("FRM-4", |it| it.1),
            Self::RepeatedName(_) => "INP-6",
            Self::NotABlob(_) => "ENV-3",
            Self::BlobContentType => "BLB-2",
            Self::Disposition(_) => "ENV-4",
            Self::Conditional(_) => "ENV-11",
            Self::Header(_) => "FRM-14",
            Self::Etag(_) => "LNK-7",
            Self::Url(_) => "FRM-12",
            Self::Encode(error) => error.requirement(),
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Arguments(error) => return error.fmt(f),
            Self::Encode(error) => return write!(f, "an argument cannot be encoded: {error}"),
            Self::NoArguments(given) => write!(f, "expected no arguments in the envelope none, found {given}: call the form without")?,
            Self::Envelope(method, envelope) => {
                let allowed: Vec<&str> = method.envelopes().iter().map(|it| it.as_str()).collect();
                write!(f, "expected an envelope that {method} allows ({}), found {envelope}: the form has to change", allowed.join(", "))?;
            }
            Self::Count(envelope, count) => {
                let expected = envelope.miscounts(*count).map_or("another number", |it| it.0);
                write!(f, "expected {expected}, found a form with {count}: the form has to change")?;
            }
            Self::RepeatedName(name) => write!(f, "expected every argument once, found a form that names {} twice: the form has to change", found_text(name))?,
            Self::NotABlob(found) => write!(f, "expected a blob as the argument in the envelope blob, found the type {found}: wrap the content in a blob")?,
            Self::BlobContentType => f.write_str("expected a blob with a content type of visible ASCII, found one without: set its attribute \"content-type\"")?,
            Self::Disposition(name) => write!(f, "expected a name without control characters in the envelope blob, found {}: the form has to change", found_text(name))?,
            Self::Conditional(header) => write!(f, "expected a GET form without conditional headers, found {header}: the form has to change")?,
            Self::Header(header) => write!(f, "expected every header once and with visible ASCII as its value, found {header} otherwise: the form or link has to change")?,
            Self::Etag(etag) => write!(f, "expected an etag of visible ASCII, found {}: ask unconditionally", found_text(etag))?,
            Self::Url(url) => write!(f, "expected an absolute http or https url, found {}: resolve the page against the url it came from", found_text(url))?,
        }
        write!(f, " [{}]", self.requirement())
    }
}

impl std::error::Error for Refused {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Arguments(error) => Some(error),
            Self::Encode(error) => Some(error),
            _ => None,
        }
    }
}

impl From<ArgumentError> for Refused {
    fn from(error: ArgumentError) -> Self {
        Self::Arguments(error)
    }
}

impl From<EncodeError> for Refused {
    fn from(error: EncodeError) -> Self {
        Self::Encode(error)
    }
}
