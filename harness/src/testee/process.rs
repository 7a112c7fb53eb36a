//! One run of a testee's program: lines in, lines out, and the end of its stderr.

use std::collections::HashMap;
use std::process::Stdio;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value as Json;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::{mpsc, oneshot};

use super::answer;
use super::fault::{Fault, What};
use super::file::Program;

/// No line of an answer is longer.
const LONGEST: u64 = 256 << 20;
/// So much of stderr is kept.
const STDERR: usize = 4 << 10;

/// A process that is asked, by lines, and answers each question by its id.
#[derive(Debug)]
pub(super) struct Process {
    lines: mpsc::UnboundedSender<String>,
    waiting: Arc<Waiting>,
    stderr: Arc<Mutex<Vec<u8>>>,
    /// When it answered last, or began.
    heard: Arc<Mutex<Instant>>,
    // Killed when the last question to it is over.
    child: Mutex<Child>,
}

/// The questions that are not answered yet; or what became of the process.
#[derive(Debug)]
struct Waiting(Mutex<Result<HashMap<u64, oneshot::Sender<Json>>, What>>);

impl Process {
    pub(super) fn start(program: &Program) -> Result<Arc<Self>, Fault> {
        let Program::Command {
            words,
            folder,
            environment,
        } = program
        else {
            let why = "it has a url, and no command".to_owned();
            return Err(What::NotStarted(why).without_stderr());
        };
        let not_started = |error: std::io::Error| {
            What::NotStarted(format!("{}: {error}", words.join(" "))).without_stderr()
        };
        let mut child = Command::new(&words[0])
            .args(&words[1..])
            .current_dir(folder)
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(not_started)?;
        let waiting = Arc::new(Waiting(Mutex::new(Ok(HashMap::new()))));
        let stderr = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::new(Mutex::new(Instant::now()));
        let (lines, to_write) = mpsc::unbounded_channel();
        if let Some(stdin) = child.stdin.take() {
            tokio::spawn(write(stdin, to_write));
        }
        if let Some(stdout) = child.stdout.take() {
            tokio::spawn(read(stdout, Arc::clone(&waiting), Arc::clone(&heard)));
        }
        if let Some(from) = child.stderr.take() {
            tokio::spawn(keep_end(from, Arc::clone(&stderr)));
        }
        Ok(Arc::new(Self {
            lines,
            waiting,
            stderr,
            heard,
            child: Mutex::new(child),
        }))
    }

    /// Sends a question; the answer comes, or the sender of it is dropped.
    pub(super) fn ask(&self, id: u64, question: &Json) -> Result<oneshot::Receiver<Json>, Fault> {
        let (to, from) = oneshot::channel();
        match &mut *self.waiting.lock() {
            Ok(waiting) => waiting.insert(id, to),
            Err(what) => return Err(self.fault(what.clone())),
        };
        // If the writer is gone, so is the process, and its reader says so.
        let _ = self.lines.send(format!("{question}\n"));
        Ok(from)
    }

    /// Its id, as long as it runs.
    pub(super) fn pid(&self) -> Option<u32> {
        let child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        child.id()
    }

    /// How long it has answered nothing to anybody.
    pub(super) fn silent(&self) -> Duration {
        let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.elapsed()
    }

    /// Nobody asks it again: whoever still waits hears why.
    pub(super) fn give_up(&self, what: What) {
        self.waiting.end(what);
    }

    /// Why it answers no more; `otherwise` where it might.
    pub(super) fn why(&self, otherwise: What) -> Fault {
        let what = self.waiting.lock().as_ref().err().cloned();
        self.fault(what.unwrap_or(otherwise))
    }

    fn fault(&self, what: What) -> Fault {
        let stderr = self.stderr.lock().unwrap_or_else(PoisonError::into_inner);
        Fault {
            what,
            stderr: String::from_utf8_lossy(&stderr).into_owned(),
        }
    }
}

impl Waiting {
    fn lock(&self) -> MutexGuard<'_, Result<HashMap<u64, oneshot::Sender<Json>>, What>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whoever still waits hears that there will be no answer.
    fn end(&self, what: What) {
        let mut waiting = self.lock();
        if waiting.is_ok() {
            *waiting = Err(what);
        }
    }
}

/// Many questions in one write, where they come faster than they are written.
async fn write(mut stdin: ChildStdin, mut lines: mpsc::UnboundedReceiver<String>) {
    let mut batch = Vec::new();
    while lines.recv_many(&mut batch, 256).await > 0 {
        if stdin.write_all(batch.concat().as_bytes()).await.is_err() {
            // The reader sees that it is gone.
            return;
        }
        batch.clear();
    }
}

async fn read(stdout: ChildStdout, waiting: Arc<Waiting>, heard: Arc<Mutex<Instant>>) {
    let mut stdout = BufReader::with_capacity(64 << 10, stdout);
    let mut line = Vec::new();
    let what = loop {
        line.clear();
        match (&mut stdout)
            .take(LONGEST)
            .read_until(b'\n', &mut line)
            .await
        {
            Ok(0) => break What::Died("ended".to_owned()),
            Ok(_) if line.last() != Some(&b'\n') => {
                break What::Died("ended inside a line, or wrote one of 256 MiB,".to_owned());
            }
            Ok(_) => {}
            Err(error) => break What::Died(format!("could not be read ({error})")),
        }
        let read = str::from_utf8(&line)
            .map_err(|error| format!("expected UTF-8: {error}"))
            .and_then(answer::read);
        let (id, json) = match read {
            Ok(read) => read,
            Err(why) => break What::Garbled(why),
        };
        *heard.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        let asked = match (&mut *waiting.lock(), id) {
            (Ok(waiting), Some(id)) => waiting.remove(&id),
            // The first answer, to `hello`, names none.
            (Ok(waiting), None) => waiting.remove(&0),
            (Err(_), _) => return,
        };
        let Some(asked) = asked else {
            let id = id.map_or_else(|| "no id".to_owned(), |id| format!("the id {id}"));
            break What::Garbled(format!("an answer with {id}, which nobody waits for"));
        };
        // Who asked may have gone.
        drop(asked.send(json));
    };
    waiting.end(what);
}

/// All is read, so that nobody waits for us; its end is kept.
async fn keep_end(mut from: impl AsyncRead + Unpin, stderr: Arc<Mutex<Vec<u8>>>) {
    let mut buffer = [0; 4 << 10];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        let mut kept = stderr.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend_from_slice(&buffer[..read]);
        let surplus = kept.len().saturating_sub(STDERR);
        kept.drain(..surplus);
    }
}
