//! [`timeout_at`]: what must be done by a certain time; [`Bell`]: the same, again and again.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::time::{Instant, Sleep, sleep_until};

use crate::Failure;

/// It was not done in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Late;

/// Does some work until the deadline. As [`tokio::time::timeout_at`], but the timer
/// is made when there is something to wait for: most calls are done at once. And
/// the work stays where it is, for it may be large.
pub(crate) fn timeout_at<T>(
    deadline: Instant,
    mut work: Pin<&mut impl Future<Output = T>>,
) -> impl Future<Output = Result<T, Late>> {
    let mut bell = Bell::default();
    poll_fn(move |context| match work.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Ok(done)),
        Poll::Pending => bell.poll(deadline, context).map(Err),
    })
}

/// The same of work that may fail, by being late as well.
pub(crate) fn in_time<T>(
    deadline: Instant,
    late: fn() -> Failure,
    mut work: Pin<&mut impl Future<Output = Result<T, Failure>>>,
) -> impl Future<Output = Result<T, Failure>> {
    let mut bell = Bell::default();
    poll_fn(move |context| match work.as_mut().poll(context) {
        Poll::Pending => bell.poll(deadline, context).map(|Late| Err(late())),
        done @ Poll::Ready(_) => done,
    })
}

/// The timer of many waits. To set one can cost a call into the kernel, so it is
/// set again only where it would ring too late, or has rung too early.
#[derive(Debug, Default)]
pub(crate) struct Bell(Option<Pin<Box<Sleep>>>);

impl Bell {
    pub(crate) async fn timeout_at<T>(
        &mut self,
        deadline: Instant,
        mut work: Pin<&mut impl Future<Output = T>>,
    ) -> Result<T, Late> {
        poll_fn(|context| match work.as_mut().poll(context) {
            Poll::Ready(done) => Poll::Ready(Ok(done)),
            Poll::Pending => self.poll(deadline, context).map(Err),
        })
        .await
    }

    /// Ready at the deadline.
    fn poll(&mut self, deadline: Instant, context: &mut Context<'_>) -> Poll<Late> {
        let bell = self
            .0
            .get_or_insert_with(|| Box::pin(sleep_until(deadline)));
        if bell.deadline() > deadline {
            bell.as_mut().reset(deadline);
        }
        while bell.as_mut().poll(context).is_ready() {
            if bell.deadline() == deadline {
                return Poll::Ready(Late);
            }
            bell.as_mut().reset(deadline);
        }
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};
    use std::pin::pin;
    use std::time::Duration;

    use tokio::time::sleep;

    use super::*;

    /// The clock runs on by itself whenever all wait.
    #[tokio::test(start_paused = true)]
    async fn work_ends_with_its_outcome_or_at_the_deadline() {
        let begin = Instant::now();
        let deadline = begin + Duration::from_secs(5);
        assert_eq!(timeout_at(begin, pin!(ready(1))).await, Ok(1));
        let early = async {
            sleep(Duration::from_secs(4)).await;
            2
        };
        assert_eq!(timeout_at(deadline, pin!(early)).await, Ok(2));
        assert_eq!(timeout_at(deadline, pin!(pending::<()>())).await, Err(Late));
        assert_eq!(begin.elapsed().as_secs(), 5);
    }

    #[tokio::test(start_paused = true)]
    async fn a_bell_rings_for_each_wait_in_its_time() {
        let begin = Instant::now();
        let mut bell = Bell::default();
        for (seconds, work, outcome) in [
            (5, Some(1), Ok(())),
            // It rings at 5, which is too early now, and then too late.
            (9, Some(8), Ok(())),
            (20, None, Err(Late)),
            (3_600, Some(21), Ok(())),
            (22, None, Err(Late)),
            (22, None, Err(Late)),
            (30, None, Err(Late)),
        ] {
            let after = |seconds| begin + Duration::from_secs(seconds);
            let end = work.map_or(after(7_200), after);
            let waited = bell
                .timeout_at(after(seconds), pin!(sleep_until(end)))
                .await;
            assert_eq!(waited, outcome, "{seconds}");
            assert_eq!(begin.elapsed().as_secs(), work.unwrap_or(seconds));
        }
    }
}
