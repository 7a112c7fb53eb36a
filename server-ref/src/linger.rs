//! [`Linger`]: a connection that is closed without losing the last answer.
//!
//! A request may be refused before its body was read. If the socket is closed
//! then, the kernel answers what still comes with a reset, and the reset can
//! overtake the response: the client sees a broken pipe and not the 413. So the
//! write half is closed first, and what comes is thrown away for a moment.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

use crate::progress::Progress;

/// How long, and how many bytes, a client gets to notice that we are done.
const PATIENCE: Duration = Duration::from_secs(1);
const MOST: usize = 1 << 20;

/// A stream that reads to the end, within bounds, after its write half is shut.
#[derive(Debug)]
pub(crate) struct Linger {
    stream: Progress,
    closing: Option<Closing>,
}

#[derive(Debug)]
struct Closing {
    deadline: Pin<Box<Sleep>>,
    left: usize,
}

impl Linger {
    pub(crate) const fn new(stream: Progress) -> Self {
        Self {
            stream,
            closing: None,
        }
    }
}

impl AsyncRead for Linger {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Linger {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.closing.is_none() {
            ready!(Pin::new(&mut this.stream).poll_shutdown(context))?;
        }
        let closing = this.closing.get_or_insert_with(|| Closing {
            deadline: Box::pin(sleep(PATIENCE)),
            left: MOST,
        });
        let mut scratch = [0; 4096];
        while closing.left > 0 && closing.deadline.as_mut().poll(context).is_pending() {
            let mut buffer = ReadBuf::new(&mut scratch);
            match ready!(Pin::new(&mut this.stream).poll_read(context, &mut buffer)) {
                Ok(()) if !buffer.filled().is_empty() => {
                    closing.left = closing.left.saturating_sub(buffer.filled().len());
                }
                // The end, or an error that no longer matters to anyone.
                _ => break,
            }
        }
        Poll::Ready(Ok(()))
    }
}
