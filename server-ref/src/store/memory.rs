//! [`Memory`]: a store that ends with its process.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

use super::{Key, Store, StoreError, Version};

/// A store in memory. Clones share what is in it.
#[derive(Clone, Debug, Default)]
pub struct Memory(Arc<Mutex<Shelves>>);

#[derive(Debug, Default)]
struct Shelves {
    /// Counts all changes, so that no version comes again.
    last: u64,
    by_key: HashMap<(String, String), (Version, Bytes)>,
}

impl Memory {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many instances there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.open().by_key.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn open(&self) -> MutexGuard<'_, Shelves> {
        // Nothing in here panics between two changes that belong together.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shelves {
    fn next(&mut self) -> Version {
        self.last += 1;
        Version::new(self.last)
    }
}

fn owned(key: Key<'_>) -> (String, String) {
    (key.class.to_owned(), key.id.to_owned())
}

impl Store for Memory {
    async fn create(&self, key: Key<'_>, state: Bytes) -> Result<bool, StoreError> {
        let mut shelves = self.open();
        let version = shelves.next();
        match shelves.by_key.entry(owned(key)) {
            Entry::Occupied(_) => Ok(false),
            Entry::Vacant(place) => {
                place.insert((version, state));
                Ok(true)
            }
        }
    }

    async fn load(&self, key: Key<'_>) -> Result<Option<(Version, Bytes)>, StoreError> {
        Ok(self.open().by_key.get(&owned(key)).cloned())
    }

    async fn replace(&self, key: Key<'_>, seen: Version, state: Bytes) -> Result<bool, StoreError> {
        let mut shelves = self.open();
        let next = shelves.next();
        match shelves.by_key.get_mut(&owned(key)) {
            Some(kept) if kept.0 == seen => {
                *kept = (next, state);
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    async fn remove(&self, key: Key<'_>, seen: Version) -> Result<bool, StoreError> {
        match self.open().by_key.entry(owned(key)) {
            Entry::Occupied(kept) if kept.get().0 == seen => {
                kept.remove();
                Ok(true)
            }
            _ => Ok(false),
        }
    }
}
