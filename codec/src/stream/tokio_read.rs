//! [`AsyncReader`]: a message out of any tokio [`AsyncRead`].

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::buffer::{Buffer, Step};
use super::{BlobId, Decoder, ReadError};
use crate::{DecodeOptions, Value};

/// Reads one message: first the root value, then the contents of its blobs.
/// What [`Reader`](super::Reader) is for [`std::io::Read`].
#[derive(Debug)]
pub struct AsyncReader<R> {
    input: R,
    options: DecodeOptions,
}

impl<R: AsyncRead + Unpin> AsyncReader<R> {
    /// A reader in the spec profile, within the default limits.
    pub fn new(input: R) -> Self {
        Self::with_options(input, DecodeOptions::new())
    }

    /// A reader in that profile and within these limits, of which
    /// [`Limits::message`](crate::Limits::message) bounds the root object alone.
    pub fn with_options(input: R, options: DecodeOptions) -> Self {
        Self { input, options }
    }

    /// Reads the root value. Its blobs have no content; that comes out of
    /// [`AsyncBlobs`], which must be read to its end to know that the message is whole.
    pub async fn root(self) -> Result<(Value<'static>, AsyncBlobs<R>), ReadError> {
        let mut blobs = AsyncBlobs {
            input: self.input,
            buffer: Buffer::new(Decoder::with_options(self.options)),
            ended: false,
        };
        match blobs.step().await? {
            Some(Step::Root(root)) => Ok((root, blobs)),
            // The first event is the root, and an end without it an error.
            _ => Err(ReadError::Io(io::ErrorKind::UnexpectedEof.into())),
        }
    }
}

/// The contents of the blobs of a message, as they come.
#[derive(Debug)]
pub struct AsyncBlobs<R> {
    input: R,
    buffer: Buffer,
    ended: bool,
}

impl<R: AsyncRead + Unpin> AsyncBlobs<R> {
    /// The next bytes of a blob; no bytes mean that this blob has ended.
    /// Nothing means that the message is whole.
    ///
    /// Nothing is lost when the future is dropped before it is done: it can
    /// stand in a `select!`.
    pub async fn next_chunk(&mut self) -> Result<Option<(BlobId, &[u8])>, ReadError> {
        Ok(match self.step().await? {
            Some(Step::Chunk(blob, place)) => Some((blob, self.buffer.data(place))),
            Some(Step::End(blob)) => Some((blob, &[])),
            Some(Step::Root(_)) | None => None,
        })
    }

    /// Reads to the end of the message and writes the content of each blob
    /// where `open` says, which is asked once for each blob, when its first
    /// bytes (or its end) come. Nothing more is read while a writer is busy.
    /// Returns all the writers, flushed, in document order.
    pub async fn spool<W: AsyncWrite + Unpin>(
        mut self,
        mut open: impl AsyncFnMut(BlobId) -> io::Result<W>,
    ) -> Result<Vec<W>, ReadError> {
        let mut writers: Vec<Option<W>> = Vec::new();
        while let Some((blob, data)) = self.next_chunk().await? {
            if writers.len() <= blob.index() {
                writers.resize_with(blob.index() + 1, || None);
            }
            let slot = &mut writers[blob.index()];
            let writer = match slot {
                Some(writer) => writer,
                None => slot.insert(open(blob).await?),
            };
            if data.is_empty() {
                writer.flush().await?;
            } else {
                writer.write_all(data).await?;
            }
        }
        // Every blob has ended, so every one has its writer.
        Ok(writers.into_iter().flatten().collect())
    }

    async fn step(&mut self) -> Result<Option<Step>, ReadError> {
        loop {
            if let Some(step) = self.buffer.step()? {
                return Ok(Some(step));
            }
            if self.ended {
                return Ok(None);
            }
            let count = self.input.read(self.buffer.room()).await?;
            self.buffer.came(count)?;
            self.ended = count == 0;
        }
    }
}
