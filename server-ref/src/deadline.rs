//! [`timeout_at`]: what must be done by a certain time.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

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
    work: Pin<&mut impl Future<Output = T>>,
) -> impl Future<Output = Result<T, Late>> {
    until(deadline, work, Ok, || Err(Late))
}

/// The same of work that may fail, by being late as well.
pub(crate) fn in_time<T>(
    deadline: Instant,
    late: fn() -> Failure,
    work: Pin<&mut impl Future<Output = Result<T, Failure>>>,
) -> impl Future<Output = Result<T, Failure>> {
    until(deadline, work, |outcome| outcome, move || Err(late()))
}

fn until<T, U>(
    deadline: Instant,
    mut work: Pin<&mut impl Future<Output = T>>,
    done: impl Fn(T) -> U,
    late: impl Fn() -> U,
) -> impl Future<Output = U> {
    let mut timer: Option<Pin<Box<Sleep>>> = None;
    poll_fn(move |context| {
        if let Poll::Ready(outcome) = work.as_mut().poll(context) {
            return Poll::Ready(done(outcome));
        }
        let timer = timer.get_or_insert_with(|| Box::pin(sleep_until(deadline)));
        timer.as_mut().poll(context).map(|()| late())
    })
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
}
