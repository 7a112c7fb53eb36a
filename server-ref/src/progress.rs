//! [`Progress`]: a socket whose peer must go on taking bytes.
//!
//! A client that asks and never reads would hold its answer and its connection
//! for as long as it likes: the kernel takes no more bytes, and the write waits.
//! So a write waits for a while only. What the kernel still holds then is thrown
//! away with the socket; else it, too, would be kept for that client.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

/// A socket on which a write fails once no byte was taken for that long.
#[derive(Debug)]
pub(crate) struct Progress {
    stream: TcpStream,
    patience: Patience,
}

/// How long writes have waited, and may.
#[derive(Debug)]
struct Patience {
    timeout: Duration,
    /// Made by the first write that waits, which most connections never have.
    deadline: Option<Pin<Box<Sleep>>>,
    is_waiting: bool,
}

impl Progress {
    pub(crate) const fn new(stream: TcpStream, timeout: Duration) -> Self {
        Self {
            stream,
            patience: Patience::new(timeout),
        }
    }

    fn within_time(
        &mut self,
        context: &mut Context<'_>,
        outcome: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        let outcome = self.patience.limit(context, outcome);
        if let Poll::Ready(Err(error)) = &outcome
            && error.kind() == io::ErrorKind::TimedOut
            && let Err(error) = self.stream.set_zero_linger()
        {
            tracing::debug!(%error, "SO_LINGER");
        }
        outcome
    }
}

impl Patience {
    const fn new(timeout: Duration) -> Self {
        Self {
            timeout,
            deadline: None,
            is_waiting: false,
        }
    }

    /// The outcome of a write; an error where it waits and has waited too long.
    fn limit<T>(
        &mut self,
        context: &mut Context<'_>,
        outcome: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if outcome.is_ready() {
            self.is_waiting = false;
            return outcome;
        }
        let timeout = self.timeout;
        let deadline = match &mut self.deadline {
            Some(deadline) if self.is_waiting => deadline,
            Some(deadline) => {
                deadline.set(sleep(timeout));
                deadline
            }
            none => none.insert(Box::pin(sleep(timeout))),
        };
        self.is_waiting = true;
        ready!(deadline.as_mut().poll(context));
        let message = format!("the client took no byte of its answer for {timeout:?}");
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, message)))
    }
}

impl AsyncRead for Progress {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Progress {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.within_time(context, outcome)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.within_time(context, outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    // A TCP socket keeps nothing back, so neither of these waits.

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use tokio::time::advance;

    use super::*;

    /// The clock stands still but for `advance`.
    #[tokio::test(start_paused = true)]
    async fn htp_20_each_wait_has_the_whole_time() {
        let mut context = Context::from_waker(Waker::noop());
        let mut patience = Patience::new(Duration::from_secs(30));
        let mut write = |taken: Poll<usize>| patience.limit(&mut context, taken.map(Ok));
        for _ in 0..5 {
            assert!(write(Poll::Pending).is_pending());
            advance(Duration::from_secs(20)).await;
            assert!(write(Poll::Pending).is_pending());
            assert!(matches!(write(Poll::Ready(1)), Poll::Ready(Ok(1))));
            // Nothing is to be written, and nothing is waited for.
            advance(Duration::from_mins(1)).await;
        }
        assert!(write(Poll::Pending).is_pending());
        advance(Duration::from_secs(31)).await;
        let Poll::Ready(Err(error)) = write(Poll::Pending) else {
            panic!("the write still waits");
        };
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert_eq!(
            error.to_string(),
            "the client took no byte of its answer for 30s"
        );
    }
}
