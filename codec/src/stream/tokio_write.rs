//! [`AsyncWriter`]: a message into any tokio [`AsyncWrite`].

use std::collections::VecDeque;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::chunk::{Chunk, DEFAULT_SIZE};
use super::{BlobId, Encoder, WriteError};
use crate::{EncodeOptions, Value};

/// Writes one message whose contents come from sources.
/// What [`Writer`](super::Writer) is for [`std::io::Write`].
///
/// Nothing is read while the output takes no more: one chunk waits for it, no
/// other. In turn, nothing is written while the source whose turn it is has
/// nothing to give.
#[derive(Debug)]
pub struct AsyncWriter<W> {
    output: W,
    chunk_size: usize,
    options: EncodeOptions,
}

impl<W: AsyncWrite + Unpin> AsyncWriter<W> {
    /// A writer of chunks of up to 64 KiB.
    pub fn new(output: W) -> Self {
        Self {
            output,
            chunk_size: DEFAULT_SIZE,
            options: EncodeOptions::new(),
        }
    }

    /// Chunks of up to so many bytes of data, at least one.
    #[must_use]
    pub fn chunk_size(mut self, size: usize) -> Self {
        self.chunk_size = size;
        self
    }

    /// How the root value is written.
    #[must_use]
    pub fn options(mut self, options: EncodeOptions) -> Self {
        self.options = options;
        self
    }

    /// Writes the root value and then its blobs, one after the other. The
    /// sources stand in document order, one for each blob, and are taken when
    /// their turn comes; the blobs in the value have no content.
    ///
    /// Returns the output, flushed. A future that is dropped before leaves half a message.
    pub async fn write<R: AsyncRead + Unpin>(
        mut self,
        root: &Value<'_>,
        sources: impl IntoIterator<Item = R, IntoIter: ExactSizeIterator>,
    ) -> Result<W, WriteError> {
        let sources = sources.into_iter();
        let mut encoder = self.root(root, sources.len()).await?;
        let mut chunk = Chunk::new(self.chunk_size);
        for (index, mut source) in sources.enumerate() {
            let blob = BlobId::new(index);
            while self
                .pass(&mut encoder, &mut chunk, blob, &mut source)
                .await?
            {}
        }
        self.finish(&encoder).await
    }

    /// Writes the root value and then its blobs, a chunk of each in turn.
    /// Otherwise as [`AsyncWriter::write`].
    pub async fn write_interleaved<R: AsyncRead + Unpin>(
        mut self,
        root: &Value<'_>,
        sources: impl IntoIterator<Item = R, IntoIter: ExactSizeIterator>,
    ) -> Result<W, WriteError> {
        let sources = sources.into_iter();
        let mut encoder = self.root(root, sources.len()).await?;
        let mut chunk = Chunk::new(self.chunk_size);
        let mut turns: VecDeque<_> = sources.enumerate().collect();
        while let Some((index, mut source)) = turns.pop_front() {
            let blob = BlobId::new(index);
            if self
                .pass(&mut encoder, &mut chunk, blob, &mut source)
                .await?
            {
                turns.push_back((index, source));
            }
        }
        self.finish(&encoder).await
    }

    async fn root(&mut self, root: &Value<'_>, sources: usize) -> Result<Encoder, WriteError> {
        let mut bytes = Vec::new();
        let encoder = Encoder::with_options(root, &self.options, &mut bytes)?;
        let blobs = encoder.blobs();
        if blobs != sources {
            return Err(WriteError::Sources { blobs, sources });
        }
        self.output.write_all(&bytes).await?;
        Ok(encoder)
    }

    /// Passes one chunk on, or the end; whether there may be more.
    async fn pass(
        &mut self,
        encoder: &mut Encoder,
        chunk: &mut Chunk,
        blob: BlobId,
        source: &mut (impl AsyncRead + Unpin),
    ) -> Result<bool, WriteError> {
        let read = source.read(chunk.room()).await;
        let length = read.map_err(|error| WriteError::Source { blob, error })?;
        self.output
            .write_all(chunk.framed(encoder, blob, length)?)
            .await?;
        Ok(length > 0)
    }

    async fn finish(mut self, encoder: &Encoder) -> Result<W, WriteError> {
        encoder.finish()?;
        self.output.flush().await?;
        Ok(self.output)
    }
}
