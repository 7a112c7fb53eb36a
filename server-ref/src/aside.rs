//! [`Aside`]: long work, done where it holds nobody up.
//!
//! The threads of a runtime serve many connections each, so what one of them
//! reads or writes at a stretch, all the others wait for, and no time-out fires
//! meanwhile. Up to [`LARGE`] the wait is not worth a change of thread; what is
//! larger goes to the runtime's blocking threads, a few at a time.

use std::sync::Arc;
use std::thread::available_parallelism;

use hyperglyph::{Integer, Map, Value};
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::task::{JoinHandle, spawn_blocking};
use tracing::Span;

use crate::Failure;

/// The bytes of a message from which on it is large.
pub(crate) const LARGE: usize = 64 << 10;

/// Room for long work: as much at one time as there are processors. The rest
/// waits, and costs nothing but its place.
#[derive(Clone, Debug)]
pub(crate) struct Aside {
    room: Arc<Semaphore>,
}

impl Aside {
    pub(crate) fn new() -> Self {
        Self::with_room(available_parallelism().map_or(1, usize::from))
    }

    /// Room for work that waits for a disk more than it works.
    pub(crate) fn for_files() -> Self {
        Self::with_room(16)
    }

    fn with_room(room: usize) -> Self {
        Self {
            room: Arc::new(Semaphore::new(room)),
        }
    }

    /// Does the work in a blocking thread. Work that was begun cannot be stopped:
    /// if nobody waits for it any more, it still takes its room until it ends.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        // No outcome: it panicked, or the runtime ends.
        self.begin(work).await?.await.map_err(Failure::internal)?
    }

    /// The same, for who has something else to do meanwhile.
    pub(crate) async fn begin<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
    ) -> Result<JoinHandle<Result<T, Failure>>, Failure> {
        let room = Arc::clone(&self.room);
        // The semaphore is never closed.
        let permit = room.acquire_owned().await.map_err(Failure::internal)?;
        // What is logged there belongs to the request, too.
        let span = Span::current();
        Ok(spawn_blocking(move || {
            let _permit = permit;
            span.in_scope(work)
        }))
    }
}

/// Drops what takes long to drop: a file without a name, for one, whose end gives
/// all its blocks back.
pub(crate) fn drop(what: impl Send + 'static) {
    if let Ok(runtime) = Handle::try_current() {
        runtime.spawn_blocking(move || std::mem::drop(what));
    }
}

/// Whether a value is large when written. It looks at no more of the value than
/// makes it so.
pub(crate) fn is_large(value: &Value<'_>) -> bool {
    let mut size = 0;
    // Empty for what has no parts.
    let mut open = Vec::new();
    let mut next = Some(value);
    while let Some(value) = next {
        size += own_size(value);
        if size >= LARGE {
            return true;
        }
        match value {
            Value::List(items) => open.extend(items),
            Value::Set(items) => open.extend(items.iter()),
            Value::Dict(map) | Value::OrderedDict(map) => {
                open.extend(map.iter().flat_map(|(key, value)| [key, value]));
            }
            Value::Extension(extension) => {
                open.extend([&extension.name, &extension.attributes, &extension.content]);
            }
            Value::Blob(blob) => open.push(&blob.attributes),
            _ => {}
        }
        next = open.pop();
    }
    false
}

/// About the bytes of a value without its parts, and one at least for each part:
/// none of these may be looked at where there are too many.
fn own_size(value: &Value<'_>) -> usize {
    let entries = |map: &Map<'_>| 2 * map.iter().len();
    2 + match value {
        Value::Integer(Integer::Big(digits)) => digits.as_str().len(),
        Value::Unicode(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
        Value::List(items) => items.len(),
        Value::Set(items) => items.iter().len(),
        Value::Dict(map) | Value::OrderedDict(map) => entries(map),
        Value::Blob(blob) => blob.content.len(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use hyperglyph::{Blob, Extension, Set};
    use tokio::time::timeout;

    use super::*;

    const SHORT: Duration = Duration::from_millis(50);

    #[tokio::test]
    async fn msg_7_work_that_nobody_waits_for_keeps_its_room_until_it_ends() {
        let aside = Aside::with_room(1);
        let (end, ended) = mpsc::channel::<()>();
        let long = aside.run(move || {
            // An end either way: what the test drops is gone, too.
            let _ = ended.recv();
            Ok(())
        });
        timeout(SHORT, long).await.expect_err("it works on");
        let (started, starts) = mpsc::channel();
        let next = aside.run(move || {
            started.send(()).map_err(Failure::internal)?;
            Ok(7)
        });
        let mut next = std::pin::pin!(next);
        timeout(SHORT, next.as_mut()).await.expect_err("it waits");
        starts.try_recv().expect_err("there is no room yet");
        drop(end);
        assert_eq!(next.await.unwrap(), 7);
    }

    #[tokio::test]
    async fn htp_20_work_that_panics_is_a_500_and_gives_its_room_back() {
        let aside = Aside::with_room(1);
        for _ in 0..2 {
            let outcome = aside.run(|| -> Result<(), _> { panic!("as it must") });
            assert_eq!(outcome.await.unwrap_err().status(), 500);
        }
    }

    #[test]
    fn msg_7_what_is_large_is_seen_wherever_it_stands() {
        let text = "x".repeat(LARGE);
        let digits = "9".repeat(LARGE);
        let number = Value::Integer(Integer::parse(&digits).unwrap());
        let many = |count| vec![Value::Nil; count];
        let set = (0..1_i64 << 16).map(Value::from).collect::<Set<'_>>();
        let link = Extension::new("link", Map::from([("a", &*text)]), Value::Nil);
        let blob = Blob::new("text/plain", text.as_bytes());
        for (large, name) in [
            (Value::from(&*text), "unicode"),
            (Value::from(text.as_bytes()), "bytes"),
            (number, "integer"),
            (Value::List(many(LARGE)), "list"),
            (Value::from(set), "set"),
            (Value::from(vec![Value::List(many(LARGE / 4)); 4]), "lists"),
            (Value::Dict(Map::from([("a", &*text)])), "value"),
            (Value::OrderedDict(Map::from([(&*text, 1)])), "key"),
            (Value::from(link), "extension"),
            (Value::from(blob), "blob"),
        ] {
            assert!(is_large(&large), "{name}");
        }
        let small = Value::from(vec![Value::List(many(1000)), Value::from("x".repeat(1000))]);
        assert!(!is_large(&small));
    }
}
