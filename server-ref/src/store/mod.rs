//! [`Store`]: where persistent instances live.
//!
//! A store keeps bytes under a class and an id, each with a version, and knows
//! nothing of what they mean. Method calls are optimistic: load, run, and
//! replace what was loaded, if it is still that; else once more. So no update
//! is lost, on whatever store, from however many servers.

#[cfg(feature = "disk")]
mod disk;
mod memory;
#[cfg(feature = "redis")]
mod redis;
mod shelf;

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;

#[cfg(feature = "disk")]
pub use disk::Disk;
pub use memory::Memory;
#[cfg(feature = "redis")]
pub use redis::Redis;
pub(crate) use shelf::{Change, Kept, Shelf};

/// Where persistent instances live. Implement its methods as `async fn`.
///
/// What every store must keep to:
///
/// - [`replace`](Self::replace) and [`remove`](Self::remove) compare and change
///   in one step: of two calls with one version, one succeeds.
/// - An acknowledged change is there for every later [`load`](Self::load), from
///   this process or another; on a store that promises to survive a crash,
///   after one, too.
/// - A version never comes again for the same key, not even if the instance was
///   removed and created anew.
/// - A future that is dropped leaves the change done or not done, never half.
pub trait Store: Send + Sync + 'static {
    /// Puts state under a new key; `false` if there is something under it already.
    fn create(
        &self,
        key: Key<'_>,
        state: Bytes,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// The state under a key, and its version.
    fn load(
        &self,
        key: Key<'_>,
    ) -> impl Future<Output = Result<Option<(Version, Bytes)>, StoreError>> + Send;

    /// Puts state in place of that of a version; `false` if there is none of
    /// that version any more.
    fn replace(
        &self,
        key: Key<'_>,
        seen: Version,
        state: Bytes,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Takes the state of a version away; `false` if there is none of that
    /// version any more.
    fn remove(
        &self,
        key: Key<'_>,
        seen: Version,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;
}

impl<S: Store> Store for Arc<S> {
    async fn create(&self, key: Key<'_>, state: Bytes) -> Result<bool, StoreError> {
        S::create(self, key, state).await
    }

    async fn load(&self, key: Key<'_>) -> Result<Option<(Version, Bytes)>, StoreError> {
        S::load(self, key).await
    }

    async fn replace(&self, key: Key<'_>, seen: Version, state: Bytes) -> Result<bool, StoreError> {
        S::replace(self, key, seen, state).await
    }

    async fn remove(&self, key: Key<'_>, seen: Version) -> Result<bool, StoreError> {
        S::remove(self, key, seen).await
    }
}

/// The name of an instance in a store: two texts, of any characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key<'k> {
    /// What it is an instance of.
    pub class: &'k str,
    /// Which one it is, at most [`Key::MAX_ID`] bytes.
    pub id: &'k str,
}

impl Key<'_> {
    /// The bytes of the longest id.
    pub const MAX_ID: usize = 255;
}

/// Which state of an instance it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Version(u64);

impl Version {
    /// A version, by the number that the store gave it.
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// Its number.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

/// Why a store did not do what it should. The client learns that it failed
/// (503), the log why.
#[derive(Debug)]
pub struct StoreError(Box<dyn Error + Send + Sync>);

impl StoreError {
    /// An error, because of that.
    pub fn new(reason: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(reason.into())
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the store failed: {}", self.0)
    }
}

impl Error for StoreError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.0)
    }
}
