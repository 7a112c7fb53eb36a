//! One chunk on its way from a source to an output, in a buffer that is used again.

use super::{BlobId, Encoder, Frame, FrameError};

/// The chunk size where nobody chose one.
pub(super) const DEFAULT_SIZE: usize = 64 << 10;

/// Room for a frame, the data of a chunk and its end, so that data is read to
/// where it is written from.
#[derive(Debug)]
pub(super) struct Chunk {
    bytes: Vec<u8>,
}

impl Chunk {
    /// Room for that much data.
    pub(super) fn new(size: usize) -> Self {
        // No data at all would be the end of every blob.
        let size = size.max(1);
        Self {
            bytes: vec![0; Frame::LONGEST + size + Encoder::CHUNK_END.len()],
        }
    }

    /// Room for data.
    pub(super) fn room(&mut self) -> &mut [u8] {
        let end = self.bytes.len() - Encoder::CHUNK_END.len();
        &mut self.bytes[Frame::LONGEST..end]
    }

    /// What to send for so many bytes at the front of the room: a whole chunk;
    /// or, for none, the end of the blob.
    pub(super) fn framed(
        &mut self,
        encoder: &mut Encoder,
        blob: BlobId,
        length: usize,
    ) -> Result<&[u8], FrameError> {
        let frame = if length == 0 {
            encoder.end(blob)?
        } else {
            encoder.chunk(blob, length)?
        };
        let start = Frame::LONGEST - frame.len();
        self.bytes[start..Frame::LONGEST].copy_from_slice(&frame);
        let mut end = Frame::LONGEST + length;
        if length > 0 {
            let behind = end + Encoder::CHUNK_END.len();
            self.bytes[end..behind].copy_from_slice(Encoder::CHUNK_END);
            end = behind;
        }
        Ok(&self.bytes[start..end])
    }
}
