//! [`ReaderPieces`]: what a reader reads, in pieces.

use std::fmt;
use std::io;
use std::mem::take;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use bytes::{BufMut, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt};

/// The most bytes of a piece.
const PIECE: usize = 64 << 10;

/// The rest of what a reader reads.
pub(crate) struct ReaderPieces {
    reader: Pin<Box<dyn AsyncRead + Send>>,
    /// How many bytes it reads in all, if it was said.
    length: Option<u64>,
    came: u64,
    piece: BytesMut,
}

impl ReaderPieces {
    pub(crate) fn new(reader: Pin<Box<dyn AsyncRead + Send>>, length: Option<u64>) -> Self {
        Self {
            reader,
            length,
            came: 0,
            piece: BytesMut::new(),
        }
    }

    pub(crate) const fn length(&self) -> Option<u64> {
        self.length
    }

    /// What there is to read at once, up to a whole piece.
    pub(crate) fn poll_piece(
        &mut self,
        context: &mut Context<'_>,
        before: usize,
    ) -> Poll<io::Result<BytesMut>> {
        if self.piece.is_empty() {
            self.piece.reserve(before + PIECE + 1);
            self.piece.resize(before, 0);
        }
        loop {
            let came = self.piece.len() - before;
            let mut room = (&mut self.piece).limit(PIECE - came);
            let reading = pin!(self.reader.read_buf(&mut room)).poll(context);
            match reading {
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Ready(Ok(0)) => break,
                Poll::Ready(Ok(_)) if self.piece.len() - before < PIECE => {}
                Poll::Pending if came == 0 => return Poll::Pending,
                Poll::Ready(Ok(_)) | Poll::Pending => break,
            }
        }
        self.came += (self.piece.len() - before) as u64;
        let is_end = self.piece.len() == before;
        let (came, length) = (self.came, self.length.unwrap_or(self.came));
        if came > length || is_end && came < length {
            let message = format!(
                "the reader has another length than it was said to have: {came} bytes instead of {length}"
            );
            return Poll::Ready(Err(io::Error::other(message)));
        }
        Poll::Ready(Ok(take(&mut self.piece)))
    }
}

impl fmt::Debug for ReaderPieces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReaderPieces")
            .field("length", &self.length)
            .field("came", &self.came)
            .finish_non_exhaustive()
    }
}
