//! What else the server can do: every kind of data, objects that it keeps, large files.

use std::collections::VecDeque;

use hyperglyph::{Blob, Value};
use hyperglyph_server::{
    Content, Instances, IntoContent, Mapped, Memory, Router, Store, class, function,
};
use serde::{Deserialize, Serialize};

/// Functions return lists, dicts, sets, byte strings, unicode, dates, booleans,
/// integers and floats.
#[function]
fn woo() -> Content {
    Content::list([
        1.into_content(),
        true.into_content(),
        ().into_content(),
        false.into_content(),
        Value::from(&b"a"[..]).into_content(),
        "b".into_content(),
    ])
}

/// A counter, which the server keeps.
#[derive(Serialize, Deserialize)]
struct Counter {
    value: i64,
}

#[class(persistent)]
impl Counter {
    fn new(#[default(0)] start: i64) -> Self {
        Self { value: start }
    }

    #[property]
    fn value(&self) -> i64 {
        self.value
    }

    fn add(&mut self, #[default(1)] n: i64) -> i64 {
        self.value = self.value.saturating_add(n);
        self.value
    }
}

/// A queue, which all share who know its name.
#[derive(Serialize, Deserialize)]
struct Queue {
    name: String,
    items: VecDeque<String>,
}

#[class(persistent)]
impl Queue {
    fn new(name: String) -> Self {
        let items = VecDeque::new();
        Self { name, items }
    }

    fn push(&mut self, item: String) {
        self.items.push_back(item);
    }

    fn pop(&mut self) -> Option<String> {
        self.items.pop_front()
    }
}

/// Large files travel as blobs, in …
#[function]
fn upload(file: Blob<'static>) -> String {
    let kind = file.content_type().unwrap_or("nothing known").to_owned();
    format!("{} bytes of {kind}", file.content.len())
}

/// … and out.
#[function(safe)]
fn picture() -> Blob<'static> {
    Blob::new(
        "image/svg+xml",
        &b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>"[..],
    )
}

pub(crate) fn beside(router: Router) -> Router {
    let store = Memory::new();
    router
        .offer(woo {})
        .persistent::<Counter>(store.clone())
        .offer(Queue::class().stored(queues(store)))
        .offer(upload {})
        .offer(picture {})
}

fn queues(store: impl Store) -> Instances<Queue> {
    Instances::new("Queue", store).by(|queue: &Queue| queue.name.clone())
}
