//! The ledger: every requirement, with the cases that test it, or the reason why
//! none does.

use std::collections::HashMap;
use std::fmt;

use crate::http::{CaseFile, HttpCase};
use crate::{Exclusion, Expect, Extent, Level, Requirement, Suite};

/// Every requirement of a suite, accounted for or not.
///
/// ```
/// use hyperglyph_vectors::{Coverage, Suite};
///
/// let suite = Suite::embedded()?;
/// let coverage = Coverage::of(&suite);
/// assert_eq!(coverage.accounts().len(), suite.requirements().len());
/// assert!(coverage.gaps().next().is_none(), "nothing is unaccounted for");
/// # Ok::<(), hyperglyph_vectors::SuiteError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Coverage<'s> {
    accounts: Vec<Account<'s>>,
}

/// What there is about one requirement.
#[derive(Clone, Debug)]
pub struct Account<'s> {
    /// The requirement.
    pub requirement: &'s Requirement,
    /// The ids of vectors and cases that show what conforms: messages that must be
    /// taken, answers and requests that must come.
    pub conforming: Vec<&'s str>,
    /// The ids of those that show what breaks it: messages that must be refused,
    /// and behaviour that whoever judges must not let pass.
    pub violating: Vec<&'s str>,
    /// Those where both ways conform.
    pub either: Vec<&'s str>,
    /// Why it is not tested, or not in full.
    pub excluded: Option<&'s Exclusion>,
}

/// Why a requirement is not accounted for.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Gap {
    /// No case cites it, and no reason is given.
    Untested,
    /// A binding one, and no case shows what conforms.
    NothingConforms,
    /// A binding one, and no case shows what breaks it.
    NothingViolates,
    /// A reason is given, and cases do what it says cannot be done.
    Stale,
}

impl<'s> Coverage<'s> {
    /// Accounts for the requirements of a suite.
    #[must_use]
    pub fn of(suite: &'s Suite) -> Self {
        let mut accounts: Vec<Account<'s>> =
            suite.requirements().iter().map(Account::new).collect();
        let places: HashMap<&str, usize> = suite
            .requirements()
            .iter()
            .enumerate()
            .map(|(at, requirement)| (requirement.id.as_str(), at))
            .collect();
        for vector in suite.vectors() {
            for id in &vector.requirements {
                let account = &mut accounts[places[id.as_str()]];
                match vector.expect {
                    Expect::Accept => account.conforming.push(&vector.id),
                    Expect::Reject => account.violating.push(&vector.id),
                    Expect::Either => account.either.push(&vector.id),
                }
                if vector.violations.iter().any(|it| it.requirement == *id) {
                    account.violating.push(&vector.id);
                }
            }
        }
        add(&mut accounts, &places, suite.servers());
        add(&mut accounts, &places, suite.clients());
        for exclusion in suite.exclusions() {
            accounts[places[exclusion.requirement.as_str()]].excluded = Some(exclusion);
        }
        Self { accounts }
    }

    /// One for each requirement, in the order of the catalogue.
    #[must_use]
    pub fn accounts(&self) -> &[Account<'s>] {
        &self.accounts
    }

    /// What is missing.
    pub fn gaps(&self) -> impl Iterator<Item = (&Account<'s>, Gap)> {
        self.accounts
            .iter()
            .filter_map(|account| Some((account, account.gap()?)))
    }
}

fn add<'s, C: HttpCase>(
    accounts: &mut [Account<'s>],
    places: &HashMap<&str, usize>,
    files: &'s [CaseFile<C>],
) {
    for case in files.iter().flat_map(|file| &file.cases) {
        for id in case.requirements() {
            let account = &mut accounts[places[id.as_str()]];
            account.conforming.push(case.id());
            if case.violated().any(|violated| violated == id) {
                account.violating.push(case.id());
            }
        }
    }
}

impl<'s> Account<'s> {
    fn new(requirement: &'s Requirement) -> Self {
        Self {
            requirement,
            conforming: Vec::new(),
            violating: Vec::new(),
            either: Vec::new(),
            excluded: None,
        }
    }

    /// Whether any case is about it.
    #[must_use]
    pub fn is_tested(&self) -> bool {
        !(self.conforming.is_empty() && self.violating.is_empty() && self.either.is_empty())
    }

    /// Whether it is a MUST or a MUST NOT.
    #[must_use]
    pub fn is_binding(&self) -> bool {
        matches!(self.requirement.level, Level::Must | Level::MustNot)
    }

    /// What is missing, if anything is.
    #[must_use]
    pub fn gap(&self) -> Option<Gap> {
        match self.excluded.map(|exclusion| exclusion.extent) {
            Some(Extent::Whole) => self.is_tested().then_some(Gap::Stale),
            _ if !self.is_tested() => Some(Gap::Untested),
            Some(Extent::Violation) if !self.violating.is_empty() => Some(Gap::Stale),
            _ if !self.is_binding() => None,
            _ if self.conforming.is_empty() => Some(Gap::NothingConforms),
            None if self.violating.is_empty() => Some(Gap::NothingViolates),
            _ => None,
        }
    }
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Untested => "no case cites it: write one, or say why not in exclusions.json",
            Self::NothingConforms => "no case shows what conforms: write one that must be taken",
            Self::NothingViolates => {
                "no case shows what breaks it: write one that must be refused, or give a case 'violations'"
            }
            Self::Stale => "exclusions.json says it cannot be tested, and it is: take it out there",
        })
    }
}
