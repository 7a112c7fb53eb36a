//! [`Reader`]: a message out of any [`Read`].

use std::io::{self, Read, Write};

use super::buffer::{Buffer, Step};
use super::{BlobId, Decoder, ReadError};
use crate::{DecodeOptions, Value};

/// Reads one message: first the root value, then the contents of its blobs.
///
/// It holds one buffer of 64 KiB, whatever the size of the message. The input is
/// read to its end, as a message is all there is in it (MSG-1).
#[derive(Debug)]
pub struct Reader<R> {
    input: R,
    options: DecodeOptions,
}

impl<R: Read> Reader<R> {
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
    /// [`Blobs`], which must be read to its end to know that the message is whole.
    pub fn root(self) -> Result<(Value<'static>, Blobs<R>), ReadError> {
        let mut blobs = Blobs {
            input: self.input,
            buffer: Buffer::new(Decoder::with_options(self.options)),
            ended: false,
        };
        match blobs.step()? {
            Some(Step::Root(root)) => Ok((root, blobs)),
            // The first event is the root, and an end without it an error.
            _ => Err(ReadError::Io(io::ErrorKind::UnexpectedEof.into())),
        }
    }
}

/// The contents of the blobs of a message, as they come.
#[derive(Debug)]
pub struct Blobs<R> {
    input: R,
    buffer: Buffer,
    ended: bool,
}

impl<R: Read> Blobs<R> {
    /// The next bytes of a blob; no bytes mean that this blob has ended, as
    /// with [`Read::read`]. Nothing means that the message is whole.
    ///
    /// Blobs may take turns (BLB-6), so bytes of one may come between those of another.
    pub fn next_chunk(&mut self) -> Result<Option<(BlobId, &[u8])>, ReadError> {
        Ok(match self.step()? {
            Some(Step::Chunk(blob, place)) => Some((blob, self.buffer.data(place))),
            Some(Step::End(blob)) => Some((blob, &[])),
            Some(Step::Root(_)) | None => None,
        })
    }

    /// Reads to the end of the message and writes the content of each blob
    /// where `open` says, which is asked once for each blob, when its first
    /// bytes (or its end) come. Returns all the writers, flushed, in document order.
    ///
    /// ```
    /// use hyperglyph::stream::Reader;
    ///
    /// let message = b"LB0:D;;B1:D;;;c1:2:ha;c0:3:foo;c1:3:ha!;c1;c0;";
    /// let (root, blobs) = Reader::new(&message[..]).root()?;
    /// let contents = blobs.spool(|_| Ok(Vec::new()))?;
    /// assert_eq!(contents, [b"foo".to_vec(), b"haha!".to_vec()]);
    /// # Ok::<(), hyperglyph::stream::ReadError>(())
    /// ```
    pub fn spool<W: Write>(
        mut self,
        mut open: impl FnMut(BlobId) -> io::Result<W>,
    ) -> Result<Vec<W>, ReadError> {
        let mut writers: Vec<Option<W>> = Vec::new();
        while let Some((blob, data)) = self.next_chunk()? {
            if writers.len() <= blob.index() {
                writers.resize_with(blob.index() + 1, || None);
            }
            let slot = &mut writers[blob.index()];
            let writer = match slot {
                Some(writer) => writer,
                None => slot.insert(open(blob)?),
            };
            if data.is_empty() {
                writer.flush()?;
            } else {
                writer.write_all(data)?;
            }
        }
        // Every blob has ended, so every one has its writer.
        Ok(writers.into_iter().flatten().collect())
    }

    fn step(&mut self) -> Result<Option<Step>, ReadError> {
        loop {
            if let Some(step) = self.buffer.step()? {
                return Ok(Some(step));
            }
            if self.ended {
                return Ok(None);
            }
            let count = match self.input.read(self.buffer.room()) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                read => read?,
            };
            self.buffer.came(count)?;
            self.ended = count == 0;
        }
    }
}
