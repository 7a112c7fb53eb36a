//! [`Hushed`]: a body whose last part wakes nobody.
//!
//! hyper wakes its connection whenever a part of a body is taken, so that it reads
//! the next one. Behind the last part there is none, and the connection would only
//! look at everything once more: 1,300 instructions of the 18,500 that a short call
//! took. So wakers of connections come from [`Wakers`], and are deaf in the thread
//! that takes a part while it does; if more is to come, they are woken behind it.

use std::cell::Cell;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use http_body::{Body, Frame, SizeHint};

thread_local! {
    static HEARING: Cell<Hearing> = const { Cell::new(Hearing::Usual) };
}

/// What the wakers of connections do in this thread.
#[derive(Debug, Default)]
enum Hearing {
    #[default]
    Usual,
    Deaf,
    /// This one was to be woken meanwhile.
    Missed(Waker),
}

/// The waker of a connection, for as long as its task has the same.
#[derive(Debug, Default)]
pub(super) struct Wakers(Option<(Waker, Waker)>);

impl Wakers {
    /// What wakes as this one does, but for the last part of a body.
    pub(super) fn hushed(&mut self, waker: &Waker) -> &Waker {
        let is_new = |known: &(Waker, _)| !known.0.will_wake(waker);
        if self.0.as_ref().is_none_or(is_new) {
            self.0 = None;
        }
        let new = || (waker.clone(), Arc::new(Ear(waker.clone())).into());
        &self.0.get_or_insert_with(new).1
    }
}

/// What listens for a task.
struct Ear(Waker);

impl Wake for Ear {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let is_deaf = HEARING.try_with(|hearing| match hearing.take() {
            Hearing::Deaf => {
                hearing.set(Hearing::Missed(self.0.clone()));
                true
            }
            other => {
                hearing.set(other);
                false
            }
        });
        // A thread that ends hears as usual.
        if is_deaf != Ok(true) {
            self.0.wake_by_ref();
        }
    }
}

/// Whoever is to be woken, is when that is dropped.
struct Silence;

impl Silence {
    fn begin() -> Self {
        HEARING.set(Hearing::Deaf);
        Self
    }
}

impl Drop for Silence {
    fn drop(&mut self) {
        if let Hearing::Missed(waker) = HEARING.take() {
            waker.wake();
        }
    }
}

/// A body of a request whose last part wakes nobody.
#[derive(Debug)]
pub(super) struct Hushed<B>(pub(super) B);

impl<B: Body + Unpin> Body for Hushed<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let _silence = Silence::begin();
        let frame = Pin::new(&mut self.0).poll_frame(context);
        if matches!(frame, Poll::Ready(Some(Ok(_)))) && self.0.is_end_stream() {
            HEARING.take();
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    /// As a body of hyper: whenever it is asked, it wakes who brings the parts.
    struct Parts(u32, Waker);

    impl Body for Parts {
        type Data = &'static [u8];
        type Error = Infallible;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<&'static [u8]>, Infallible>>> {
            self.1.wake_by_ref();
            if self.0 == 4 {
                self.0 -= 1;
                return Poll::Pending;
            }
            let Some(left) = self.0.checked_sub(1) else {
                return Poll::Ready(None);
            };
            self.0 = left;
            Poll::Ready(Some(Ok(Frame::data(b"part"))))
        }

        fn is_end_stream(&self) -> bool {
            self.0 == 0
        }
    }

    struct Task(AtomicU32);

    impl Wake for Task {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[test]
    fn htp_20_all_parts_but_the_last_wake_the_connection() {
        let task = Arc::new(Task(AtomicU32::new(0)));
        let waker = Waker::from(Arc::clone(&task));
        let mut wakers = Wakers::default();
        let connection = wakers.hushed(&waker).clone();
        assert!(connection.will_wake(wakers.hushed(&waker)));
        let woken = || task.0.swap(0, Ordering::Relaxed);
        let mut body = Hushed(Parts(4, connection.clone()));
        let mut context = Context::from_waker(Waker::noop());
        for (is_ready, wakes) in [(false, 1), (true, 1), (true, 1), (true, 0)] {
            let frame = Pin::new(&mut body).poll_frame(&mut context);
            assert_eq!((frame.is_ready(), woken()), (is_ready, wakes));
        }
        // Whatever else wakes it, does.
        connection.wake_by_ref();
        assert_eq!(woken(), 1);
        assert!(Pin::new(&mut body).poll_frame(&mut context).is_ready());
        assert_eq!(woken(), 1, "it is at its end, and has no part");
    }

    #[test]
    fn htp_20_other_threads_wake_the_connection_at_any_time() {
        let task = Arc::new(Task(AtomicU32::new(0)));
        let mut wakers = Wakers::default();
        let connection = wakers.hushed(&Arc::clone(&task).into()).clone();
        let silence = Silence::begin();
        connection.wake_by_ref();
        assert_eq!(task.0.load(Ordering::Relaxed), 0);
        std::thread::spawn(move || connection.wake())
            .join()
            .unwrap();
        assert_eq!(task.0.load(Ordering::Relaxed), 1);
        drop(silence);
        assert_eq!(task.0.load(Ordering::Relaxed), 2);
    }

    #[test]
    fn a_task_with_another_waker_has_another() {
        let [one, other] = [(); 2].map(|()| Arc::new(Task(AtomicU32::new(0))));
        let mut wakers = Wakers::default();
        wakers.hushed(&Arc::clone(&one).into());
        wakers.hushed(&Arc::clone(&other).into()).wake_by_ref();
        let counts = [&one, &other].map(|task| task.0.load(Ordering::Relaxed));
        assert_eq!(counts, [0, 1]);
    }
}
