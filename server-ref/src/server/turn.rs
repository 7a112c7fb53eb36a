//! [`Patient`]: a connection that waits for its client, and not forever.
//!
//! ```text
//!          first byte            request
//! Idle ─────────────────> Head ─────────────> Busy
//!   ^   (idle_timeout)         (head_timeout)   │
//!   └───────────────────────────────────────────┘
//!             the body of the answer is written
//! ```
//!
//! hyper has one time for both waits, and a timer made anew for each request.
//! This one is set once and looked at when it rings: most requests come before,
//! and cost it a look at the clock.

use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::task::unconstrained;
use tokio::time::{Instant, Sleep, sleep_until};

/// What a connection waits for. Clones tell the same; all in one task.
#[derive(Clone, Debug, Default)]
pub(super) struct Turn(Arc<AtomicU64>);

/// The last two bits of a turn; the rest counts the turns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Awaited {
    Request = 0,
    RestOfHead = 1,
    Nothing = 2,
}

impl Turn {
    /// A request is being answered, until that is dropped.
    pub(super) fn busy(&self) -> Busy {
        self.set(Awaited::Nothing);
        Busy(self.clone())
    }

    fn set(&self, awaited: Awaited) {
        let count = (self.0.load(Ordering::Relaxed) >> 2) + 1;
        self.0.store(count << 2 | awaited as u64, Ordering::Relaxed);
    }

    fn get(&self) -> (u64, Awaited) {
        let turn = self.0.load(Ordering::Relaxed);
        let awaited = match turn & 3 {
            0 => Awaited::Request,
            1 => Awaited::RestOfHead,
            _ => Awaited::Nothing,
        };
        (turn, awaited)
    }
}

/// Kept as long as there is something to answer.
#[derive(Debug)]
pub(super) struct Busy(Turn);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.set(Awaited::Request);
    }
}

/// A stream that ends when the client lets it wait for too long.
#[derive(Debug)]
pub(super) struct Patient<S> {
    stream: S,
    turn: Turn,
    idle: Duration,
    head: Duration,
    /// The turn that waits until `due`.
    waiting: Option<u64>,
    due: Instant,
    /// Rings when it is due, or before.
    bell: Option<Pin<Box<Sleep>>>,
    /// Whether it will wake somebody.
    is_set: bool,
}

impl<S> Patient<S> {
    pub(super) fn new(stream: S, turn: Turn, idle: Duration, head: Duration) -> Self {
        Self {
            stream,
            turn,
            idle,
            head,
            waiting: None,
            due: Instant::now(),
            bell: None,
            is_set: false,
        }
    }

    /// What was waited for too long, if anything was. Else whoever polls is woken
    /// when it might be.
    fn overdue(&mut self, context: &mut Context<'_>) -> Option<Awaited> {
        let (turn, awaited) = self.turn.get();
        let patience = match awaited {
            Awaited::Request => self.idle,
            Awaited::RestOfHead => self.head,
            Awaited::Nothing => return None,
        };
        if self.waiting != Some(turn) {
            self.waiting = Some(turn);
            self.due = Instant::now() + patience;
        }
        let due = self.due;
        let bell = self.bell.get_or_insert_with(|| Box::pin(sleep_until(due)));
        if bell.deadline() > due {
            bell.as_mut().reset(due);
            self.is_set = false;
        }
        // One that is set wakes the task that this connection lives in. It is set even
        // in a task that has used up what it may do in its turn.
        while (!self.is_set || bell.is_elapsed())
            && pin!(unconstrained(bell.as_mut())).poll(context).is_ready()
        {
            if Instant::now() >= due {
                return Some(awaited);
            }
            bell.as_mut().reset(due);
            self.is_set = false;
        }
        self.is_set = true;
        None
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let outcome = Pin::new(&mut self.stream).poll_read(context, buffer);
        if outcome.is_ready() {
            let some = buffer.filled().len() > before;
            if some && self.turn.get().1 == Awaited::Request {
                self.turn.set(Awaited::RestOfHead);
            }
            return outcome;
        }
        match self.overdue(context) {
            None | Some(Awaited::Nothing) => Poll::Pending,
            // As if the client had ended it, which it may at any time.
            Some(Awaited::Request) => Poll::Ready(Ok(())),
            Some(Awaited::RestOfHead) => {
                let message = format!("the head of a request took longer than {:?}", self.head);
                Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, message)))
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
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

    /// What follows an answer. hyper does not read again until something wakes it,
    /// so that is arranged here.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let outcome = Pin::new(&mut self.stream).poll_flush(context);
        if outcome.is_ready() && self.overdue(context).is_some() {
            // The next read says so.
            context.waker().wake_by_ref();
        }
        outcome
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
    use tokio::task::consume_budget;
    use tokio::task::coop::has_budget_remaining;
    use tokio::time::timeout;

    use super::*;

    const IDLE: Duration = Duration::from_mins(5);
    const HEAD: Duration = Duration::from_secs(10);

    fn patient() -> (Patient<DuplexStream>, Turn, DuplexStream) {
        let (ours, theirs) = duplex(1024);
        let turn = Turn::default();
        let patient = Patient::new(ours, turn.clone(), IDLE, HEAD);
        (patient, turn, theirs)
    }

    /// How long a read waits before it ends, if it does within an hour.
    async fn wait(patient: &mut Patient<DuplexStream>) -> Option<(u64, io::Result<usize>)> {
        let begin = Instant::now();
        let read = timeout(Duration::from_hours(1), patient.read(&mut [0; 64])).await;
        Some((begin.elapsed().as_secs(), read.ok()?))
    }

    /// The clock runs on by itself whenever all wait.
    #[tokio::test(start_paused = true)]
    async fn htp_20_a_connection_without_a_request_ends() {
        let (mut patient, turn, _theirs) = patient();
        let (seconds, end) = wait(&mut patient).await.unwrap();
        assert_eq!((seconds, end.unwrap()), (300, 0));
        // The same after each answer, from its end on.
        for _ in 0..2 {
            let busy = turn.busy();
            assert!(wait(&mut patient).await.is_none());
            drop(busy);
            let (seconds, end) = wait(&mut patient).await.unwrap();
            assert_eq!((seconds, end.unwrap()), (300, 0));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn htp_20_a_head_has_its_time_from_its_first_byte_on() {
        let (mut patient, _, mut theirs) = patient();
        let slow = async {
            tokio::time::sleep(Duration::from_secs(200)).await;
            for _ in 0..3 {
                theirs.write_all(b"G").await.unwrap();
                tokio::time::sleep(Duration::from_secs(4)).await;
            }
            std::future::pending::<()>().await;
        };
        let reads = async {
            let begin = Instant::now();
            for _ in 0..3 {
                assert_eq!(patient.read(&mut [0; 64]).await.unwrap(), 1);
            }
            let error = patient.read(&mut [0; 64]).await.unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::TimedOut);
            assert_eq!(
                error.to_string(),
                "the head of a request took longer than 10s"
            );
            // What comes does not put it off.
            assert_eq!(begin.elapsed().as_secs(), 210);
        };
        tokio::select! {
            () = slow => {}
            () = reads => {}
        }
    }

    #[tokio::test(start_paused = true)]
    async fn htp_20_a_busy_turn_does_not_lose_the_bell() {
        let (mut patient, _, _theirs) = patient();
        let begin = Instant::now();
        // All that tokio lets a task do before others have their turn.
        while has_budget_remaining() {
            let used = pin!(consume_budget());
            let _ = used.poll(&mut Context::from_waker(Waker::noop()));
        }
        let end = timeout(Duration::from_hours(1), patient.read(&mut [0; 64])).await;
        assert_eq!(end.unwrap().unwrap(), 0);
        assert_eq!(begin.elapsed().as_secs(), 300);
    }

    #[tokio::test(start_paused = true)]
    async fn htp_20_a_flush_after_an_answer_wakes_who_waits() {
        let (mut patient, turn, _theirs) = patient();
        drop(turn.busy());
        let begin = Instant::now();
        let mut polls = 0;
        // As hyper does: it flushes, and reads only when it is woken.
        let woken = std::future::poll_fn(|context| {
            polls += 1;
            if polls == 1 {
                assert!(Pin::new(&mut patient).poll_flush(context).is_ready());
                return Poll::Pending;
            }
            let mut bytes = [0; 64];
            let mut buffer = ReadBuf::new(&mut bytes);
            assert!(
                Pin::new(&mut patient)
                    .poll_read(context, &mut buffer)
                    .is_ready()
            );
            Poll::Ready(())
        });
        timeout(Duration::from_hours(1), woken).await.unwrap();
        assert_eq!(begin.elapsed().as_secs(), 300);
    }
}
