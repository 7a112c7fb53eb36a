//! [`Selftest`]: plays the cases of a requirement with an implementation that breaks it.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use futures_util::StreamExt;
use hyperglyph_vectors::Suite;
use serde::Serialize;

use super::Planted;
use crate::testee::TesteeFile;
use crate::{Case, Finding, Plan, Selection, Setup, SetupError, Side, Subject, Verdict, run};

/// So many cases of each side are played first, from all over the requirement: mostly they are enough.
const FIRST: usize = 10;

/// How faults are tried.
#[derive(Clone, Debug)]
pub struct Selftest<'s> {
    /// Whose cases are played.
    pub suite: &'s Suite,
    /// What is started: `hyperglyph testee` of a build with faults.
    pub program: Vec<String>,
    /// No answer takes longer, of an implementation that is whole.
    pub timeout: Duration,
    /// Faults that are tried at once.
    pub jobs: usize,
    /// Whether every case is played with every fault, not only those of its requirement, and those only
    /// until some fall short.
    pub all_cases: bool,
}

/// What became of a fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Trial {
    /// The fault.
    #[serde(flatten)]
    pub planted: Planted,
    /// How many cases were played.
    pub played: usize,
    /// How many there are.
    pub of: usize,
    /// Those that fell short, in the order of the suite.
    pub killed_by: Vec<String>,
    /// Why no case could be played: such a fault is killed before the first.
    pub not_started: Option<String>,
}

impl Trial {
    /// Whether the suite saw it.
    #[must_use]
    pub fn is_killed(&self) -> bool {
        self.not_started.is_some() || !self.killed_by.is_empty()
    }
}

/// Why a selftest says nothing.
#[derive(Debug)]
pub enum Void {
    /// The implementation falls short without any fault: these cases.
    Baseline(Vec<String>),
    /// It cannot be tested at all.
    Setup(SetupError),
}

impl Selftest<'_> {
    /// Plays every case that one of the faults may need, without any: all must hold. Gives their number.
    pub async fn baseline(
        &self,
        faults: &[Planted],
        mut done: impl FnMut(usize, usize),
    ) -> Result<usize, Void> {
        let requirements: Vec<_> = faults
            .iter()
            .map(|it| it.requirement().to_owned())
            .collect();
        let setup = Setup::new(&self.subject(None), self.timeout).await?;
        let plan = self.plan(&setup.sides, &requirements);
        let of = plan.cases.len();
        let mut played = 0;
        let options = setup.options(64);
        let findings = run(
            self.suite,
            &plan,
            setup.target.as_ref(),
            &options,
            |_, _| {
                played += 1;
                done(played, of);
            },
        )
        .await?;
        setup.stop().await?;
        match fell_short(&plan.cases, &findings) {
            short if short.is_empty() => Ok(of),
            short => Err(Void::Baseline(short)),
        }
    }

    /// Tries each fault, and tells of each when it is done. The trials come back in the order of the faults.
    pub async fn run(
        &self,
        faults: &[Planted],
        mut done: impl FnMut(&Trial),
    ) -> Result<Vec<Trial>, Void> {
        let mut trials = vec![None; faults.len()];
        let mut under_way = futures_util::stream::iter(faults.iter().enumerate())
            .map(|(at, planted)| async move { (at, self.one(planted).await) })
            .buffer_unordered(self.jobs.max(1));
        while let Some((at, trial)) = under_way.next().await {
            let trial = trial?;
            done(&trial);
            trials[at] = Some(trial);
        }
        Ok(trials.into_iter().flatten().collect())
    }

    async fn one(&self, planted: &Planted) -> Result<Trial, Void> {
        let mut trial = Trial {
            planted: planted.clone(),
            played: 0,
            of: 0,
            killed_by: Vec::new(),
            not_started: None,
        };
        let setup = match Setup::new(&self.subject(Some(planted)), self.timeout).await {
            Ok(setup) => setup,
            // That is ours, and not the fault's.
            Err(SetupError::Io(error)) => return Err(error.into()),
            Err(error) => {
                trial.not_started = Some(error.to_string());
                return Ok(trial);
            }
        };
        let plan = self.plan(&setup.sides, &[planted.requirement().to_owned()]);
        trial.of = plan.cases.len();
        let (first, rest) = if self.all_cases {
            (plan.cases, Vec::new())
        } else {
            split(plan.cases)
        };
        let options = setup.options(16);
        for cases in [first, rest] {
            if !trial.killed_by.is_empty() {
                break;
            }
            let plan = Plan {
                cases,
                others: Vec::new(),
                of: trial.of,
            };
            let findings = run(
                self.suite,
                &plan,
                setup.target.as_ref(),
                &options,
                |_, _| {},
            )
            .await?;
            trial.played += findings.len();
            trial.killed_by = fell_short(&plan.cases, &findings);
        }
        setup.stop().await?;
        Ok(trial)
    }

    /// The cases of these requirements, or all.
    fn plan(&self, sides: &[Side], requirements: &[String]) -> Plan<'_> {
        let selection = if self.all_cases {
            Selection::default()
        } else {
            Selection::new(requirements, &[])
        };
        Plan::new(self.suite, sides, &selection)
    }

    /// The program, with a fault switched on.
    fn subject(&self, planted: Option<&Planted>) -> Subject {
        let variable = |it: &Planted| (hyperglyph::fault::VARIABLE.to_owned(), it.name.clone());
        let environment = planted.map(variable).into_iter().collect();
        let name = planted.map_or("the baseline", |it| &it.name);
        let file = TesteeFile::of_command(name, self.program.clone(), environment);
        Subject::Testee(file, PathBuf::new())
    }
}

/// A few cases of each side, from all over, and the others.
fn split(cases: Vec<Case<'_>>) -> (Vec<Case<'_>>, Vec<Case<'_>>) {
    let mut sides: BTreeMap<Side, usize> = BTreeMap::new();
    for case in &cases {
        *sides.entry(case.side).or_default() += 1;
    }
    let mut seen: BTreeMap<Side, usize> = BTreeMap::new();
    cases.into_iter().partition(|case| {
        let at = seen.entry(case.side).or_default();
        let of = sides[&case.side];
        // The next of `FIRST` steps through all of the side begins here.
        let first = *at * FIRST / of != (*at + 1) * FIRST / of || of <= FIRST;
        *at += 1;
        first
    })
}

fn fell_short(cases: &[Case<'_>], findings: &[Finding]) -> Vec<String> {
    let both = cases.iter().zip(findings);
    both.filter(|(_, finding)| matches!(finding.verdict, Verdict::Warn | Verdict::Fail))
        .map(|(case, _)| case.id.clone())
        .collect()
}

impl From<SetupError> for Void {
    fn from(error: SetupError) -> Self {
        Self::Setup(error)
    }
}

impl From<io::Error> for Void {
    fn from(error: io::Error) -> Self {
        Self::Setup(error.into())
    }
}

impl fmt::Display for Void {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Baseline(short) => {
                let first: Vec<_> = short.iter().take(5).map(String::as_str).collect();
                write!(
                    f,
                    "the selftest is void: without any fault {} of the cases fall short: {}{}\n  help: hyperglyph check says why; what is not whole cannot be broken on purpose",
                    short.len(),
                    first.join(", "),
                    if short.len() > first.len() {
                        ", …"
                    } else {
                        ""
                    },
                )
            }
            Self::Setup(error) => write!(f, "the selftest is void: {error}"),
        }
    }
}

impl std::error::Error for Void {}
