//! [`ReadError`]: why a message could not be read to its end.

use std::{fmt, io};

use crate::DecodeError;

/// Why a message could not be read to its end.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadError {
    /// The input failed, or the place where the content of a blob was to go.
    Io(io::Error),
    /// The bytes are not a message.
    Decode(DecodeError),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ReadError {
    // The text is that of the error inside, so what is behind is its source.
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => error.source(),
            Self::Decode(error) => error.source(),
        }
    }
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<DecodeError> for ReadError {
    fn from(error: DecodeError) -> Self {
        Self::Decode(error)
    }
}
