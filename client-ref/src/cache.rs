//! [`Cache`]: what links answered that was newer than what their page inlines.
//!
//! A page that was fetched once keeps its inlined response and its etag for ever.
//! Without a memory of what came since, each conditional request (LNK-7) after the
//! first change would bring all of the response again.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use hyperglyph::Value;
use hyperglyph::http::Request;

/// Responses that are kept, and the bytes that they had in all.
const MOST: usize = 64;
const BYTES: usize = 8 << 20;

#[derive(Debug, Default)]
pub(crate) struct Cache {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    /// The one that was used last stands last.
    entries: VecDeque<(Key, Arc<Known>)>,
    bytes: usize,
}

/// A conditional link: where it leads and what it knows. A page that was fetched
/// again knows something newer, and is another key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    url: String,
    headers: Vec<(&'static str, String)>,
}

/// A response, and how to ask whether it is fresh.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) validators: Validators,
    pub(crate) value: Value<'static>,
    pub(crate) bytes: usize,
}

/// The header of a response, under the header that asks with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Validators {
    pub(crate) etag: Option<String>,
    pub(crate) last_modified: Option<String>,
}

impl Validators {
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Asks with these instead of those of the link.
    pub(crate) fn apply<B>(&self, request: &mut Request<B>) {
        request
            .headers
            .retain(|(name, _)| !matches!(*name, "If-None-Match" | "If-Modified-Since"));
        let headers = [
            ("If-None-Match", &self.etag),
            ("If-Modified-Since", &self.last_modified),
        ];
        for (name, value) in headers {
            request
                .headers
                .extend(value.clone().map(|value| (name, value)));
        }
    }
}

impl Key {
    pub(crate) fn of<B>(request: &Request<B>) -> Self {
        Self {
            url: String::from(request.url.as_str()),
            headers: request.headers.clone(),
        }
    }
}

impl Cache {
    pub(crate) fn get(&self, key: &Key) -> Option<Arc<Known>> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let at = inner.entries.iter().position(|(known, _)| known == key)?;
        let entry = inner.entries.remove(at)?;
        let known = Arc::clone(&entry.1);
        inner.entries.push_back(entry);
        Some(known)
    }

    pub(crate) fn put(&self, key: Key, known: Known) {
        if known.bytes > BYTES {
            return;
        }
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = inner.entries.iter().position(|(old, _)| *old == key) {
            inner.remove(at);
        }
        inner.bytes += known.bytes;
        inner.entries.push_back((key, Arc::new(known)));
        while inner.entries.len() > MOST || inner.bytes > BYTES {
            inner.remove(0);
        }
    }
}

impl Inner {
    fn remove(&mut self, at: usize) {
        if let Some((_, known)) = self.entries.remove(at) {
            self.bytes -= known.bytes;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(n: usize) -> Key {
        Key::of(&Request::get(&format!("http://h/{n}")).unwrap())
    }

    fn known(bytes: usize) -> Known {
        Known {
            validators: Validators::default(),
            value: Value::Nil,
            bytes,
        }
    }

    #[test]
    fn the_one_that_was_used_longest_ago_leaves_first() {
        let cache = Cache::default();
        for n in 0..MOST {
            cache.put(key(n), known(1));
        }
        assert!(cache.get(&key(0)).is_some());
        cache.put(key(MOST), known(1));
        assert!(cache.get(&key(0)).is_some());
        assert!(cache.get(&key(1)).is_none());
        assert!(cache.get(&key(2)).is_some());
    }

    #[test]
    fn it_holds_so_many_bytes_at_most() {
        let cache = Cache::default();
        cache.put(key(0), known(BYTES + 1));
        assert!(cache.get(&key(0)).is_none());
        cache.put(key(1), known(BYTES));
        cache.put(key(1), known(BYTES));
        assert!(cache.get(&key(1)).is_some(), "it is counted once");
        cache.put(key(2), known(1));
        assert!(cache.get(&key(1)).is_none());
        assert!(cache.get(&key(2)).is_some());
    }
}
