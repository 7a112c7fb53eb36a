//! [`ResponseError`]: a response that means nothing.

use std::fmt;

use super::Trail;
use crate::DecodeError;
use crate::page::found_text;

/// Why a response means nothing to a client. The server is to blame, but it did
/// not say so itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ResponseError {
    /// The body is no message, though its type says so.
    Decode(DecodeError),
    /// A 201 or a redirect without a `Location`, or with this one, which leads
    /// nowhere (HTP-12, HTP-15, D26f).
    Location(u16, Option<String>),
    /// A 304 that nobody asked for (LNK-7, D26h).
    NotModified,
    /// A redirect back to this url, which the call has been at (D23).
    RedirectLoop(String),
    /// More than [`Trail::HOPS`] redirects (D23).
    TooManyRedirects,
    /// A status that has no meaning in the protocol.
    Status(u16),
}

impl ResponseError {
    /// The requirement that the response breaks, where one speaks of it.
    #[must_use]
    pub fn requirement(&self) -> Option<&'static str> {
        match self {
            Self::Decode(error) => Some(error.requirement()),
            Self::Location(201, _) => Some("HTP-12"),
            Self::Location(..) | Self::RedirectLoop(_) | Self::TooManyRedirects => Some("HTP-15"),
            Self::NotModified => Some("LNK-7"),
            Self::Status(_) => None,
        }
    }
}

impl fmt::Display for ResponseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Decode(error) => return write!(f, "the response is no message: {error}"),
            Self::Location(status, None) => {
                write!(f, "expected a Location in a response {status}, found none")?;
            }
            Self::Location(status, Some(found)) => {
                let found = found_text(found);
                write!(
                    f,
                    "expected a Location that can be asked for in a response {status}, found {found}"
                )?;
            }
            Self::NotModified => {
                f.write_str("expected a response, found 304: the request was not conditional")?;
            }
            Self::RedirectLoop(url) => write!(
                f,
                "expected redirects to lead on, found one back to {}",
                found_text(url),
            )?,
            Self::TooManyRedirects => write!(
                f,
                "expected at most {} redirects, found one more",
                Trail::HOPS,
            )?,
            Self::Status(status) => write!(
                f,
                "expected a status of the protocol (200, 201, 204, a redirect, 304, 4xx, 5xx), found {status}",
            )?,
        }
        match self.requirement() {
            Some(requirement) => write!(f, " [{requirement}]"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ResponseError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Decode(error) => Some(error),
            _ => None,
        }
    }
}
