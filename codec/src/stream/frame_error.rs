//! [`FrameError`]: why a message in pieces cannot be written.

use std::fmt;

use super::BlobId;
use crate::EncodeError;

/// Why an [`Encoder`](super::Encoder) does not write something: no decoder would take it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FrameError {
    /// The root value has no encoding.
    Value(EncodeError),
    /// A blob of the root value has content in it.
    Content(BlobId),
    /// The root value has no such blob.
    UnknownBlob(BlobId),
    /// The blob has ended.
    EndedBlob(BlobId),
    /// The blob has not ended.
    UnendedBlob(BlobId),
}

impl FrameError {
    /// The requirement that would be broken.
    #[must_use]
    pub const fn requirement(&self) -> &'static str {
        match self {
            Self::Value(error) => error.requirement(),
            Self::Content(_) | Self::UnendedBlob(_) => "BLB-5",
            Self::UnknownBlob(_) | Self::EndedBlob(_) => "BLB-11",
        }
    }
}

impl fmt::Display for FrameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // It names its requirement itself.
            Self::Value(error) => return error.fmt(f),
            Self::Content(blob) => write!(
                f,
                "blob {blob} holds its content in the value: leave it empty there and give it as chunks, or encode the value whole"
            ),
            Self::UnknownBlob(blob) => write!(
                f,
                "there is no blob {blob} in the value: blobs are numbered from 0, in document order"
            ),
            Self::EndedBlob(blob) => {
                write!(f, "blob {blob} has ended, and nothing of it may follow")
            }
            Self::UnendedBlob(blob) => write!(
                f,
                "blob {blob} has not ended: every blob needs its end, an empty one too"
            ),
        }?;
        write!(f, " [{}]", self.requirement())
    }
}

impl std::error::Error for FrameError {}

impl From<EncodeError> for FrameError {
    fn from(error: EncodeError) -> Self {
        Self::Value(error)
    }
}
