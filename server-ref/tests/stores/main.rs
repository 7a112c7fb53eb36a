//! What every store must keep to, held to on each of them; and what is true of
//! one alone.
#![cfg(all(feature = "disk", feature = "redis"))]
#![allow(clippy::tests_outside_test_module, reason = "a test crate is one")]

mod contract;
#[path = "../../examples/counter.rs"]
#[allow(dead_code, reason = "its `main` is not called")]
mod counter;
mod disk;
mod increments;
mod redis;
mod redis_server;

use hyperglyph_server::{Disk, Memory, Redis};

use redis_server::RedisServer;
use tempfile::TempDir;

/// A directory of the test's own; in memory, if the system has such a place: what a
/// killed process wrote is there as well, and thousands of `fsync` take no minutes.
fn directory() -> TempDir {
    tempfile::tempdir_in("/dev/shm")
        .or_else(|_| tempfile::tempdir())
        .unwrap()
}

/// One test for each store and each part of the contract.
macro_rules! contract {
    ($($part:ident)*) => {
        mod on_memory {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $part() {
                crate::contract::$part(crate::Memory::new()).await;
            })*
        }

        mod on_disk {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $part() {
                let directory = crate::directory();
                let store = crate::Disk::open(directory.path().join("store")).unwrap();
                crate::contract::$part(store).await;
            })*
        }

        mod on_redis {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $part() {
                let server = crate::RedisServer::start();
                let store = crate::Redis::connect(&server.url()).await.unwrap();
                crate::contract::$part(store).await;
            })*
        }
    };
}

contract! {
    what_is_created_is_loaded
    keys_are_two_texts_of_any_characters
    what_is_there_is_not_created_again
    a_replacement_needs_the_version
    a_removal_needs_the_version
    a_version_never_comes_again
    of_many_with_one_version_one_succeeds
    concurrent_increments_lose_none
    a_dropped_change_is_done_or_not_done
}
