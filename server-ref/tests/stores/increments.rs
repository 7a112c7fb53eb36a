//! 64 clients count to 10,000 over HTTP. The server is the example `counter`, in a
//! process of its own: this program, which runs itself again with nothing but the
//! test `serves`. It is killed where nothing can prepare for it: at the 5,000th
//! acknowledged increment, with up to 64 others under way.

use std::env;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use hyperglyph::Value;
use hyperglyph_client::{Client, Page, args};
use tokio::sync::mpsc;

use crate::counter;
use crate::directory;
use crate::redis_server::RedisServer;

const CLIENTS: usize = 64;
const INCREMENTS: i64 = 10_000;
/// Says which store the child has.
const STORE: &str = "HYPERGLYPH_TEST_STORE";

#[tokio::test(flavor = "multi_thread")]
async fn memory_counts_every_one_of_64_clients() {
    let server = CounterServer::start("memory");
    assert_eq!(server.count(INCREMENTS, || {}).await, INCREMENTS);
    assert_eq!(server.value().await, INCREMENTS);
}

#[tokio::test(flavor = "multi_thread")]
async fn disk_counts_every_one_of_64_clients_and_holds_them_when_killed() {
    let directory = directory();
    let store = format!("disk:{}", directory.path().join("store").display());
    let mut server = CounterServer::start(&store);
    let process = &mut server.process;
    let acknowledged = count(&server.url, INCREMENTS, || kill(process)).await;
    let server = CounterServer::start(&store);
    server.goes_on_from(acknowledged).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn redis_counts_every_one_of_64_clients_and_holds_them_when_killed() {
    let mut redis = RedisServer::start();
    let mut server = CounterServer::start(&redis.url());
    let process = &mut server.process;
    let both = || {
        redis.kill();
        kill(process);
    };
    let acknowledged = count(&server.url, INCREMENTS, both).await;
    redis.restart();
    let server = CounterServer::start(&redis.url());
    server.goes_on_from(acknowledged).await;
}

/// A process that serves the example.
struct CounterServer {
    url: String,
    process: Child,
}

impl CounterServer {
    fn start(store: &str) -> Self {
        let mut process = Command::new(env::current_exe().unwrap())
            .args(["--exact", "increments::serves", "--ignored", "--nocapture"])
            .env(STORE, store)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        // What the test harness says comes before it, perhaps in the same line.
        let url = lines.map(Result::unwrap).find_map(|line| {
            let at = line.find("http://")?;
            Some(line[at..].to_owned())
        });
        Self {
            url: url.expect("the server prints its url"),
            process,
        }
    }

    async fn count(&self, increments: i64, halfway: impl FnOnce()) -> i64 {
        count(&self.url, increments, halfway).await
    }

    async fn value(&self) -> i64 {
        value(&page_of(&self.url).await)
    }

    /// Everything that was acknowledged is there, and at most what else was
    /// under way; and it counts on to the end.
    async fn goes_on_from(&self, acknowledged: i64) {
        let kept = self.value().await;
        let most = acknowledged + i64::try_from(CLIENTS).unwrap();
        assert!(
            (acknowledged..=most).contains(&kept),
            "{acknowledged} were acknowledged, and {kept} are there"
        );
        assert!(kept < INCREMENTS, "it was killed in the middle");
        let left = INCREMENTS - kept;
        assert_eq!(self.count(left, || {}).await, left);
        assert_eq!(self.value().await, INCREMENTS);
    }
}

impl Drop for CounterServer {
    fn drop(&mut self) {
        kill(&mut self.process);
    }
}

/// SIGKILL, if it is not dead yet.
fn kill(process: &mut Child) {
    process.kill().unwrap();
    process.wait().unwrap();
}

/// That many increments from 64 clients at one time; how many were acknowledged.
/// A client ends at the first one that fails.
async fn count(url: &str, increments: i64, halfway: impl FnOnce()) -> i64 {
    let left = Arc::new(AtomicI64::new(increments));
    let (acknowledge, mut acknowledged) = mpsc::unbounded_channel();
    for _ in 0..CLIENTS {
        let counter = page_of(url).await;
        let (left, acknowledge) = (Arc::clone(&left), acknowledge.clone());
        tokio::spawn(async move {
            while left.fetch_sub(1, Ordering::Relaxed) > 0 {
                let Ok(_) = counter.call("add", args! { n: 1 }).await else {
                    return;
                };
                acknowledge.send(()).unwrap();
            }
        });
    }
    drop(acknowledge);
    let mut count = 0;
    let mut halfway = Some(halfway);
    while acknowledged.recv().await.is_some() {
        count += 1;
        if count == INCREMENTS / 2
            && let Some(halfway) = halfway.take()
        {
            halfway();
        }
    }
    count
}

/// The page of the counter, by a client of its own.
async fn page_of(url: &str) -> Page {
    let root = Client::new().get(url).await.unwrap();
    root.call("Counter", args!["visits"]).await.unwrap()
}

fn value(counter: &Page) -> i64 {
    let value = counter.value().get("value").and_then(Value::as_i64);
    value.expect("a counter has a value")
}

/// No test: what [`CounterServer`] runs.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "serves until it is killed; other tests run it"]
async fn serves() {
    let store = env::var(STORE).expect("the store to serve from");
    counter::serve(&store).await.unwrap();
}
