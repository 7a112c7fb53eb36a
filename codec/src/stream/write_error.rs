//! [`WriteError`]: why a message could not be written to its end.

use std::{fmt, io};

use super::{BlobId, FrameError};

/// Why a message could not be written to its end.
#[derive(Debug)]
#[non_exhaustive]
pub enum WriteError {
    /// The value cannot be written. Nothing was.
    Frame(FrameError),
    /// There are more or fewer sources of content than blobs. Nothing was written.
    Sources {
        /// Blobs in the root value.
        blobs: usize,
        /// Sources given.
        sources: usize,
    },
    /// The source of a blob's content failed.
    Source {
        /// Whose source.
        blob: BlobId,
        /// How.
        error: io::Error,
    },
    /// The output failed.
    Io(io::Error),
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Frame(error) => error.fmt(f),
            Self::Sources { blobs, sources } => write!(
                f,
                "the value has {blobs} blobs, and there are {sources} sources of content: give one for each blob, in document order [BLB-5]"
            ),
            Self::Source { blob, error } => {
                write!(f, "the content of blob {blob} cannot be read: {error}")
            }
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for WriteError {
    // The text holds that of the error inside, so what is behind is its source.
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Frame(error) => error.source(),
            Self::Sources { .. } => None,
            Self::Source { error, .. } | Self::Io(error) => error.source(),
        }
    }
}

impl From<FrameError> for WriteError {
    fn from(error: FrameError) -> Self {
        Self::Frame(error)
    }
}

impl From<io::Error> for WriteError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
