//! [`Gather`]: answers to requests that came together, written together.
//!
//! hyper writes each answer as soon as it is there. A client that sends sixteen
//! requests at once gets sixteen packets then, each with a call into the kernel
//! that costs more than the answer itself. So short answers are kept until hyper
//! has nothing more to do: its task calls [`Rest::poll_flush`] whenever it would wait.
//!
//! hyper's own `pipeline_flush` keeps answers as long as there are unread bytes:
//! with it, an answer waits for the rest of the next request, or for a slow handler.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What is kept is no more; what is longer goes as it is, behind what is kept.
const MOST: usize = 16 << 10;

/// The room that an idle connection keeps for its next answer.
const IDLE: usize = 512;

/// A stream whose short writes wait for a flush by its [`Rest`].
#[derive(Debug)]
pub(super) struct Gather<S>(Shared<S>);

/// The other end of a [`Gather`].
#[derive(Debug)]
pub(super) struct Rest<S>(Shared<S>);

/// Both are in one task: nobody ever waits for the lock.
type Shared<S> = Arc<Mutex<Inner<S>>>;

#[derive(Debug)]
struct Inner<S> {
    stream: S,
    kept: Vec<u8>,
    /// How many bytes of what is kept are written already.
    written: usize,
}

/// A stream that gathers, and what flushes it.
pub(super) fn gather<S>(stream: S) -> (Gather<S>, Rest<S>) {
    let inner = Inner {
        stream,
        kept: Vec::new(),
        written: 0,
    };
    let shared = Arc::new(Mutex::new(inner));
    (Gather(Arc::clone(&shared)), Rest(shared))
}

fn lock<S>(shared: &Shared<S>) -> MutexGuard<'_, Inner<S>> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<S: AsyncWrite + Unpin> Rest<S> {
    /// Writes what was kept.
    pub(super) fn poll_flush(&self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut inner = lock(&self.0);
        if inner.kept.is_empty() {
            return Poll::Ready(Ok(()));
        }
        ready!(inner.poll_write_kept(context))?;
        Pin::new(&mut inner.stream).poll_flush(context)
    }
}

impl<S: AsyncWrite + Unpin> Inner<S> {
    fn poll_write_kept(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.written < self.kept.len() {
            let left = &self.kept[self.written..];
            match ready!(Pin::new(&mut self.stream).poll_write(context, left))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                count => self.written += count,
            }
        }
        self.written = 0;
        self.kept.clear();
        self.kept.shrink_to(IDLE);
        Poll::Ready(Ok(()))
    }

    /// Room for so many bytes: whether they can be kept, or go to the stream, with
    /// nothing before them.
    fn poll_room(&mut self, length: usize, context: &mut Context<'_>) -> Poll<io::Result<bool>> {
        if self.kept.len() + length <= MOST {
            return Poll::Ready(Ok(true));
        }
        ready!(self.poll_write_kept(context))?;
        Poll::Ready(Ok(length <= MOST))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Gather<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut lock(&self.0).stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Gather<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let mut inner = lock(&self.0);
        if ready!(inner.poll_room(bytes.len(), context))? {
            inner.kept.extend_from_slice(bytes);
            return Poll::Ready(Ok(bytes.len()));
        }
        Pin::new(&mut inner.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let mut inner = lock(&self.0);
        let length = slices.iter().map(|slice| slice.len()).sum();
        if ready!(inner.poll_room(length, context))? {
            for slice in slices {
                inner.kept.extend_from_slice(slice);
            }
            return Poll::Ready(Ok(length));
        }
        Pin::new(&mut inner.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        lock(&self.0).stream.is_write_vectored()
    }

    /// What is kept waits for its [`Rest`].
    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut inner = lock(&self.0);
        if inner.kept.is_empty() {
            return Pin::new(&mut inner.stream).poll_flush(context);
        }
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut inner = lock(&self.0);
        ready!(inner.poll_write_kept(context))?;
        Pin::new(&mut inner.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

    use super::*;

    /// What the other side can read now.
    async fn seen(theirs: &mut DuplexStream) -> usize {
        let mut bytes = vec![0; 1 << 20];
        tokio::select! {
            biased;
            count = theirs.read(&mut bytes) => count.unwrap(),
            () = std::future::ready(()) => 0,
        }
    }

    #[tokio::test]
    async fn short_writes_wait_for_the_rest() {
        let (ours, mut theirs) = duplex(1 << 20);
        let (mut gather, rest) = gather(ours);
        for _ in 0..3 {
            gather.write_all(b"answer").await.unwrap();
            gather.flush().await.unwrap();
            assert_eq!(seen(&mut theirs).await, 0);
        }
        poll_fn(|context| rest.poll_flush(context)).await.unwrap();
        assert_eq!(seen(&mut theirs).await, 18);
    }

    #[tokio::test]
    async fn what_is_long_goes_at_once_and_behind_what_was_kept() {
        let (ours, mut theirs) = duplex(1 << 20);
        let (mut gather, _rest) = gather(ours);
        gather.write_all(b"first").await.unwrap();
        gather.write_all(&[b'x'; MOST + 1]).await.unwrap();
        let mut bytes = vec![0; MOST + 6];
        theirs.read_exact(&mut bytes).await.unwrap();
        assert!(bytes.starts_with(b"firstxxx"));
        // No more is kept than that, however many writes there are.
        gather.write_all(&[b'a'; MOST]).await.unwrap();
        assert_eq!(seen(&mut theirs).await, 0);
        gather.write_all(b"b").await.unwrap();
        assert_eq!(seen(&mut theirs).await, MOST);
    }

    #[tokio::test]
    async fn a_shutdown_writes_what_is_kept() {
        let (ours, mut theirs) = duplex(1 << 20);
        let (mut gather, _rest) = gather(ours);
        gather.write_all(b"the last").await.unwrap();
        gather.shutdown().await.unwrap();
        let mut all = Vec::new();
        theirs.read_to_end(&mut all).await.unwrap();
        assert_eq!(all, b"the last");
    }

    #[tokio::test]
    async fn a_full_socket_is_waited_for() {
        let (ours, mut theirs) = duplex(4);
        let (mut gather, rest) = gather(ours);
        gather.write_all(b"answer").await.unwrap();
        let (flushed, bytes) = tokio::join!(poll_fn(|context| rest.poll_flush(context)), async {
            let mut bytes = [0; 6];
            theirs.read_exact(&mut bytes).await.unwrap();
            bytes
        });
        flushed.unwrap();
        assert_eq!(&bytes, b"answer");
    }
}
