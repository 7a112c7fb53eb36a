//! Bodies whose content is read while it is sent: one blob, or a message with blobs.
//!
//! A piece is read when the client has taken what came before. An error cuts the
//! connection: no length is reached and no end is written, so the client sees
//! that it has not got all.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use http_body::{Body, Frame, SizeHint};
use hyperglyph::stream::{self, BlobId, Encoder};

use crate::pieces::Pieces;

/// A lone blob (BLB-8).
#[derive(Debug)]
pub(crate) struct Lone {
    pieces: Pieces,
    left: Option<u64>,
    path: String,
}

impl Lone {
    /// The path is for the log.
    pub(crate) fn new(pieces: Pieces, path: String) -> Self {
        let left = pieces.length();
        Self { pieces, left, path }
    }
}

impl Body for Lone {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let piece = ready!(self.pieces.poll_piece(context, 0));
        let piece = match piece {
            Ok(piece) if piece.is_empty() => return Poll::Ready(None),
            piece => piece.inspect_err(|error| log(&self.path, error))?,
        };
        if let Some(left) = &mut self.left {
            *left = left.saturating_sub(piece.len() as u64);
        }
        Poll::Ready(Some(Ok(Frame::data(piece.freeze()))))
    }

    fn size_hint(&self) -> SizeHint {
        self.left
            .map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

/// A message: its root, and then its blobs, one after the other (BLB-5).
#[derive(Debug)]
pub(crate) struct Message {
    root: Option<Bytes>,
    encoder: Encoder,
    at: usize,
    contents: VecDeque<Pieces>,
    path: String,
}

impl Message {
    /// The contents stand in the order of the blobs of the root. The path is for the log.
    pub(crate) fn new(
        root: Vec<u8>,
        encoder: Encoder,
        contents: Vec<Pieces>,
        path: String,
    ) -> Self {
        Self {
            root: Some(root.into()),
            encoder,
            at: 0,
            contents: contents.into(),
            path,
        }
    }

    /// The next chunk, or the end of a blob.
    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        const ROOM: usize = stream::Frame::LONGEST;
        let Some(pieces) = self.contents.front_mut() else {
            return Poll::Ready(None);
        };
        let blob = BlobId::new(self.at);
        let mut piece = ready!(pieces.poll_piece(context, ROOM))?;
        let length = piece.len() - ROOM;
        let frame = if length == 0 {
            self.contents.pop_front();
            self.at += 1;
            self.encoder.end(blob)
        } else {
            piece.extend_from_slice(Encoder::CHUNK_END);
            self.encoder.chunk(blob, length)
        };
        let frame = frame.map_err(io::Error::other)?;
        let start = ROOM - frame.len();
        piece[start..ROOM].copy_from_slice(&frame);
        piece.advance(start);
        Poll::Ready(Some(Ok(piece.freeze())))
    }
}

impl Body for Message {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if let Some(root) = self.root.take() {
            return Poll::Ready(Some(Ok(Frame::data(root))));
        }
        let chunk = ready!(self.poll_chunk(context));
        if let Some(Err(error)) = &chunk {
            log(&self.path, error);
        }
        Poll::Ready(chunk.map(|chunk| chunk.map(Frame::data)))
    }
}

fn log(path: &str, error: &io::Error) {
    tracing::error!(path, %error, "a download broke off");
}
