//! [`Redis`]: a store in a Redis server.
//!
//! | key | what |
//! |---|---|
//! | `hyperglyph:LENGTH:CLASS:ID` | a hash of `version` and `state`; the length is that of the class, so that no two keys are one |
//! | `hyperglyph:version` | the last version that was given to anything |

use std::fmt;
use std::sync::LazyLock;
use std::time::Duration;

use bytes::Bytes;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, RedisError, Script, ScriptInvocation};

use super::{Key, Store, StoreError, Version};

/// A store in a Redis server, or what speaks its protocol (feature `redis`), for
/// as many servers of ours as need it. Clones share one connection.
///
/// What was acknowledged survives a crash of the Redis server if that is set to
/// `appendonly yes` and `appendfsync always`; with less, what it forgets is lost.
/// Instances do not expire, and must not be evicted: `maxmemory-policy noeviction`.
///
/// A connection that is lost is made anew. A change that was under way then fails,
/// and may have been done or not; it is not sent again, for it might be done twice.
#[derive(Clone)]
pub struct Redis(ConnectionManager);

/// How long an answer may take. A server that writes to a disk before it answers
/// may be slow, and is not gone.
const ANSWER: Duration = Duration::from_secs(5);

/// How long one attempt to connect may take.
const CONNECT: Duration = Duration::from_secs(2);

/// How often it connects again before those who wait are told.
const RETRIES: usize = 3;

/// The longest wait between two attempts to connect.
const PAUSE: Duration = Duration::from_millis(500);

const LAST_VERSION: &str = "hyperglyph:version";

/// `KEYS`: the instance, the last version. `ARGV`: the state.
static CREATE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
        redis.call('INCR', KEYS[2])
        redis.call('HSET', KEYS[1], 'version', redis.call('GET', KEYS[2]), 'state', ARGV[1])
        return 1",
    )
});

/// `KEYS`: the instance, the last version. `ARGV`: the version seen, the state.
static REPLACE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "if redis.call('HGET', KEYS[1], 'version') ~= ARGV[1] then return 0 end
        redis.call('INCR', KEYS[2])
        redis.call('HSET', KEYS[1], 'version', redis.call('GET', KEYS[2]), 'state', ARGV[2])
        return 1",
    )
});

/// `KEYS`: the instance. `ARGV`: the version seen.
static REMOVE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "if redis.call('HGET', KEYS[1], 'version') ~= ARGV[1] then return 0 end
        redis.call('DEL', KEYS[1])
        return 1",
    )
});

impl Redis {
    /// Connects to `redis://[USER][:PASSWORD@]HOST[:PORT][/DATABASE]` or
    /// `unix:PATH`. Applications that shall not see each other's instances take
    /// different databases.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        let client = Client::open(url).map_err(StoreError::new)?;
        let config = ConnectionManagerConfig::new()
            .set_response_timeout(Some(ANSWER))
            .set_connection_timeout(Some(CONNECT))
            .set_number_of_retries(RETRIES)
            .set_max_delay(PAUSE);
        let connecting = ConnectionManager::new_with_config(client, config);
        connecting.await.map(Self).map_err(StoreError::new)
    }

    async fn hash(&self, key: &str) -> Result<(Option<u64>, Option<Bytes>), RedisError> {
        let mut command = redis::cmd("HMGET");
        command.arg(key).arg("version").arg("state");
        command.query_async(&mut self.0.clone()).await
    }

    async fn run(&self, script: &ScriptInvocation<'_>) -> Result<bool, StoreError> {
        let mut connection = self.0.clone();
        let running = script.invoke_async(&mut connection);
        running.await.map_err(StoreError::new)
    }
}

impl Store for Redis {
    async fn create(&self, key: Key<'_>, state: Bytes) -> Result<bool, StoreError> {
        let mut script = CREATE.key(name(key));
        script.key(LAST_VERSION).arg(&*state);
        self.run(&script).await
    }

    async fn load(&self, key: Key<'_>) -> Result<Option<(Version, Bytes)>, StoreError> {
        let name = name(key);
        let loaded = match self.hash(&name).await {
            // It is learnt that a connection was lost when it is used; to ask once
            // more on a new one does no harm, and calls begin here.
            Err(error) if error.is_connection_dropped() => self.hash(&name).await,
            other => other,
        };
        match loaded.map_err(StoreError::new)? {
            (Some(version), Some(state)) => Ok(Some((Version::new(version), state))),
            (None, None) => Ok(None),
            _ => Err(StoreError::new(
                "an instance in Redis has a version and no state, or a state and no version",
            )),
        }
    }

    async fn replace(&self, key: Key<'_>, seen: Version, state: Bytes) -> Result<bool, StoreError> {
        let mut script = REPLACE.key(name(key));
        script.key(LAST_VERSION).arg(seen.get()).arg(&*state);
        self.run(&script).await
    }

    async fn remove(&self, key: Key<'_>, seen: Version) -> Result<bool, StoreError> {
        let mut script = REMOVE.key(name(key));
        script.arg(seen.get());
        self.run(&script).await
    }
}

impl fmt::Debug for Redis {
    /// Without the url, which may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redis").finish_non_exhaustive()
    }
}

fn name(key: Key<'_>) -> String {
    format!("hyperglyph:{}:{}:{}", key.class.len(), key.class, key.id)
}
