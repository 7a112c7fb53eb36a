//! [`Writer`]: a message into any [`Write`].

use std::collections::VecDeque;
use std::io::{self, Read, Write};

use super::chunk::{Chunk, DEFAULT_SIZE};
use super::{BlobId, Encoder, WriteError};
use crate::{EncodeOptions, Value};

/// Writes one message whose contents come from sources.
///
/// It holds one chunk at a time. A chunk is what one read of a source gives,
/// up to the chunk size, so that whoever reads at the other end need not wait
/// for a slow source to fill one. Each chunk is one write.
///
/// ```
/// use hyperglyph::stream::Writer;
/// use hyperglyph::{Blob, Value};
///
/// let two = vec![Blob::new("a/b", b"").into(), Blob::new("c/d", b"").into()];
/// let message = Writer::new(Vec::new())
///     .chunk_size(2)
///     .write_interleaved(&Value::from(two), [&b"abc"[..], b"de"])?;
/// assert!(message.ends_with(b";c0:2:ab;c1:2:de;c0:1:c;c1;c0;"));
/// # Ok::<(), hyperglyph::stream::WriteError>(())
/// ```
#[derive(Debug)]
pub struct Writer<W> {
    output: W,
    chunk_size: usize,
    options: EncodeOptions,
}

impl<W: Write> Writer<W> {
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
    /// Returns the output, flushed.
    pub fn write<R: Read>(
        mut self,
        root: &Value<'_>,
        sources: impl IntoIterator<Item = R, IntoIter: ExactSizeIterator>,
    ) -> Result<W, WriteError> {
        let sources = sources.into_iter();
        let mut encoder = self.root(root, sources.len())?;
        let mut chunk = Chunk::new(self.chunk_size);
        for (index, mut source) in sources.enumerate() {
            while self.pass(&mut encoder, &mut chunk, BlobId::new(index), &mut source)? {}
        }
        self.finish(&encoder)
    }

    /// Writes the root value and then its blobs, a chunk of each in turn.
    /// Otherwise as [`Writer::write`].
    pub fn write_interleaved<R: Read>(
        mut self,
        root: &Value<'_>,
        sources: impl IntoIterator<Item = R, IntoIter: ExactSizeIterator>,
    ) -> Result<W, WriteError> {
        let sources = sources.into_iter();
        let mut encoder = self.root(root, sources.len())?;
        let mut chunk = Chunk::new(self.chunk_size);
        let mut turns: VecDeque<_> = sources.enumerate().collect();
        while let Some((index, mut source)) = turns.pop_front() {
            if self.pass(&mut encoder, &mut chunk, BlobId::new(index), &mut source)? {
                turns.push_back((index, source));
            }
        }
        self.finish(&encoder)
    }

    fn root(&mut self, root: &Value<'_>, sources: usize) -> Result<Encoder, WriteError> {
        let mut bytes = Vec::new();
        let encoder = Encoder::with_options(root, &self.options, &mut bytes)?;
        let blobs = encoder.blobs();
        if blobs != sources {
            return Err(WriteError::Sources { blobs, sources });
        }
        self.output.write_all(&bytes)?;
        Ok(encoder)
    }

    /// Passes one chunk on, or the end; whether there may be more.
    fn pass(
        &mut self,
        encoder: &mut Encoder,
        chunk: &mut Chunk,
        blob: BlobId,
        source: &mut impl Read,
    ) -> Result<bool, WriteError> {
        let length = loop {
            match source.read(chunk.room()) {
                Ok(length) => break length,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(WriteError::Source { blob, error }),
            }
        };
        self.output
            .write_all(chunk.framed(encoder, blob, length)?)?;
        Ok(length > 0)
    }

    fn finish(mut self, encoder: &Encoder) -> Result<W, WriteError> {
        encoder.finish()?;
        self.output.flush()?;
        Ok(self.output)
    }
}
