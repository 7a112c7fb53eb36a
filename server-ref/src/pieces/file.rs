//! [`FilePieces`]: a file, read in large pieces and in blocking threads, the next
//! piece while the last is on its way.

use std::fs::File;
use std::io::{self, Read};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::BytesMut;
use tokio::task::{JoinHandle, spawn_blocking};

use crate::aside;

/// The bytes of a piece. Larger ones are hardly faster.
pub(crate) const PIECE: usize = 256 << 10;

/// The rest of a file, from a place of its own: others may read the same file.
#[derive(Debug)]
pub(crate) struct FilePieces {
    file: Arc<Held>,
    /// Where the next piece begins, and the file ends.
    at: u64,
    end: u64,
    reading: Option<JoinHandle<io::Result<BytesMut>>>,
}

impl FilePieces {
    pub(crate) const fn new(file: Arc<Held>, length: u64) -> Self {
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

/// A file that may be a large one without a name: its end is no work for the
/// threads that serve.
#[derive(Debug)]
pub(crate) struct Held(Option<File>);

impl From<File> for Held {
    fn from(file: File) -> Self {
        Self(Some(file))
    }
}

impl Held {
    fn file(&self) -> io::Result<&File> {
        // Always there, until the drop.
        self.0
            .as_ref()
            .ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        aside::drop(self.0.take());
    }
}

/// A file that is read from a place of its own.
#[derive(Debug)]
pub(crate) struct FileAt {
    file: Arc<Held>,
    at: u64,
}

impl FileAt {
    pub(crate) fn new(file: &Arc<Held>) -> Self {
        let file = Arc::clone(file);
        Self { file, at: 0 }
    }
}

impl Read for FileAt {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        #[cfg(unix)]
        let count = std::os::unix::fs::FileExt::read_at(self.file.file()?, buffer, self.at)?;
        #[cfg(windows)]
        let count = std::os::windows::fs::FileExt::seek_read(self.file.file()?, buffer, self.at)?;
        self.at += count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    fn watch(file: &File) -> impl Fn() -> bool + use<> {
        let number = std::os::fd::AsRawFd::as_raw_fd(file);
        let path = std::fs::read_link(format!("/proc/self/fd/{number}")).unwrap();
        move || std::fs::read_link(format!("/proc/self/fd/{number}")).is_ok_and(|at| at == path)
    }

    #[test]
    fn htp_20_the_end_of_a_file_holds_nobody_up() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .max_blocking_threads(1)
            .build()
            .unwrap();
        let (free, freed) = mpsc::channel::<()>();
        let file = tempfile::tempfile().unwrap();
        let is_open = watch(&file);
        runtime.block_on(async {
            // While the one blocking thread is busy, nothing else in it can end.
            let _busy = spawn_blocking(move || freed.recv());
            drop(Held::from(file));
            assert!(is_open(), "it was closed here");
            drop(free);
            spawn_blocking(|| {}).await.unwrap();
            assert!(!is_open());
        });
        // Without a runtime it ends all the same.
        let file = tempfile::tempfile().unwrap();
        let is_open = watch(&file);
        drop(Held::from(file));
        assert!(!is_open());
    }
}
