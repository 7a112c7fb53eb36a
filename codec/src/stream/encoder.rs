//! [`Encoder`]: the frames of a message in pieces.
//!
//! ```text
//! trailer = 'c' id ':' length ':' bytes ';'      ; a chunk of blob id
//!         / 'c' id ';'                           ; the end of blob id
//! ```

use super::{BlobId, FrameError, blobs};
use crate::{EncodeOptions, Value};

/// Writes one message whose contents come in pieces: what stands around them.
///
/// It sends nothing itself: it gives the bytes of the root object, then for
/// each chunk the frame before its data, and the end of each blob. Chunks of
/// different blobs may take turns (BLB-6).
///
/// ```
/// use hyperglyph::stream::{BlobId, Encoder};
/// use hyperglyph::{Blob, Value};
///
/// let mut message = Vec::new();
/// let mut encoder = Encoder::new(&Value::from(Blob::new("text/plain", b"")), &mut message)?;
/// for data in [&b"one "[..], b"two"] {
///     message.extend_from_slice(&encoder.chunk(BlobId::new(0), data.len())?);
///     message.extend_from_slice(data);
///     message.extend_from_slice(Encoder::CHUNK_END);
/// }
/// message.extend_from_slice(&encoder.end(BlobId::new(0))?);
/// encoder.finish()?;
/// assert_eq!(message, b"B0:Du12:content-type;u10:text/plain;;;c0:4:one ;c0:3:two;c0;");
/// # Ok::<(), hyperglyph::stream::FrameError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Encoder {
    ended: Vec<bool>,
}

impl Encoder {
    /// What follows the data of a chunk.
    pub const CHUNK_END: &'static [u8] = b";";

    /// Writes the root object behind what `out` holds. Its blobs have no
    /// content, and their ids are their places in document order.
    pub fn new(root: &Value<'_>, out: &mut Vec<u8>) -> Result<Self, FrameError> {
        Self::with_options(root, &EncodeOptions::new(), out)
    }

    /// The same, with options. After an error `out` is as it was.
    pub fn with_options(
        root: &Value<'_>,
        options: &EncodeOptions,
        out: &mut Vec<u8>,
    ) -> Result<Self, FrameError> {
        let blobs = blobs(root);
        if let Some(index) = blobs.iter().position(|blob| !blob.content.is_empty()) {
            return Err(FrameError::Content(BlobId::new(index)));
        }
        let encoder = Self {
            ended: vec![false; blobs.len()],
        };
        options.encode_into(root, out)?;
        // A whole message ends with the ends of its empty blobs; here they come later.
        let ends = (0..blobs.len()).map(|index| Frame::end(BlobId::new(index)).len());
        out.truncate(out.len() - ends.sum::<usize>());
        Ok(encoder)
    }

    /// The number of blobs; their ids count up to it from 0.
    #[must_use]
    pub fn blobs(&self) -> usize {
        self.ended.len()
    }

    /// What stands before `length` bytes of a blob; [`Encoder::CHUNK_END`] stands behind.
    pub fn chunk(&self, blob: BlobId, length: usize) -> Result<Frame, FrameError> {
        self.is_open(blob)?;
        Ok(Frame::chunk(blob, length))
    }

    /// The end of a blob.
    pub fn end(&mut self, blob: BlobId) -> Result<Frame, FrameError> {
        self.is_open(blob)?;
        self.ended[blob.index()] = true;
        Ok(Frame::end(blob))
    }

    /// Says that nothing more comes: the message is whole, or this is why not.
    pub fn finish(&self) -> Result<(), FrameError> {
        match self.ended.iter().position(|ended| !ended) {
            Some(index) => Err(FrameError::UnendedBlob(BlobId::new(index))),
            None => Ok(()),
        }
    }

    fn is_open(&self, blob: BlobId) -> Result<(), FrameError> {
        match self.ended.get(blob.index()) {
            Some(false) => Ok(()),
            Some(true) => Err(FrameError::EndedBlob(blob)),
            None => Err(FrameError::UnknownBlob(blob)),
        }
    }
}

/// The few bytes around the data of chunks: `c0:65536:`, or `c0;`. It is no
/// allocation, and derefs to the bytes.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    bytes: [u8; Self::LONGEST],
    length: usize,
}

impl Frame {
    /// No frame has more bytes: `c`, `:` and `:`, and two numbers of 64 bits.
    pub const LONGEST: usize = 3 + 2 * 20;

    fn chunk(blob: BlobId, length: usize) -> Self {
        let mut frame = Self::start(blob);
        frame.push(b":");
        frame.push(itoa::Buffer::new().format(length).as_bytes());
        frame.push(b":");
        frame
    }

    fn end(blob: BlobId) -> Self {
        let mut frame = Self::start(blob);
        frame.push(b";");
        frame
    }

    /// `'c' id`
    fn start(blob: BlobId) -> Self {
        let mut frame = Self {
            bytes: [0; Self::LONGEST],
            length: 0,
        };
        frame.push(b"c");
        frame.push(itoa::Buffer::new().format(blob.index()).as_bytes());
        frame
    }

    fn push(&mut self, bytes: &[u8]) {
        self.bytes[self.length..][..bytes.len()].copy_from_slice(bytes);
        self.length += bytes.len();
    }
}

impl std::ops::Deref for Frame {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}
