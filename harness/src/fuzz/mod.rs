//! [`fuzz`]: what do codecs disagree on?
//!
//! ```text
//! seed ── Inputs ── Question ──┬─> Party ─┐
//!  values, spellings, mutated  ├─> Party ─┼─ Said ── Finding ── smallest ── Groups ──> Fuzzed
//!  vectors                     └─> Party ─┘          who, how    same, small  one for a cause
//! ```
//!
//! All are asked the same, in the same order for the same seed, whatever the time it takes: with a number of
//! inputs and testees that answer alike every time, two runs are the same to the byte. What the
//! specification leaves open is told from what it does not.

mod about;
mod comparison;
mod groups;
mod input;
mod mutation;
mod outline;
mod party;
mod reading;
mod saved;
mod shrink;
mod spelling;
mod told;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use hyperglyph_vectors::Suite;

use crate::SetupError;
use crate::testee::{Testee, TesteeFile};

use comparison::Finding;
use groups::Groups;
use input::Inputs;
use party::{Party, Question, Said};
use shrink::Shown;

pub use groups::Group;
pub use input::Op;
pub use saved::save;
pub use told::{Did, Told};

/// Inputs that are asked in one go.
const BATCH: usize = 256;

/// A testee that dies at every other message would take all the time.
const MOST_LOST: usize = 2_000;

/// How long a run is, and what it begins with.
#[derive(Clone, Copy, Debug)]
pub struct FuzzOptions {
    /// Another seed makes other inputs.
    pub seed: u64,
    /// After so many inputs it ends.
    pub count: Option<u64>,
    /// After this time it ends, at the next disagreement or batch.
    pub time: Option<Duration>,
    /// No answer may take longer.
    pub timeout: Duration,
    /// Whether the codec of this workspace takes part; it is the judge in any case.
    pub built_in: bool,
}

/// How far a run is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Progress {
    /// Inputs that all were asked.
    pub inputs: u64,
    /// Questions that one of them answered, those of shrinking included.
    pub exchanges: u64,
    /// Inputs on which they disagreed.
    pub findings: u64,
    /// Causes of these.
    pub groups: usize,
}

/// What came of a run.
#[derive(Debug)]
pub struct Fuzzed {
    /// The seed.
    pub seed: u64,
    /// Who was asked, each with how it introduced itself.
    pub parties: Vec<(String, String)>,
    /// How far it came.
    pub progress: Progress,
    /// What they disagree on: first what is wrong with somebody, then what is left open; the
    /// most frequent first.
    pub groups: Vec<Group>,
    /// Those who were lost so often that the run ended.
    pub given_up: Vec<String>,
}

/// Asks everybody until the end that the options set, and tells from time to time how
/// far it is.
pub async fn fuzz(
    files: &[TesteeFile],
    suite: &Suite,
    options: FuzzOptions,
    mut progress: impl FnMut(Progress),
) -> Result<Fuzzed, SetupError> {
    let parties = Arc::new(Parties::start(files, options).await?);
    let began = Instant::now();
    let is_over = || options.time.is_some_and(|time| began.elapsed() >= time);
    let mut inputs = Inputs::new(options.seed, suite);
    let mut left = options.count.unwrap_or(u64::MAX);
    let mut batch = || {
        let size = if is_over() { 0 } else { left.min(BATCH as u64) };
        left -= size;
        let questions = (0..size)
            .filter_map(|_| Question::new(inputs.next()?))
            .collect();
        asked(Arc::clone(&parties), questions)
    };
    let mut groups = Groups::new();
    let mut done = Progress::default();
    // While one batch is looked at, the next is answered.
    let mut next = tokio::spawn(batch());
    'run: loop {
        let (questions, said) = next.await.map_err(|error| SetupError::Io(error.into()))?;
        if questions.is_empty() || !parties.given_up().is_empty() {
            break;
        }
        next = tokio::spawn(batch());
        for (question, said) in questions.into_iter().zip(said) {
            done.inputs += 1;
            if let Some(finding) = Finding::of(&question, &said) {
                if is_over() {
                    break 'run;
                }
                done.findings += 1;
                let shown = Shown {
                    question,
                    said,
                    finding,
                };
                groups.add(&parties, shown).await;
            }
        }
        done.exchanges = parties.exchanges.load(Ordering::Relaxed);
        done.groups = groups.len();
        progress(done);
    }
    done.exchanges = parties.exchanges.load(Ordering::Relaxed);
    done.groups = groups.len();
    Ok(Fuzzed {
        seed: options.seed,
        parties: parties.introduced(),
        progress: done,
        groups: groups.told(&parties, suite),
        given_up: parties.given_up(),
    })
}

async fn asked(parties: Arc<Parties>, questions: Vec<Question>) -> (Vec<Question>, Vec<Vec<Said>>) {
    let said = parties.ask(&questions).await;
    (questions, said)
}

/// All who take part.
#[derive(Debug)]
struct Parties {
    all: Vec<Party>,
    exchanges: AtomicU64,
}

impl Parties {
    async fn start(files: &[TesteeFile], options: FuzzOptions) -> Result<Self, SetupError> {
        let mut all = Vec::new();
        if options.built_in {
            all.push(Party::BuiltIn);
        }
        for file in files {
            let testee = Testee::start(file.clone(), options.timeout).await;
            let testee = testee.map_err(|fault| SetupError::Testee(file.name.clone(), fault))?;
            if !testee.hello().roles.contains("codec") {
                return Err(SetupError::NoCodec(file.name.clone()));
            }
            all.push(Party::Testee(Box::new(testee.most_lost(MOST_LOST))));
        }
        Ok(Self {
            all,
            exchanges: AtomicU64::new(0),
        })
    }

    /// What each of them says to each question.
    async fn ask(&self, questions: &[Question]) -> Vec<Vec<Said>> {
        let answers = join_all(self.all.iter().map(|party| party.ask(questions))).await;
        let exchanges = questions.len() * self.all.len();
        self.exchanges
            .fetch_add(exchanges as u64, Ordering::Relaxed);
        let mut answers: Vec<_> = answers.into_iter().map(Vec::into_iter).collect();
        let said = |_| answers.iter_mut().filter_map(Iterator::next).collect();
        questions.iter().map(said).collect()
    }

    fn names(&self) -> Vec<&str> {
        self.all.iter().map(Party::name).collect()
    }

    fn introduced(&self) -> Vec<(String, String)> {
        let one = |party: &Party| {
            let about = match party {
                Party::BuiltIn => format!("hyperglyph {} in Rust", env!("CARGO_PKG_VERSION")),
                Party::Testee(testee) => testee.hello().to_string(),
            };
            (party.name().to_owned(), about)
        };
        self.all.iter().map(one).collect()
    }

    fn given_up(&self) -> Vec<String> {
        let lost = self.all.iter().filter(|party| party.is_given_up());
        lost.map(|party| party.name().to_owned()).collect()
    }
}
