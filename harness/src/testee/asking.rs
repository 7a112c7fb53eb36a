//! [`Testee`]: asked by many at once, through one process after another.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value as Json, json};
use tokio::sync::Semaphore;

use super::fault::{Fault, What};
use super::process::Process;
use super::{Answer, Hello, TesteeFile};

/// Questions under way at once; more would only wait in its stdin.
const AT_ONCE: u32 = 64;
/// After so many lost processes it is given up: a testee that hangs at every question
/// would keep the run for days.
const MOST_LOST: usize = 50;

/// A program under test.
#[derive(Debug)]
pub struct Testee {
    file: TesteeFile,
    hello: Hello,
    process: Mutex<Option<Arc<Process>>>,
    turns: Semaphore,
    timeout: Duration,
    next: AtomicU64,
    lost: AtomicUsize,
    most_lost: usize,
}

impl Testee {
    /// Starts the program, and lets it introduce itself.
    pub async fn start(file: TesteeFile, timeout: Duration) -> Result<Self, Fault> {
        let testee = Self {
            hello: Hello {
                name: file.name.clone(),
                version: String::new(),
                language: String::new(),
                roles: BTreeSet::new(),
                features: BTreeSet::new(),
            },
            process: Mutex::new(None),
            turns: Semaphore::new(AT_ONCE as usize),
            timeout,
            next: AtomicU64::new(1),
            lost: AtomicUsize::new(0),
            most_lost: MOST_LOST,
            file,
        };
        let process = testee.process()?;
        let hello = json!({"op": "hello", "protocol": 1});
        let answer = testee.wait(&process, 0, &hello).await?;
        let hello = Hello::deserialize(answer)
            .map_err(|error| process.why(What::Garbled(format!("no answer to hello: {error}"))))?;
        Ok(Self { hello, ..testee })
    }

    /// The same one, given up after so many lost processes; otherwise after 50.
    #[must_use]
    pub const fn most_lost(mut self, most_lost: usize) -> Self {
        self.most_lost = most_lost;
        self
    }

    /// Whether so many of its processes were lost that it is asked no more.
    #[must_use]
    pub fn is_given_up(&self) -> bool {
        self.lost() >= self.most_lost
    }

    /// Its file.
    #[must_use]
    pub const fn file(&self) -> &TesteeFile {
        &self.file
    }

    /// How it introduced itself.
    #[must_use]
    pub const fn hello(&self) -> &Hello {
        &self.hello
    }

    /// Whether it declares a feature, itself or in its file.
    #[must_use]
    pub fn offers(&self, feature: &str) -> bool {
        self.hello.features.contains(feature) || self.file.features.contains(feature)
    }

    /// The id of the process that is asked now; nothing where it was lost.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        let process = self.process.lock().unwrap_or_else(PoisonError::into_inner);
        process.as_ref()?.pid()
    }

    /// How many of its processes died, hung or wrote what is no answer.
    #[must_use]
    pub fn lost(&self) -> usize {
        self.lost.load(Ordering::Relaxed)
    }

    /// Asks, and waits for the answer. `question` is an object; its id is added.
    ///
    /// When its process is lost, others may have asked it too, and nobody knows whose
    /// question it was: each is asked again, alone.
    pub async fn ask(&self, question: &Json) -> Result<Answer, Fault> {
        let turn = self.turns.acquire().await;
        let first = self.ask_once(question).await;
        drop(turn);
        match first {
            Err(_) => {
                let _alone = self.turns.acquire_many(AT_ONCE).await;
                self.ask_once(question).await
            }
            answer => answer,
        }
    }

    async fn ask_once(&self, question: &Json) -> Result<Answer, Fault> {
        if self.is_given_up() {
            return Err(What::GivenUp(self.lost()).without_stderr());
        }
        let process = self.process()?;
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let mut question = question.clone();
        question["id"] = id.into();
        let answer = match self.wait(&process, id, &question).await {
            Ok(answer) => answer,
            Err(fault) => {
                self.replace(&process, &fault);
                return Err(fault);
            }
        };
        Answer::from_json(answer).map_err(|why| What::Garbled(why).without_stderr())
    }

    async fn wait(&self, process: &Process, id: u64, question: &Json) -> Result<Json, Fault> {
        let mut answer = process.ask(id, question)?;
        // While it answers others, ours waits its turn.
        let mut left = self.timeout;
        while !left.is_zero() {
            match tokio::time::timeout(left, &mut answer).await {
                Ok(Ok(answer)) => return Ok(answer),
                Ok(Err(_)) => return Err(process.why(What::Died("ended".to_owned()))),
                Err(_) => left = self.timeout.saturating_sub(process.silent()),
            }
        }
        Err(process.why(What::Hung(self.timeout)))
    }

    /// The process that is asked now; a new one where the last was lost.
    fn process(&self) -> Result<Arc<Process>, Fault> {
        let mut process = self.process.lock().unwrap_or_else(PoisonError::into_inner);
        match &*process {
            Some(process) => Ok(Arc::clone(process)),
            None => Ok(Arc::clone(
                process.insert(Process::start(&self.file.program)?),
            )),
        }
    }

    /// Lets a process go, unless somebody else has.
    fn replace(&self, lost: &Arc<Process>, fault: &Fault) {
        lost.give_up(fault.what.clone());
        let mut process = self.process.lock().unwrap_or_else(PoisonError::into_inner);
        if process.as_ref().is_some_and(|now| Arc::ptr_eq(now, lost)) {
            *process = None;
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }
}
