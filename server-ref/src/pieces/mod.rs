//! [`Pieces`]: the content of a blob on its way out, a piece at a time.

mod file;
mod reader;

use std::io;
use std::task::{Context, Poll};

use bytes::{Buf, Bytes, BytesMut};

pub(crate) use file::{FileAt, FilePieces, Held, PIECE};
pub(crate) use reader::ReaderPieces;

/// Where the content of a blob comes from.
#[derive(Debug)]
pub(crate) enum Pieces {
    Bytes(Bytes),
    File(FilePieces),
    Reader(ReaderPieces),
}

impl Pieces {
    /// How many bytes there are, if that is known.
    pub(crate) fn length(&self) -> Option<u64> {
        match self {
            Self::Bytes(bytes) => Some(bytes.len() as u64),
            Self::File(file) => Some(file.length()),
            Self::Reader(reader) => reader.length(),
        }
    }

    /// The next piece, behind so many bytes of no meaning; nothing but these at
    /// the end. Always the same number of them. There is room for a byte behind it.
    pub(crate) fn poll_piece(
        &mut self,
        context: &mut Context<'_>,
        before: usize,
    ) -> Poll<io::Result<BytesMut>> {
        match self {
            Self::Bytes(bytes) => {
                let length = bytes.len().min(PIECE);
                let mut piece = BytesMut::with_capacity(before + length + 1);
                piece.resize(before, 0);
                piece.extend_from_slice(&bytes[..length]);
                bytes.advance(length);
                Poll::Ready(Ok(piece))
            }
            Self::File(file) => file.poll_piece(context, before),
            Self::Reader(reader) => reader.poll_piece(context, before),
        }
    }
}
