//! [`FilePieces`]: a file, read in large pieces and in blocking threads, the next
//! piece while the last is on its way.

use std::fs::File;
use std::io::{self, Read};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::BytesMut;
use tokio::task::{JoinHandle, spawn_blocking};

/// The bytes of a piece. Larger ones are hardly faster.
pub(crate) const PIECE: usize = 256 << 10;

/// The rest of a file, from a place of its own: others may read the same file.
#[derive(Debug)]
pub(crate) struct FilePieces {
    file: Arc<File>,
    /// Where the next piece begins, and the file ends.
    at: u64,
    end: u64,
    reading: Option<JoinHandle<io::Result<BytesMut>>>,
}

impl FilePieces {
    pub(crate) const fn new(file: Arc<File>, length: u64) -> Self {
        Self {
            file,
            at: 0,
            end: length,
            reading: None,
        }
    }

    /// How many bytes it has in all.
    pub(crate) const fn length(&self) -> u64 {
        self.end
    }

    /// The next piece, behind so many bytes of no meaning; nothing but these at
    /// the end. Always the same number of them.
    pub(crate) fn poll_piece(
        &mut self,
        context: &mut Context<'_>,
        before: usize,
    ) -> Poll<io::Result<BytesMut>> {
        if self.reading.is_none() {
            self.begin(before);
        }
        let Some(reading) = &mut self.reading else {
            return Poll::Ready(Ok(BytesMut::zeroed(before)));
        };
        let outcome = ready!(Pin::new(reading).poll(context));
        self.reading = None;
        let piece = outcome.map_err(io::Error::other)??;
        self.begin(before);
        Poll::Ready(Ok(piece))
    }

    /// Begins to read the next piece, if there is one.
    fn begin(&mut self, before: usize) {
        let left = self.end - self.at;
        if left == 0 {
            return;
        }
        let length = usize::try_from(left).map_or(PIECE, |left| left.min(PIECE));
        let mut input = FileAt {
            file: Arc::clone(&self.file),
            at: self.at,
        };
        self.at += length as u64;
        let read = move || {
            // Room for a byte behind it, too.
            let mut piece = BytesMut::with_capacity(before + length + 1);
            piece.resize(before + length, 0);
            input.read_exact(&mut piece[before..])?;
            Ok(piece)
        };
        self.reading = Some(spawn_blocking(read));
    }
}

/// A file that is read from a place of its own.
#[derive(Debug)]
pub(crate) struct FileAt {
    file: Arc<File>,
    at: u64,
}

impl FileAt {
    pub(crate) fn new(file: &Arc<File>) -> Self {
        let file = Arc::clone(file);
        Self { file, at: 0 }
    }
}

impl Read for FileAt {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        #[cfg(unix)]
        let count = std::os::unix::fs::FileExt::read_at(&*self.file, buffer, self.at)?;
        #[cfg(windows)]
        let count = std::os::windows::fs::FileExt::seek_read(&*self.file, buffer, self.at)?;
        self.at += count as u64;
        Ok(count)
    }
}
