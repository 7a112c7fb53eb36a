//! Persistent instances.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use hyperglyph::Value;
use hyperglyph_server::{
    Class, Failure, Instance, Instances, Key, Memory, Method, Router, Store, StoreError, Stored,
    This, Version, arg,
};
use serde::{Deserialize, Serialize};

use crate::wire::{Served, hello, post};

#[derive(Serialize, Deserialize)]
struct Counter {
    value: i64,
}

fn counter(instances: Instances<Counter>) -> Class<Counter> {
    Class::new("Counter", [arg("start").or(0)], |start| Counter {
        value: start,
    })
    .property("value", |counter| counter.value)
    .method("add", [arg("n")], |counter: &mut Counter, n: i64| {
        counter.value += n;
        counter.value
    })
    .method(
        "slowly",
        [arg("n")],
        async |mut counter: This<Counter>, n: i64| {
            counter.value += n;
            tokio::task::yield_now().await;
            counter.value
        },
    )
    .method("fail", [], |counter: &mut Counter| -> Result<(), Failure> {
        counter.value = -1;
        Err(Failure::bad_request("as it must"))
    })
    .method("panic", [], |counter: &mut Counter| -> () {
        counter.value = -1;
        panic!("as it must")
    })
    .offer(
        Method::new("peek", [], |counter: &mut Counter| {
            counter.value += 1;
            counter.value
        })
        .safe(),
    )
    .method("name", [], |counter: This<Counter>| {
        counter.id().map(str::to_owned)
    })
    .method("end", [], |counter: This<Counter>| counter.remove())
    .stored(instances)
}

fn with(store: impl Store) -> Router {
    hello().offer(counter(Instances::new("Counter", store)))
}

fn made(served: &Served) -> String {
    let reply = served.post("/Counter", "");
    assert_eq!(reply.status, 303);
    reply.header("location").unwrap().to_owned()
}

fn value(served: &Served, url: &str) -> i64 {
    let reply = served.get(url);
    let value = reply.value().get("value").and_then(Value::as_i64);
    value.unwrap()
}

#[test]
fn res_7_a_persistent_instance_keeps_what_its_methods_leave() {
    let served = Served::new(with(Memory::new()));
    let (url, other) = (made(&served), made(&served));
    assert_ne!(url, other, "every counter is one of its own");
    assert_eq!(
        served.post(&format!("{url}/add"), "Ou1:n;i3;;").body,
        b"i3;"
    );
    assert_eq!(
        served.post(&format!("{url}/slowly"), "Ou1:n;i4;;").body,
        b"i7;"
    );
    assert_eq!((value(&served, &url), value(&served, &other)), (7, 0));
    let id = served.post(&format!("{url}/name"), "");
    assert!(url.ends_with(&format!("~{}", id.value().as_str().unwrap())));
}

#[test]
fn lnk_1_what_fails_panics_or_is_safe_changes_nothing() {
    let served = Served::new(with(Memory::new()));
    let url = made(&served);
    served.post(&format!("{url}/fail"), "").error(400);
    served.post(&format!("{url}/panic"), "").error(500);
    assert_eq!(served.get(&format!("{url}/peek")).body, b"i1;");
    assert_eq!(value(&served, &url), 0);
}

#[test]
fn d26_an_instance_that_was_removed_is_a_404() {
    let memory = Memory::new();
    let served = Served::new(with(memory.clone()));
    let url = made(&served);
    assert_eq!(memory.len(), 1);
    assert_eq!(served.post(&format!("{url}/end"), "").status, 204);
    assert!(memory.is_empty());
    served.get(&url).error(404);
    served.post(&format!("{url}/add"), "Ou1:n;i3;;").error(404);
}

#[test]
fn d26_unknown_and_malformed_ids_are_a_404() {
    let served = Served::new(with(Memory::new()));
    let long = format!("/Counter/~{}", "x".repeat(10_000));
    for path in [
        "/Counter/~",
        "/Counter/~none",
        "/Counter/none",
        "/Counter/~%ff",
        &long,
    ] {
        served.get(path).error(404);
        served.post(&format!("{path}/add"), "Ou1:n;i1;;").error(404);
    }
}

/// One call after another on 64 connections, all at one time.
#[test]
fn res_7_no_update_of_sixty_four_clients_is_lost() {
    const CLIENTS: usize = 64;
    const CALLS: usize = 40;
    // `slowly` gives way in the middle, so calls do run into each other.
    let served = Served::new(with(Yielding::default()));
    let url = made(&served);
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            let method = if client % 2 == 0 { "add" } else { "slowly" };
            let (served, path) = (&served, format!("{url}/{method}"));
            scope.spawn(move || {
                let mut wire = served.connect();
                for _ in 0..CALLS {
                    wire.write(post(&path, "", "Ou1:n;i1;;"));
                    assert_eq!(wire.reply().status, 200);
                }
            });
        }
    });
    assert_eq!(
        value(&served, &url),
        i64::try_from(CLIENTS * CALLS).unwrap()
    );
}

/// A store that takes its time, and so lets others in between.
#[derive(Clone, Default)]
struct Yielding(Memory);

impl Store for Yielding {
    async fn create(&self, key: Key<'_>, state: Bytes) -> Result<bool, StoreError> {
        self.0.create(key, state).await
    }

    async fn load(&self, key: Key<'_>) -> Result<Option<(Version, Bytes)>, StoreError> {
        let loaded = self.0.load(key).await;
        tokio::task::yield_now().await;
        loaded
    }

    async fn replace(&self, key: Key<'_>, seen: Version, state: Bytes) -> Result<bool, StoreError> {
        tokio::task::yield_now().await;
        self.0.replace(key, seen, state).await
    }

    async fn remove(&self, key: Key<'_>, seen: Version) -> Result<bool, StoreError> {
        self.0.remove(key, seen).await
    }
}

/// A store where someone else is always faster, so many times.
#[derive(Clone)]
struct Contended(Memory, Arc<AtomicUsize>);

impl Store for Contended {
    async fn create(&self, key: Key<'_>, state: Bytes) -> Result<bool, StoreError> {
        self.0.create(key, state).await
    }

    async fn load(&self, key: Key<'_>) -> Result<Option<(Version, Bytes)>, StoreError> {
        let loaded = self.0.load(key).await?;
        let left = &self.1;
        let is_faster = left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1));
        if let (Ok(_), Some((seen, _))) = (is_faster, &loaded) {
            let state = Bytes::from_static(b"Du5:value;i100;;");
            assert!(self.0.replace(key, *seen, state).await?);
        }
        Ok(loaded)
    }

    async fn replace(&self, key: Key<'_>, seen: Version, state: Bytes) -> Result<bool, StoreError> {
        self.0.replace(key, seen, state).await
    }

    async fn remove(&self, key: Key<'_>, seen: Version) -> Result<bool, StoreError> {
        self.0.remove(key, seen).await
    }
}

#[test]
fn res_7_a_call_that_was_too_slow_runs_again_on_what_the_other_left() {
    let faster = Arc::new(AtomicUsize::new(0));
    let served = Served::new(with(Contended(Memory::new(), Arc::clone(&faster))));
    let url = made(&served);
    faster.store(3, Ordering::SeqCst);
    assert_eq!(
        served.post(&format!("{url}/add"), "Ou1:n;i1;;").body,
        b"i101;"
    );
    faster.store(usize::MAX, Ordering::SeqCst);
    assert_eq!(
        served.post(&format!("{url}/add"), "Ou1:n;i1;;").error(503),
        "too many calls change this instance at one time; try again later"
    );
    let tried = usize::MAX - faster.load(Ordering::SeqCst);
    assert_eq!(tried, 100, "the bound");
}

/// A store that is away.
struct Away;

impl Store for Away {
    async fn create(&self, _: Key<'_>, _: Bytes) -> Result<bool, StoreError> {
        Err(StoreError::new("db7 refused the password"))
    }

    async fn load(&self, _: Key<'_>) -> Result<Option<(Version, Bytes)>, StoreError> {
        Err(StoreError::new("db7 refused the password"))
    }

    async fn replace(&self, _: Key<'_>, _: Version, _: Bytes) -> Result<bool, StoreError> {
        Err(StoreError::new("db7 refused the password"))
    }

    async fn remove(&self, _: Key<'_>, _: Version) -> Result<bool, StoreError> {
        Err(StoreError::new("db7 refused the password"))
    }
}

#[test]
fn htp_21_a_store_that_is_away_is_a_503_without_insides() {
    let served = Served::new(with(Away));
    for reply in [
        served.post("/Counter", ""),
        served.get("/Counter/~x"),
        served.post("/Counter/~x/add", "Ou1:n;i1;;"),
    ] {
        assert_eq!(reply.error(503), "the store is away; try again later");
        assert!(!String::from_utf8_lossy(&reply.body).contains("db7"));
    }
    served.assert_lives();
}

#[test]
fn htp_21_state_in_the_store_that_is_no_instance_is_our_failure() {
    let memory = Memory::new();
    let served = Served::new(with(memory.clone()));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let key = Key {
        class: "Counter",
        id: "old",
    };
    let state = Bytes::from_static(b"u3:old;");
    assert!(runtime.block_on(memory.create(key, state)).unwrap());
    served.get("/Counter/~old").error(500);
    served.post("/Counter/~old/add", "Ou1:n;i1;;").error(500);
}

#[derive(Serialize, Deserialize)]
struct Queue {
    name: String,
    items: VecDeque<Value<'static>>,
}

fn queues() -> Instances<Queue> {
    Instances::new("Queue", Memory::new()).by(|queue: &Queue| queue.name.clone())
}

fn queue(name: String) -> Queue {
    let items = VecDeque::new();
    Queue { name, items }
}

fn queue_class(queues: Instances<Queue>) -> Class<Queue> {
    Class::new("Queue", [arg("name")], queue)
        .method(
            "push",
            [arg("item")],
            |queue: &mut Queue, item: Value<'static>| {
                queue.items.push_back(item);
            },
        )
        .method("pop", [], |queue: &mut Queue| queue.items.pop_front())
        .stored(queues)
}

#[test]
fn res_7_instances_known_by_name_are_shared_by_whoever_names_them() {
    let served = Served::new(hello().offer(queue_class(queues())));
    for name in ["jobs", "", "..", "a/b?c#d", "\u{fc}", "+ %2f"] {
        let body = format!("Ou4:name;u{}:{name};;", name.len()).replace("u0:;", "u;");
        let url = served.post("/Queue", &body);
        let again = served.post("/Queue", &body);
        let url = url.header("location").unwrap();
        assert_eq!(
            served.post(&format!("{url}/push"), "Ou4:item;i7;;").status,
            204
        );
        let again = again.header("location").unwrap();
        assert_eq!(
            served.post(&format!("{again}/pop"), "").body,
            b"i7;",
            "{name:?} at {url}"
        );
        assert_eq!(served.post(&format!("{url}/pop"), "").status, 204);
        assert_eq!(served.get(url).status, 200);
    }
    let long = "x".repeat(256);
    assert_eq!(
        served
            .post("/Queue", format!("Ou4:name;u256:{long};;"))
            .error(400),
        "the name of the instance has 256 bytes, and 255 at most"
    );
}

#[test]
fn htp_16_functions_lead_to_persistent_instances_and_make_them() {
    let queues = queues();
    let (all, one) = (queues.clone(), queues.clone());
    let router = hello()
        .offer(queue_class(queues))
        .function("fill", [arg("name")], move |name: String| {
            let all = all.clone();
            async move {
                let stored = all.create(&queue(name)).await?;
                all.update(stored.id(), |queue| queue.items.push_back(1.into()))
                    .await?;
                Ok::<_, Failure>(hyperglyph_server::Answer::redirect(stored))
            }
        })
        .function("known", [], || [Stored::<Queue>::new("jobs")])
        .function("page", [], || Instance(queue("jobs".into())))
        .function("drop", [], move || {
            let one = one.clone();
            async move { one.remove("jobs").await }
        });
    let served = Served::new(router);
    let reply = served.post("/fill", "Ou4:name;u4:jobs;;");
    assert_eq!(
        (reply.status, reply.header("location")),
        (303, Some("/Queue/~jobs"))
    );
    assert_eq!(
        served.post("/known", "").body,
        b"LXu4:link;Du3:url;u12:/Queue/~jobs;u6:method;u3:GET;;N;;;"
    );
    let page = served.post("/page", "");
    assert_eq!(
        page.body,
        served.get("/Queue/~jobs").body,
        "what is there already stays"
    );
    assert_eq!(served.post("/Queue/~jobs/pop", "").body, b"i1;");
    assert_eq!(served.post("/drop", "").body, b"T;");
    assert_eq!(served.post("/drop", "").body, b"F;");
    served.get("/Queue/~jobs").error(404);
}

/// What a method must not do.
#[test]
fn htp_21_a_method_that_keeps_its_instance_is_our_failure() {
    let keep = Arc::new(std::sync::Mutex::new(Vec::new()));
    let class = counter(Instances::new("Counter", Memory::new())).method(
        "keep",
        [],
        move |counter: This<Counter>| keep.lock().unwrap().push(counter),
    );
    let served = Served::new(hello().offer(class));
    let url = made(&served);
    served.post(&format!("{url}/keep"), "").error(500);
    assert_eq!(value(&served, &url), 0);
}

#[test]
fn msg_7_versions_never_come_again() {
    let memory = Memory::new();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async {
        let key = Key {
            class: "C",
            id: "i",
        };
        let mut seen = Vec::new();
        for _ in 0..3 {
            assert!(memory.create(key, Bytes::new()).await.unwrap());
            assert!(!memory.create(key, Bytes::new()).await.unwrap());
            let (version, _) = memory.load(key).await.unwrap().unwrap();
            assert!(!seen.contains(&version));
            assert!(memory.replace(key, version, Bytes::new()).await.unwrap());
            assert!(!memory.replace(key, version, Bytes::new()).await.unwrap());
            assert!(!memory.remove(key, version).await.unwrap());
            let (next, _) = memory.load(key).await.unwrap().unwrap();
            assert!(memory.remove(key, next).await.unwrap());
            seen.extend([version, next]);
        }
        assert_eq!(memory.load(key).await.unwrap(), None);
    });
}
