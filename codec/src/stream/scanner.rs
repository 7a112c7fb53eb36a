//! Finding the end of the root object while its bytes come in.
//!
//! The tokens of the root are thrown away, and its bytes are kept: the decoder
//! reads them when they are whole. What is left for it are duplicates: nobody
//! else finds them, and they are told before what is wrong behind them.

use super::trailers::Ids;
use crate::token::Objects;
use crate::{DecodeError, DecodeOptions, ErrorKind, Found};

/// The bytes of the root object so far, and what is known about them.
#[derive(Debug)]
pub(super) struct Scanner {
    bytes: Vec<u8>,
    objects: Objects,
}

impl Scanner {
    pub(super) fn new() -> Self {
        Self {
            bytes: Vec::new(),
            objects: Objects::new().patient(),
        }
    }

    /// Takes bytes of the root from the front of `input`, and tells whether it
    /// is whole. It leaves what does not belong to the root.
    pub(super) fn scan(
        &mut self,
        input: &mut &[u8],
        options: &DecodeOptions,
    ) -> Result<bool, DecodeError> {
        let all = *input;
        let most = options.limits.message;
        let mut front = &all[..all.len().min(most - self.bytes.len())];
        let before = front.len();
        let scanned = loop {
            match self.objects.next(&mut front, options) {
                Ok(Some(_)) => {}
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
            }
        };
        let taken = before - front.len();
        self.bytes.extend_from_slice(&all[..taken]);
        *input = &all[taken..];
        scanned.map_err(|error| self.first(error, options))?;
        match input {
            _ if self.objects.is_whole() => Ok(true),
            [] => Ok(false),
            [byte, ..] => {
                let found = Found::Byte(*byte);
                Err(DecodeError::at(ErrorKind::LimitMessage, most, found))
            }
        }
    }

    /// The error of a message that ends here.
    pub(super) fn finish(&self, options: &DecodeOptions) -> DecodeError {
        self.first(self.objects.finish(options), options)
    }

    /// The first thing that is wrong with bytes that end in that error.
    #[cold]
    fn first(&self, error: DecodeError, options: &DecodeOptions) -> DecodeError {
        match options.decode(&self.bytes) {
            Err(earlier) if earlier.requirement() == "COL-5" => earlier,
            _ => error,
        }
    }

    /// The bytes, and the ids of the blobs in them.
    pub(super) fn into_parts(mut self) -> (Vec<u8>, Ids) {
        (self.bytes, self.objects.take_ids())
    }
}
