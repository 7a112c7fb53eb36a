//! What is true of a store in Redis alone.

use hyperglyph_server::{Redis, Store};
use redis::{Client, ErrorKind, RedisError};

use crate::contract::{KEY, loaded};
use crate::redis_server::RedisServer;

fn reason(error: &dyn std::error::Error) -> &RedisError {
    let reason = error.source().unwrap();
    reason.downcast_ref().expect("the error of the client")
}

#[tokio::test]
async fn two_servers_see_one_store() {
    let server = RedisServer::start();
    let here = Redis::connect(&server.url()).await.unwrap();
    let there = Redis::connect(&server.url()).await.unwrap();
    here.create(KEY, "shared".into()).await.unwrap();
    let (seen, state) = loaded(&there, KEY).await;
    assert_eq!(state, "shared");
    assert!(there.replace(KEY, seen, "changed".into()).await.unwrap());
    assert!(!here.replace(KEY, seen, "late".into()).await.unwrap());
    assert_eq!(loaded(&here, KEY).await.1, "changed");
}

#[tokio::test]
async fn another_database_is_another_store() {
    let server = RedisServer::start();
    let zero = Redis::connect(&server.url()).await.unwrap();
    let one = format!("{}1", server.url());
    let one = Redis::connect(&one).await.unwrap();
    zero.create(KEY, "zero".into()).await.unwrap();
    assert_eq!(one.load(KEY).await.unwrap(), None);
}

#[tokio::test]
async fn a_killed_server_that_comes_back_has_all_and_is_found_again() {
    let mut server = RedisServer::start();
    let store = Redis::connect(&server.url()).await.unwrap();
    store.create(KEY, "kept".into()).await.unwrap();
    let kept = loaded(&store, KEY).await;
    server.kill();
    assert!(store.load(KEY).await.is_err());
    server.restart();
    assert_eq!(loaded(&store, KEY).await, kept);
    // The scripts were lost with the server, and are sent again.
    assert!(store.replace(KEY, kept.0, "new".into()).await.unwrap());
    assert_ne!(loaded(&store, KEY).await.0, kept.0);
}

#[tokio::test]
async fn a_restart_between_two_calls_is_not_noticed() {
    let mut server = RedisServer::start();
    let store = Redis::connect(&server.url()).await.unwrap();
    store.create(KEY, "kept".into()).await.unwrap();
    server.kill();
    server.restart();
    assert_eq!(loaded(&store, KEY).await.1, "kept");
}

#[tokio::test]
async fn a_server_that_is_not_there_and_a_url_that_is_none_are_errors() {
    let mut server = RedisServer::start();
    server.kill();
    let error = Redis::connect(&server.url()).await.unwrap_err();
    assert!(reason(&error).is_connection_refusal(), "{error}");
    let error = Redis::connect("redis//:secret@nowhere").await.unwrap_err();
    assert_eq!(reason(&error).kind(), ErrorKind::InvalidClientConfig);
    assert!(!error.to_string().contains("secret"), "{error}");
}

#[tokio::test]
async fn what_somebody_else_left_under_our_key_is_an_error_and_stays() {
    let server = RedisServer::start();
    let store = Redis::connect(&server.url()).await.unwrap();
    let mut raw = Client::open(server.url())
        .unwrap()
        .get_connection()
        .unwrap();
    let name = "hyperglyph:7:Counter:visits";
    redis::cmd("SET").arg(name).arg("x").exec(&mut raw).unwrap();
    assert!(store.load(KEY).await.is_err());
    assert!(!store.create(KEY, "new".into()).await.unwrap());
    redis::cmd("DEL").arg(name).exec(&mut raw).unwrap();
    redis::cmd("HSET")
        .arg(name)
        .arg("state")
        .arg("half")
        .exec(&mut raw)
        .unwrap();
    assert_eq!(
        store.load(KEY).await.unwrap_err().to_string(),
        "the store failed: an instance in Redis has a version and no state, or a state and no version"
    );
}

#[tokio::test]
async fn a_password_is_not_shown() {
    let server = RedisServer::start();
    let url = server.url();
    let store = Redis::connect(&url).await.unwrap();
    assert_eq!(format!("{store:?}"), "Redis { .. }");
}
