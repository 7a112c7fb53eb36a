//! The contract of `Store`, for whatever store.

use std::collections::HashSet;
use std::future::ready;

use bytes::Bytes;
use hyperglyph_server::{Key, Store, Version};
use tokio::task::JoinSet;

pub(crate) const KEY: Key<'static> = Key {
    class: "Counter",
    id: "visits",
};

/// What is there, for sure.
pub(crate) async fn loaded(store: &impl Store, key: Key<'_>) -> (Version, Bytes) {
    store.load(key).await.unwrap().expect("it is there")
}

pub(crate) async fn what_is_created_is_loaded(store: impl Store) {
    assert_eq!(store.load(KEY).await.unwrap(), None);
    let every_byte: Vec<u8> = (0..=u8::MAX).cycle().take(1 << 20).collect();
    for (id, state) in [("empty", Vec::new()), ("large", every_byte)] {
        let key = Key { id, ..KEY };
        assert!(store.create(key, state.clone().into()).await.unwrap());
        assert_eq!(loaded(&store, key).await.1, state);
    }
}

pub(crate) async fn keys_are_two_texts_of_any_characters(store: impl Store) {
    let keys = [
        ("a", "b:c"),
        ("a:b", "c"),
        ("a:1:b", "c"),
        ("", "a"),
        ("a", ""),
        ("", ""),
        ("a", "\0"),
        ("a\0", ""),
        ("ä", "\u{1f600}\r\n*1"),
        ("version", "version"),
    ];
    for (class, id) in keys {
        let state = format!("{class}/{id}");
        let is_new = store.create(Key { class, id }, state.into()).await.unwrap();
        assert!(is_new, "{class:?} {id:?}");
    }
    for (class, id) in keys {
        let (_, state) = loaded(&store, Key { class, id }).await;
        assert_eq!(state, format!("{class}/{id}"));
    }
}

pub(crate) async fn what_is_there_is_not_created_again(store: impl Store) {
    assert!(store.create(KEY, "first".into()).await.unwrap());
    let first = loaded(&store, KEY).await;
    assert!(!store.create(KEY, "second".into()).await.unwrap());
    assert_eq!(loaded(&store, KEY).await, first);
}

pub(crate) async fn a_replacement_needs_the_version(store: impl Store) {
    let none = Version::new(1);
    assert!(!store.replace(KEY, none, "zero".into()).await.unwrap());
    assert_eq!(store.load(KEY).await.unwrap(), None);

    store.create(KEY, "one".into()).await.unwrap();
    let (first, _) = loaded(&store, KEY).await;
    assert!(store.replace(KEY, first, "two".into()).await.unwrap());
    let (second, state) = loaded(&store, KEY).await;
    assert_eq!(state, "two");
    assert_ne!(first, second);

    assert!(!store.replace(KEY, first, "three".into()).await.unwrap());
    assert_eq!(loaded(&store, KEY).await, (second, state));
}

pub(crate) async fn a_removal_needs_the_version(store: impl Store) {
    store.create(KEY, "one".into()).await.unwrap();
    let (first, _) = loaded(&store, KEY).await;
    store.replace(KEY, first, "two".into()).await.unwrap();
    assert!(!store.remove(KEY, first).await.unwrap());
    let (second, state) = loaded(&store, KEY).await;
    assert_eq!(state, "two");
    assert!(store.remove(KEY, second).await.unwrap());
    assert_eq!(store.load(KEY).await.unwrap(), None);
    assert!(!store.remove(KEY, second).await.unwrap());
    assert!(!store.replace(KEY, second, "three".into()).await.unwrap());
    assert_eq!(store.load(KEY).await.unwrap(), None);
}

pub(crate) async fn a_version_never_comes_again(store: impl Store) {
    let mut seen = HashSet::new();
    for _ in 0..5 {
        assert!(store.create(KEY, "same".into()).await.unwrap());
        let (created, _) = loaded(&store, KEY).await;
        assert!(store.replace(KEY, created, "same".into()).await.unwrap());
        let (replaced, _) = loaded(&store, KEY).await;
        assert!(store.remove(KEY, replaced).await.unwrap());
        assert!(seen.insert(created), "{created:?} came again");
        assert!(seen.insert(replaced), "{replaced:?} came again");
    }
}

pub(crate) async fn of_many_with_one_version_one_succeeds(store: impl Store + Clone) {
    /// How many of 64 succeed.
    async fn of_64<F>(call: impl Fn(usize) -> F) -> usize
    where
        F: Future<Output = bool> + Send + 'static,
    {
        let calls: JoinSet<bool> = (0..64).map(call).collect();
        let outcomes = calls.join_all().await;
        outcomes.into_iter().filter(|succeeded| *succeeded).count()
    }

    let created = of_64(|n| {
        let store = store.clone();
        async move { store.create(KEY, n.to_string().into()).await.unwrap() }
    });
    assert_eq!(created.await, 1);
    let (seen, _) = loaded(&store, KEY).await;
    let replaced = of_64(|n| {
        let store = store.clone();
        async move {
            store
                .replace(KEY, seen, n.to_string().into())
                .await
                .unwrap()
        }
    });
    assert_eq!(replaced.await, 1);
    let (seen, _) = loaded(&store, KEY).await;
    let removed = of_64(|_| {
        let store = store.clone();
        async move { store.remove(KEY, seen).await.unwrap() }
    });
    assert_eq!(removed.await, 1);
}

pub(crate) async fn concurrent_increments_lose_none(store: impl Store + Clone) {
    const CALLERS: usize = 8;
    const EACH: usize = 25;
    store.create(KEY, "0".into()).await.unwrap();
    let callers: JoinSet<()> = (0..CALLERS)
        .map(|_| {
            let store = store.clone();
            async move {
                for _ in 0..EACH {
                    increment(&store).await;
                }
            }
        })
        .collect();
    callers.join_all().await;
    let (_, state) = loaded(&store, KEY).await;
    assert_eq!(state, (CALLERS * EACH).to_string());
}

async fn increment(store: &impl Store) {
    loop {
        let (seen, state) = loaded(store, KEY).await;
        let value: usize = str::from_utf8(&state).unwrap().parse().unwrap();
        let next = (value + 1).to_string();
        if store.replace(KEY, seen, next.into()).await.unwrap() {
            return;
        }
    }
}

pub(crate) async fn a_dropped_change_is_done_or_not_done(store: impl Store) {
    store.create(KEY, "before".into()).await.unwrap();
    let (first, _) = loaded(&store, KEY).await;
    // Polled once, then dropped.
    tokio::select! {
        biased;
        _ = store.replace(KEY, first, "after".into()) => {}
        () = ready(()) => {}
    }
    // Whatever was under way is behind a change that was waited for.
    let other = Key { id: "other", ..KEY };
    store.create(other, Bytes::new()).await.unwrap();
    let (version, state) = loaded(&store, KEY).await;
    assert_eq!(version == first, state == "before", "{version:?} {state:?}");
    assert!(state == "before" || state == "after", "{state:?}");
    assert!(store.replace(KEY, version, "last".into()).await.unwrap());
}
