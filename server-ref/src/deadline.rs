//! [`timeout_at`]: what must be done by a certain time.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

use tokio::time::{Instant, Sleep, sleep_until};

/// It was not done in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Late;

/// Does some work until the deadline. As [`tokio::time::timeout_at`], but the timer
/// is made when there is something to wait for: most calls are done at once. And
/// the work stays where it is, for it may be large.
pub(crate) async fn timeout_at<T>(
    deadline: Instant,
    mut work: Pin<&mut impl Future<Output = T>>,
) -> Result<T, Late> {
    let mut late: Option<Pin<Box<Sleep>>> = None;
    poll_fn(|context| {
        if let Poll::Ready(done) = work.as_mut().poll(context) {
            return Poll::Ready(Ok(done));
        }
        let late = late.get_or_insert_with(|| Box::pin(sleep_until(deadline)));
        late.as_mut().poll(context).map(|()| Err(Late))
    })
    .await
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
