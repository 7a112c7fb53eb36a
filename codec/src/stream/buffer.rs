//! What lies between an input and a [`Decoder`]: one buffer of a fixed size.

use std::ops::Range;

use super::{BlobId, Decoder, Event};
use crate::{DecodeError, Value};

/// As much is asked of the input at once.
const SIZE: usize = 64 << 10;

/// A decoder and the bytes that it has not seen yet.
#[derive(Debug)]
pub(super) struct Buffer {
    decoder: Decoder,
    bytes: Box<[u8]>,
    /// What came and is not decoded.
    waiting: Range<usize>,
}

/// An [`Event`], with data as a place in the buffer: whoever looks for the next
/// event in a loop cannot hold on to a slice of it.
#[derive(Debug)]
pub(super) enum Step {
    Root(Value<'static>),
    Chunk(BlobId, Range<usize>),
    End(BlobId),
}

impl Buffer {
    pub(super) fn new(decoder: Decoder) -> Self {
        Self {
            decoder,
            bytes: vec![0; SIZE].into(),
            waiting: 0..0,
        }
    }

    /// The next event among the bytes that wait.
    pub(super) fn step(&mut self) -> Result<Option<Step>, DecodeError> {
        let mut input = &self.bytes[self.waiting.clone()];
        let event = self.decoder.push(&mut input)?;
        let at = self.waiting.end - input.len();
        self.waiting.start = at;
        Ok(event.map(|event| match event {
            Event::Root(root) => Step::Root(root),
            // Data ends where the decoder has stopped.
            Event::Chunk { blob, data } => Step::Chunk(blob, at - data.len()..at),
            Event::End { blob } => Step::End(blob),
        }))
    }

    /// The data of a step.
    pub(super) fn data(&self, place: Range<usize>) -> &[u8] {
        &self.bytes[place]
    }

    /// Room for more bytes, once none wait any more.
    pub(super) fn room(&mut self) -> &mut [u8] {
        &mut self.bytes
    }

    /// So many bytes came, at the front of the room; none is the end of the input.
    pub(super) fn came(&mut self, count: usize) -> Result<(), DecodeError> {
        self.waiting = 0..count;
        if count == 0 {
            self.decoder.finish()?;
        }
        Ok(())
    }
}
