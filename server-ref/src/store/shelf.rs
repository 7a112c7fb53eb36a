//! [`Shelf`]: the instances of one class in a store of whatever kind.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use http::StatusCode;
use tokio::sync::Mutex;

use super::{Key, Store, StoreError, Version};
use crate::Failure;

/// The instances of one class. Clones share it.
#[derive(Clone)]
pub(crate) struct Shelf {
    class: Arc<str>,
    store: Arc<dyn AnyStore>,
    turns: Arc<Turns>,
}

/// How often a call runs before it gives up. Within one server it is twice, now
/// and then thrice.
const ATTEMPTS: usize = 100;

/// What a call did to an instance.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    /// Nothing.
    None,
    /// It is this now, or still.
    State(Bytes),
    /// It is gone.
    Removed,
}

/// What was loaded.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) version: Version,
    pub(crate) state: Bytes,
}

impl Shelf {
    pub(crate) fn new(class: Arc<str>, store: impl Store) -> Self {
        Self {
            class,
            store: Arc::new(store),
            turns: Arc::default(),
        }
    }

    /// Puts state under a new id that nobody can guess.
    pub(crate) async fn create(&self, state: Bytes) -> Result<Arc<str>, Failure> {
        let mut random = [0; 16];
        getrandom::fill(&mut random).map_err(Failure::internal)?;
        let id: Arc<str> = format!("{:032x}", u128::from_be_bytes(random)).into();
        if self.store.create(self.key(&id), state).await? {
            Ok(id)
        } else {
            Err(Failure::internal("128 random bits came twice"))
        }
    }

    /// Puts state under that id, if nothing is there.
    pub(crate) async fn create_as(&self, id: &str, state: Bytes) -> Result<bool, Failure> {
        if id.len() > Key::MAX_ID {
            let message = format!(
                "the name of the instance has {} bytes, and {} at most",
                id.len(),
                Key::MAX_ID
            );
            return Err(Failure::bad_request(message));
        }
        Ok(self.store.create(self.key(id), state).await?)
    }

    pub(crate) async fn load(&self, id: &str) -> Result<Option<Kept>, Failure> {
        if id.len() > Key::MAX_ID {
            return Ok(None);
        }
        let kept = self.store.load(self.key(id)).await?;
        Ok(kept.map(|(version, state)| Kept { version, state }))
    }

    /// Lets a call change an instance. If another was faster, what the call did is
    /// void, and it runs again, on what the other left; so no update is lost.
    pub(crate) async fn change<R, F>(
        &self,
        id: &str,
        mut call: impl FnMut(Kept) -> F,
    ) -> Result<Option<R>, Failure>
    where
        F: Future<Output = Result<(Change, R), Failure>>,
    {
        let mut turn = None;
        for _ in 0..ATTEMPTS {
            let Some(kept) = self.load(id).await? else {
                return Ok(None);
            };
            let (seen, before) = (kept.version, kept.state.clone());
            let (change, answer) = call(kept).await?;
            let is_done = match change {
                Change::None => true,
                Change::State(after) if after == before => true,
                Change::State(after) => self.store.replace(self.key(id), seen, after).await?,
                Change::Removed => self.store.remove(self.key(id), seen).await?,
            };
            if is_done {
                return Ok(Some(answer));
            }
            // Those who wait for their turn do not get into each other's way, so
            // nobody is too slow for ever; others, and other servers, need not wait.
            if turn.is_none() {
                turn = Some(self.turns.of(id).lock().await);
            }
        }
        let message = "too many calls change this instance at one time; try again later";
        Err(Failure::new(StatusCode::SERVICE_UNAVAILABLE, message))
    }

    fn key<'k>(&'k self, id: &'k str) -> Key<'k> {
        Key {
            class: &self.class,
            id,
        }
    }
}

impl fmt::Debug for Shelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Shelf").field(&self.class).finish()
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let message = "the store is away; try again later";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, message).because(error)
    }
}

/// Locks for many ids: two ids may share one.
struct Turns {
    hasher: RandomState,
    locks: [Mutex<()>; Self::COUNT],
}

impl Turns {
    const COUNT: usize = 64;

    fn of(&self, id: &str) -> &Mutex<()> {
        let hash = self.hasher.hash_one(id);
        #[expect(clippy::cast_possible_truncation, reason = "the lowest bits will do")]
        let at = hash as usize % Self::COUNT;
        &self.locks[at]
    }
}

impl Default for Turns {
    fn default() -> Self {
        Self {
            hasher: RandomState::new(),
            locks: [const { Mutex::const_new(()) }; Self::COUNT],
        }
    }
}

type Doing<'s, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 's>>;

/// [`Store`], of whatever type.
trait AnyStore: Send + Sync {
    fn create<'s>(&'s self, key: Key<'s>, state: Bytes) -> Doing<'s, bool>;
    fn load<'s>(&'s self, key: Key<'s>) -> Doing<'s, Option<(Version, Bytes)>>;
    fn replace<'s>(&'s self, key: Key<'s>, seen: Version, state: Bytes) -> Doing<'s, bool>;
    fn remove<'s>(&'s self, key: Key<'s>, seen: Version) -> Doing<'s, bool>;
}

impl<S: Store> AnyStore for S {
    fn create<'s>(&'s self, key: Key<'s>, state: Bytes) -> Doing<'s, bool> {
        Box::pin(Store::create(self, key, state))
    }

    fn load<'s>(&'s self, key: Key<'s>) -> Doing<'s, Option<(Version, Bytes)>> {
        Box::pin(Store::load(self, key))
    }

    fn replace<'s>(&'s self, key: Key<'s>, seen: Version, state: Bytes) -> Doing<'s, bool> {
        Box::pin(Store::replace(self, key, seen, state))
    }

    fn remove<'s>(&'s self, key: Key<'s>, seen: Version) -> Doing<'s, bool> {
        Box::pin(Store::remove(self, key, seen))
    }
}
