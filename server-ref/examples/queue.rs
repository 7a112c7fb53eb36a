//! A queue and its workers: whoever knows the name of the queue puts jobs into it, and
//! each job is done by one worker, or by another if that one dies.
//! `cargo run -p hyperglyph-server --example queue`

use std::collections::VecDeque;
use std::error::Error;

use chrono::{DateTime, TimeDelta, Utc};
use hyperglyph_client::{Client, Page, args};
use hyperglyph_server::{Data, Instances, Mapped, Memory, Router, Server, class};
use serde::{Deserialize, Serialize};

/// How long a worker has for a job, unless it says how long it needs.
const LEASE: i64 = 60;

#[derive(Serialize, Deserialize)]
struct Queue {
    name: String,
    jobs: VecDeque<Job>,
    last: u64,
}

/// A job that waits, or that is somebody's until its time is over.
#[derive(Clone, Serialize, Deserialize)]
struct Job {
    id: u64,
    text: String,
    #[serde(with = "hyperglyph::serde::datetime")]
    free_from: DateTime<Utc>,
}

#[class(persistent)]
impl Queue {
    fn new(name: String) -> Self {
        let jobs = VecDeque::new();
        let last = 0;
        Self { name, jobs, last }
    }

    #[property]
    fn length(&self) -> u64 {
        self.jobs.len() as u64
    }

    fn put(&mut self, job: String) -> u64 {
        self.last += 1;
        self.jobs.push_back(Job {
            id: self.last,
            text: job,
            free_from: DateTime::UNIX_EPOCH,
        });
        self.last
    }

    /// The first job that is nobody's, or nothing.
    fn take(&mut self, #[default(LEASE)] seconds: i64) -> Data<Option<Job>> {
        let now = Utc::now();
        let free = |job: &&mut Job| job.free_from <= now;
        Data(self.jobs.iter_mut().find(free).map(|job| {
            job.free_from = now + TimeDelta::seconds(seconds.clamp(0, 3_600));
            job.clone()
        }))
    }

    /// Whether the job was there still: if not, another has done it meanwhile.
    fn done(&mut self, id: u64) -> bool {
        let before = self.jobs.len();
        self.jobs.retain(|job| job.id != id);
        self.jobs.len() < before
    }
}

fn router() -> Router {
    let queues = Instances::new("Queue", Memory::new()).by(|queue: &Queue| queue.name.clone());
    Router::new().offer(Queue::class().stored(queues))
}

/// Does jobs until there are none left; gives what it has done.
async fn work(url: String) -> Result<Vec<String>, hyperglyph_client::Error> {
    let queue = queue(&url).await?;
    let mut finished = Vec::new();
    while let Some(job) = take(&queue, LEASE).await? {
        if queue.call("done", args![job.id]).await?.value().as_bool() == Some(true) {
            finished.push(job.text);
        }
    }
    Ok(finished)
}

async fn take(queue: &Page, seconds: i64) -> Result<Option<Job>, hyperglyph_client::Error> {
    let job = queue.call("take", args![seconds]).await?;
    Ok(hyperglyph::from_value(job.value()).expect("a job or nothing"))
}

async fn queue(url: &str) -> Result<Page, hyperglyph_client::Error> {
    Client::new()
        .get(url)
        .await?
        .call("Queue", args!["jobs"])
        .await
}

/// Thirty jobs and three workers; gives what each worker has done.
async fn run() -> Result<Vec<Vec<String>>, Box<dyn Error>> {
    let server = Server::bind("127.0.0.1:0").await?.spawn(router());
    let jobs = queue(&server.url()).await?;
    for number in 1..=30 {
        jobs.call("put", args![format!("job {number}")]).await?;
    }
    // This one takes a job, says that it needs no time, and is never heard of again.
    take(&jobs, 0).await?;

    let workers: Vec<_> = (0..3).map(|_| tokio::spawn(work(server.url()))).collect();
    let mut finished = Vec::new();
    for worker in workers {
        finished.push(worker.await??);
    }
    server.stop().await?;
    Ok(finished)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    for (number, jobs) in (1..).zip(run().await?) {
        println!("worker {number} did {}", jobs.join(", "));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn each_job_is_done_once_and_that_of_a_dead_worker_too() {
        let mut done = run().await.unwrap().concat();
        done.sort_by_key(String::len);
        done[..9].sort();
        done[9..].sort();
        let expected: Vec<_> = (1..=30).map(|number| format!("job {number}")).collect();
        assert_eq!(done, expected);
    }
}
