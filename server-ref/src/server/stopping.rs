//! [`stopping`]: how a connection learns that its server stops.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use tokio::sync::watch;
use tokio::task::unconstrained;

use super::Phase;

/// Is done once the server stops, or is gone. It costs next to nothing to ask again
/// and again, as a connection does whenever anything wakes it.
///
/// A change is to be seen before it wakes anybody, and then wakes those who wait one
/// by one, so that who waits again at once can be woken twice by it. Whoever was woken
/// waits no more until it is asked again. So from the first change on it is asked every
/// time: asked once for each change, as it was, a connection that the server's leaving
/// woke twice was not woken by its stopping, and held it up until the time-out.
pub(super) async fn stopping(phase: watch::Receiver<Phase>) {
    let mut seen = phase.clone();
    // Without a budget: one that is used up would leave it not waiting.
    let mut waiting = pin!(unconstrained(async move {
        // Without its server, it ends as well.
        let _ = seen.wait_for(|phase| *phase == Phase::Stopping).await;
    }));
    let mut is_waiting = false;
    poll_fn(|context| {
        // To ask `waiting` costs as much as a short answer.
        if is_waiting && !phase.has_changed().unwrap_or(true) {
            return Poll::Pending;
        }
        is_waiting = true;
        waiting.as_mut().poll(context)
    })
    .await;
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::{Arc, Mutex};
    use std::task::{Context, Wake, Waker};

    use tokio::task::coop;

    use super::*;

    /// Connections that wait, each of them polled only when it was woken.
    struct Connections {
        /// None once it has learnt.
        waiting: Vec<Mutex<Option<Waiting>>>,
        woken: Vec<AtomicBool>,
        /// Whether what wakes the first of them wakes all of them: there is more than
        /// a server to wake a connection.
        wakes_all: AtomicBool,
    }

    type Waiting = Pin<Box<dyn Future<Output = ()> + Send>>;

    impl Connections {
        fn new(count: usize, phase: &watch::Receiver<Phase>) -> Arc<Self> {
            let waiting = (0..count).map(|_| -> Mutex<Option<Waiting>> {
                Mutex::new(Some(Box::pin(stopping(phase.clone()))))
            });
            let all = Arc::new(Self {
                waiting: waiting.collect(),
                woken: (0..count).map(|_| AtomicBool::new(true)).collect(),
                wakes_all: AtomicBool::new(false),
            });
            all.poll_woken();
            all
        }

        fn poll_woken(self: &Arc<Self>) {
            for (at, woken) in self.woken.iter().enumerate() {
                if !woken.swap(false, Ordering::Relaxed) {
                    continue;
                }
                let all = Arc::clone(self);
                let waker = Waker::from(Arc::new(Connection { all, at }));
                let mut context = Context::from_waker(&waker);
                let mut waiting = self.waiting[at].lock().unwrap();
                let learnt = waiting
                    .as_mut()
                    .is_some_and(|it| it.as_mut().poll(&mut context).is_ready());
                if learnt {
                    *waiting = None;
                }
            }
        }

        fn left(&self) -> usize {
            let is_left = |it: &&Mutex<Option<Waiting>>| it.lock().unwrap().is_some();
            self.waiting.iter().filter(is_left).count()
        }
    }

    struct Connection {
        all: Arc<Connections>,
        at: usize,
    }

    impl Wake for Connection {
        fn wake(self: Arc<Self>) {
            self.all.woken[self.at].store(true, Ordering::Relaxed);
            // The others can see the change already, and are not told of it yet: of so
            // many, some are always told later.
            if self.all.wakes_all.swap(false, Ordering::Relaxed) {
                for woken in &self.all.woken {
                    woken.store(true, Ordering::Relaxed);
                }
                self.all.poll_woken();
            }
        }
    }

    #[test]
    fn all_learn_of_it_whatever_else_wakes_them_meanwhile() {
        for amid in [Phase::Leaving, Phase::Stopping] {
            let (change, phase) = watch::channel(Phase::Serving);
            let all = Connections::new(64, &phase);
            for next in [Phase::Leaving, Phase::Stopping] {
                assert_eq!(all.left(), 64, "before {next:?}");
                all.wakes_all.store(next == amid, Ordering::Relaxed);
                change.send_replace(next);
                assert!(!all.wakes_all.load(Ordering::Relaxed), "nobody was woken");
                all.poll_woken();
            }
            assert_eq!(all.left(), 0, "woken amid {amid:?}");
        }
    }

    #[test]
    fn all_learn_that_the_server_is_gone() {
        let (change, phase) = watch::channel(Phase::Serving);
        let all = Connections::new(64, &phase);
        change.send_replace(Phase::Leaving);
        all.poll_woken();
        assert_eq!(all.left(), 64);
        drop(change);
        all.poll_woken();
        assert_eq!(all.left(), 0);
    }

    /// A handshake comes before it, for one, in the same turn of the task.
    #[tokio::test]
    async fn a_task_that_has_had_its_turn_still_waits_for_it() {
        let (change, phase) = watch::channel(Phase::Serving);
        let all = poll_fn(|context| {
            while let Poll::Ready(once) = coop::poll_proceed(context) {
                once.made_progress();
            }
            Poll::Ready(Connections::new(1, &phase))
        })
        .await;
        tokio::task::yield_now().await;
        all.poll_woken();
        change.send_replace(Phase::Stopping);
        all.poll_woken();
        assert_eq!(all.left(), 0);
    }
}
