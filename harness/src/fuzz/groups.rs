//! [`Groups`]: disagreements of one cause, counted together, with the smallest of them.

use std::collections::{BTreeMap, HashMap};

use hyperglyph_vectors::Suite;

use super::Parties;
use super::comparison::{Cause, Class, Finding};
use super::input::Op;
use super::shrink::{Shown, is_simpler, smallest};
use super::told::{Told, told};

/// So many that look alike are made small; more are counted with them.
const SHRUNK: usize = 6;
/// Of what is open, or costs processes, fewer.
const SHRUNK_OF_OTHERS: usize = 2;
/// Kinds that are told apart before they are made small.
const KINDS: usize = 4_096;

/// What is the same in all disagreements of a group.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Signature {
    open: Option<&'static str>,
    op: Op,
    classes: Vec<Class>,
    cause: Cause,
    requirement: &'static str,
}

/// Disagreements of one cause.
#[derive(Debug)]
pub struct Group {
    /// The decision that leaves it open; nothing where somebody is wrong.
    pub open: Option<&'static str>,
    /// What was asked for.
    pub op: Op,
    /// The requirement at stake.
    pub requirement: &'static str,
    /// The requirement in words.
    pub text: String,
    /// How often it was seen.
    pub count: u64,
    /// The smallest message that shows it; if it is about writing, the message of the value.
    pub message: Vec<u8>,
    /// What each of them did with that.
    pub told: Vec<Told>,
}

#[derive(Debug)]
pub(super) struct Groups {
    /// How a disagreement looks before it is small; how many were made small, and the
    /// group of the last of them.
    kinds: HashMap<(Op, Finding), (usize, Signature)>,
    groups: BTreeMap<Signature, (u64, Shown)>,
}

impl Groups {
    pub(super) fn new() -> Self {
        Self {
            kinds: HashMap::new(),
            groups: BTreeMap::new(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.groups.len()
    }

    /// Makes it small, unless enough like it were, and counts it.
    pub(super) async fn add(&mut self, parties: &Parties, shown: Shown) {
        let kind = (shown.question.input.op, shown.finding.clone());
        let enough = match shown.finding.open {
            None if shown.finding.cause != Cause::Lost => SHRUNK,
            _ => SHRUNK_OF_OTHERS,
        };
        let known = self.kinds.get(&kind);
        let shrunk = known.map_or(0, |(shrunk, _)| *shrunk);
        if let Some((_, signature)) = known.filter(|_| shrunk >= enough) {
            if let Some((count, _)) = self.groups.get_mut(signature) {
                *count += 1;
            }
            return;
        }
        let is_full = known.is_none() && self.kinds.len() >= KINDS;
        let small = if is_full {
            shown
        } else {
            smallest(parties, shown).await
        };
        let signature = Signature::of(&small);
        if !is_full {
            self.kinds.insert(kind, (shrunk + 1, signature.clone()));
        }
        match self.groups.get_mut(&signature) {
            None => drop(self.groups.insert(signature, (1, small))),
            Some((count, known)) => {
                *count += 1;
                let (new, old) = (&small.question.input, &known.question.input);
                if is_simpler(&new.message, &old.message) {
                    *known = small;
                }
            }
        }
    }

    /// All groups: what is wrong before what is open, the most frequent first.
    pub(super) fn told(self, parties: &Parties, suite: &Suite) -> Vec<Group> {
        let group = |(signature, (count, shown)): (Signature, (u64, Shown))| {
            let requirement = suite.requirement(signature.requirement);
            Group {
                open: signature.open,
                op: signature.op,
                requirement: signature.requirement,
                text: requirement.map_or_else(String::new, |it| it.text.clone()),
                count,
                told: told(&parties.names(), &shown),
                message: shown.question.input.message,
            }
        };
        let mut groups: Vec<Group> = self.groups.into_iter().map(group).collect();
        // The sort is stable: those of one count stay in the order of their signatures.
        groups.sort_by_key(|group| (group.open.is_some(), std::cmp::Reverse(group.count)));
        groups
    }
}

impl Signature {
    fn of(shown: &Shown) -> Self {
        let finding = &shown.finding;
        Self {
            open: finding.open,
            op: shown.question.input.op,
            classes: finding.classes.clone(),
            cause: finding.cause,
            requirement: finding.requirement(&shown.question.input.message),
        }
    }
}
