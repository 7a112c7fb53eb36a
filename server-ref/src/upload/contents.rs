//! [`Contents`]: what an upload holds, where it is; [`Slot`]: where it goes.

use std::fs::File;
use std::io::{self, BufWriter, Cursor, Write};
use std::sync::Arc;

use bytes::Bytes;
use tempfile::{SpooledData, SpooledTempFile};

use crate::config::Uploads;
use crate::pieces::Held;

/// What an upload holds: bytes in memory, or a file without a name, which is
/// gone with the last who has it, however the process ends.
#[derive(Clone, Debug)]
pub(crate) enum Contents {
    Memory(Bytes),
    File { file: Arc<Held>, length: u64 },
}

impl Contents {
    /// A file as long as it is now.
    pub(crate) fn of_file(file: File) -> io::Result<Self> {
        let length = file.metadata()?.len();
        let file = Arc::new(file.into());
        Ok(Self::File { file, length })
    }

    pub(crate) fn length(&self) -> u64 {
        match self {
            Self::Memory(bytes) => bytes.len() as u64,
            Self::File { length, .. } => *length,
        }
    }
}

/// Where the bytes of one blob go while they come.
#[derive(Debug)]
pub(super) enum Slot {
    /// Of a blob that stays in its value.
    Value(Vec<u8>),
    Upload(Spool),
}

/// Memory first, and a file for more than that.
#[derive(Debug)]
pub(crate) struct Spool {
    output: BufWriter<SpooledTempFile>,
    length: u64,
    limit: usize,
}

impl Spool {
    /// Small chunks are collected to so many bytes, larger ones written as they are.
    const BUFFER: usize = 16 << 10;

    pub(crate) fn new(uploads: &Uploads) -> Self {
        let spooled = match &uploads.directory {
            Some(directory) => SpooledTempFile::new_in(uploads.memory, directory),
            None => SpooledTempFile::new(uploads.memory),
        };
        Self {
            output: BufWriter::with_capacity(Self::BUFFER, spooled),
            length: 0,
            limit: uploads.limit,
        }
    }

    /// The limit, if so many more bytes are over it.
    pub(super) fn over(&self, more: usize) -> Option<usize> {
        let length = self.length.saturating_add(more as u64);
        (length > self.limit as u64).then_some(self.limit)
    }

    pub(super) fn write(&mut self, data: &[u8]) -> io::Result<()> {
        self.length += data.len() as u64;
        self.output.write_all(data)
    }

    pub(super) fn into_contents(self) -> io::Result<Contents> {
        let spooled = self.output.into_inner()?;
        Ok(match spooled.into_inner() {
            SpooledData::InMemory(bytes) => Contents::Memory(Cursor::into_inner(bytes).into()),
            SpooledData::OnDisk(file) => Contents::File {
                file: Arc::new(file.into()),
                length: self.length,
            },
        })
    }
}
