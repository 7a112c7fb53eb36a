//! [`Disk`]: a store in a file.
//!
//! ```text
//! create, replace, remove ── queue ──> one thread: all that wait, in one transaction ── fsync ──> answers
//! load ── a thread for blocking work ──> a snapshot
//! ```

use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use bytes::Bytes;
use redb::{Database, DatabaseError, ReadableDatabase, ReadableTable, Table, TableDefinition};
use tokio::sync::{mpsc, oneshot};
use tokio::task::spawn_blocking;

use super::{Key, Store, StoreError, Version};

/// A store in a file, of the crate redb (feature `disk`). Clones share it.
///
/// What was acknowledged is on the disk: it outlives the process, however that
/// ends, and the machine, if the disk keeps what it says that it wrote. Changes
/// that come at one time are written at one time, so that many wait for one
/// `fsync` and not for one each.
///
/// One process has the file open. When the last clone is dropped, it is closed.
/// A disk that fails (or is full) in the middle of a change ends all changes
/// until the file is opened anew; what was there can still be loaded.
///
/// ```
/// use hyperglyph_server::{Disk, Key, Store};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let directory = tempfile::tempdir()?;
/// # let path = directory.path().join("instances.redb");
/// let key = Key { class: "Counter", id: "visits" };
/// let store = Disk::open(&path)?;
/// store.create(key, "i1;".into()).await?;
/// drop(store);
/// let (_, state) = Disk::open(&path)?.load(key).await?.unwrap();
/// assert_eq!(state, "i1;");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Disk(Arc<Inner>);

struct Inner {
    database: Arc<Database>,
    /// `None` only while it is dropped.
    jobs: Option<mpsc::Sender<Job>>,
    writer: Option<JoinHandle<()>>,
}

/// Version and state, by class and id.
const INSTANCES: TableDefinition<(&str, &str), (u64, &[u8])> = TableDefinition::new("instances");

/// The last version that was given to anything. It is never taken back, so that
/// no version comes again.
const LAST_VERSION: TableDefinition<(), u64> = TableDefinition::new("last_version");

/// The most changes in one transaction, and the most that wait for the next.
const GROUP: usize = 256;

impl Disk {
    /// Opens a file, or makes it. This reads the disk; after a crash, all of the file.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let path = path.as_ref();
        let failed = |reason: redb::Error| {
            let reason = match reason {
                redb::Error::DatabaseAlreadyOpen => {
                    "it is open already: clone the store that has it, or end its process".to_owned()
                }
                other => other.to_string(),
            };
            StoreError::new(format!("{}: {reason}", path.display()))
        };
        let database = Arc::new(open(path).map_err(failed)?);
        let (jobs, queue) = mpsc::channel(GROUP);
        let writer = thread::Builder::new().name("store on disk".into()).spawn({
            let database = Arc::clone(&database);
            move || write(&database, queue)
        });
        Ok(Self(Arc::new(Inner {
            database,
            jobs: Some(jobs),
            writer: Some(writer.map_err(StoreError::new)?),
        })))
    }

    async fn run(&self, key: Key<'_>, step: Step) -> Result<bool, StoreError> {
        let gone = || StoreError::new("the thread that writes to the disk has ended");
        let (done, outcome) = oneshot::channel();
        let job = Job {
            class: key.class.to_owned(),
            id: key.id.to_owned(),
            step,
            done,
        };
        let jobs = self.0.jobs.as_ref().ok_or_else(gone)?;
        jobs.send(job).await.map_err(|_| gone())?;
        outcome.await.map_err(|_| gone())?
    }
}

impl Store for Disk {
    async fn create(&self, key: Key<'_>, state: Bytes) -> Result<bool, StoreError> {
        self.run(key, Step::Create(state)).await
    }

    async fn load(&self, key: Key<'_>) -> Result<Option<(Version, Bytes)>, StoreError> {
        let database = Arc::clone(&self.0.database);
        let (class, id) = (key.class.to_owned(), key.id.to_owned());
        let loading = spawn_blocking(move || read(&database, &class, &id));
        loading
            .await
            .map_err(StoreError::new)?
            .map_err(StoreError::new)
    }

    async fn replace(&self, key: Key<'_>, seen: Version, state: Bytes) -> Result<bool, StoreError> {
        self.run(key, Step::Replace(seen, state)).await
    }

    async fn remove(&self, key: Key<'_>, seen: Version) -> Result<bool, StoreError> {
        self.run(key, Step::Remove(seen)).await
    }
}

impl fmt::Debug for Disk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Disk").finish_non_exhaustive()
    }
}

impl Drop for Inner {
    /// Closes the file, so that it can be opened again at once. Whoever waited
    /// for a change is gone, so this is one transaction at most.
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(writer) = self.writer.take() {
            // If it panicked, those who waited were told.
            let _ = writer.join();
        }
    }
}

fn open(path: &Path) -> Result<Database, redb::Error> {
    let database = Database::create(path)?;
    let transaction = database.begin_write()?;
    transaction.open_table(INSTANCES)?;
    transaction.open_table(LAST_VERSION)?;
    transaction.commit()?;
    keep_name(path).map_err(DatabaseError::from)?;
    Ok(database)
}

/// The name of a new file is content of its directory, and lost with it.
#[cfg(unix)]
fn keep_name(path: &Path) -> io::Result<()> {
    let directory = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    std::fs::File::open(directory)?.sync_all()
}

/// Other systems keep names by themselves.
#[cfg(not(unix))]
fn keep_name(_: &Path) -> io::Result<()> {
    Ok(())
}

fn read(
    database: &Database,
    class: &str,
    id: &str,
) -> Result<Option<(Version, Bytes)>, redb::Error> {
    let instances = database.begin_read()?.open_table(INSTANCES)?;
    let kept = instances.get((class, id))?;
    Ok(kept.map(|kept| {
        let (version, state) = kept.value();
        (Version::new(version), Bytes::copy_from_slice(state))
    }))
}

/// A change, and who waits for it.
struct Job {
    class: String,
    id: String,
    step: Step,
    done: oneshot::Sender<Result<bool, StoreError>>,
}

enum Step {
    Create(Bytes),
    Replace(Version, Bytes),
    Remove(Version),
}

/// Writes until nobody can ask for it any more.
fn write(database: &Database, mut queue: mpsc::Receiver<Job>) {
    let mut jobs = Vec::with_capacity(GROUP);
    while queue.blocking_recv_many(&mut jobs, GROUP) > 0 {
        match commit(database, &jobs) {
            Ok(outcomes) => {
                for (job, outcome) in jobs.drain(..).zip(outcomes) {
                    // Whoever does not wait any more need not know.
                    let _ = job.done.send(Ok(outcome));
                }
            }
            Err(reason) => {
                let reason = Arc::new(reason);
                for job in jobs.drain(..) {
                    let _ = job.done.send(Err(StoreError::new(Arc::clone(&reason))));
                }
            }
        }
    }
}

/// Does all of these, one after the other, or none.
fn commit(database: &Database, jobs: &[Job]) -> Result<Vec<bool>, redb::Error> {
    let mut transaction = database.begin_write()?;
    // What is written comes from outside: a checksum alone, which it could be made
    // to fit, shall not decide after a crash whether a transaction ended.
    transaction.set_two_phase_commit(true);
    let outcomes = {
        let mut instances = transaction.open_table(INSTANCES)?;
        let mut versions = transaction.open_table(LAST_VERSION)?;
        let mut last = versions.get(())?.map_or(0, |last| last.value());
        let run = jobs.iter().map(|job| job.run(&mut instances, &mut last));
        let outcomes = run.collect::<Result<Vec<_>, redb::Error>>()?;
        versions.insert((), last)?;
        outcomes
    };
    if outcomes.contains(&true) {
        transaction.commit()?;
    } else {
        // Nothing changed, and nothing waits for the disk.
        transaction.abort()?;
    }
    Ok(outcomes)
}

type Instances<'t> = Table<'t, (&'static str, &'static str), (u64, &'static [u8])>;

impl Job {
    fn run(&self, instances: &mut Instances<'_>, last: &mut u64) -> Result<bool, redb::Error> {
        let key = (&*self.class, &*self.id);
        let version = instances.get(key)?.map(|kept| kept.value().0);
        let state = match &self.step {
            Step::Create(state) if version.is_none() => state,
            Step::Replace(seen, state) if version == Some(seen.get()) => state,
            Step::Remove(seen) if version == Some(seen.get()) => {
                instances.remove(key)?;
                return Ok(true);
            }
            _ => return Ok(false),
        };
        *last += 1;
        instances.insert(key, (*last, &**state))?;
        Ok(true)
    }
}
