//! [`Compared`]: what changed from one JSON report to another.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;

use crate::visible;

/// A JSON report, as far as it is compared.
#[derive(Clone, Debug, Deserialize)]
pub struct Written {
    subjects: Vec<WrittenSubject>,
}

#[derive(Clone, Debug, Deserialize)]
struct WrittenSubject {
    name: String,
    cases: Vec<WrittenCase>,
}

#[derive(Clone, Debug, Deserialize)]
struct WrittenCase {
    id: String,
    verdict: String,
    #[serde(default)]
    seen: String,
}

/// What became of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Change {
    /// It fails, or is flaky, and was neither.
    NewlyFailing,
    /// Its verdict is another, and a worse one: it was a pass, and is a warning.
    Worse,
    /// It holds, and did not.
    NewlyPassing,
    /// Its verdict is another, and a better one, and yet it does not hold.
    Better,
    /// It holds in another way.
    Other,
    /// It is new.
    Added,
    /// It is no longer there.
    Removed,
}

impl Change {
    /// Every change, the worst first.
    pub const ALL: [Self; 7] = [
        Self::NewlyFailing,
        Self::Worse,
        Self::NewlyPassing,
        Self::Better,
        Self::Other,
        Self::Added,
        Self::Removed,
    ];

    /// The words for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NewlyFailing => "newly failing",
            Self::Worse => "worse",
            Self::NewlyPassing => "newly passing",
            Self::Better => "better",
            Self::Other => "other",
            Self::Added => "added",
            Self::Removed => "removed",
        }
    }

    fn between(old: &str, new: &str) -> Option<Self> {
        let (before, after) = (badness(old), badness(new));
        if old == new {
            None
        } else if after > before && after >= FAILING {
            Some(Self::NewlyFailing)
        } else if after > before {
            Some(Self::Worse)
        } else if after == before {
            Some(Self::Other)
        } else if after == HELD {
            Some(Self::NewlyPassing)
        } else {
            Some(Self::Better)
        }
    }
}

const HELD: u8 = 0;
const FAILING: u8 = 4;

/// The verdicts in their order. A word that is none of ours is as bad as a failure.
fn badness(verdict: &str) -> u8 {
    match verdict {
        "pass" | "either" => HELD,
        "not-applicable" => 1,
        "known" => 2,
        "warn" => 3,
        "flaky" => FAILING,
        _ => FAILING + 1,
    }
}

/// What changed, of every subject.
#[derive(Clone, Debug)]
pub struct Compared {
    subjects: Vec<ComparedSubject>,
}

#[derive(Clone, Debug)]
struct ComparedSubject {
    name: String,
    cases: [usize; 2],
    changes: Vec<(Change, String)>,
}

impl Compared {
    /// What changed from one report to the other. Subjects are the same by their names; and where
    /// both reports have but one, that is the same: a server may have another url.
    #[must_use]
    pub fn new(old: &Written, new: &Written) -> Self {
        let nothing = |name: &str| WrittenSubject {
            name: name.to_owned(),
            cases: Vec::new(),
        };
        let mut subjects = Vec::new();
        if let ([old], [new]) = (&*old.subjects, &*new.subjects) {
            subjects.push(ComparedSubject::new(old, new));
            return Self { subjects };
        }
        let find = |of: &Written, name: &str| {
            let found = of.subjects.iter().find(|it| it.name == name);
            found.cloned().unwrap_or_else(|| nothing(name))
        };
        for of_new in &new.subjects {
            subjects.push(ComparedSubject::new(&find(old, &of_new.name), of_new));
        }
        for of_old in &old.subjects {
            if new.subjects.iter().all(|it| it.name != of_old.name) {
                subjects.push(ComparedSubject::new(of_old, &nothing(&of_old.name)));
            }
        }
        Self { subjects }
    }

    /// Whether a case fails that did not, or has a worse verdict than it had.
    #[must_use]
    pub fn got_worse(&self) -> bool {
        let mut changes = self.subjects.iter().flat_map(|subject| &subject.changes);
        changes.any(|(change, _)| matches!(change, Change::NewlyFailing | Change::Worse))
    }

    /// For people: of each subject so many cases of each change at most, and a table.
    #[must_use]
    pub fn in_words(&self, most: usize) -> String {
        let mut text = String::new();
        for subject in &self.subjects {
            for change in Change::ALL {
                let of_it = subject.changes.iter().filter(|(it, _)| *it == change);
                let lines: Vec<&str> = of_it.map(|(_, line)| line.as_str()).collect();
                if lines.is_empty() {
                    continue;
                }
                text += &format!("{}: {change}, {}\n", subject.name, lines.len());
                for line in lines.iter().take(most) {
                    text += &format!("  {line}\n");
                }
                if lines.len() > most {
                    text += &format!("  … and {} more\n", lines.len() - most);
                }
                text.push('\n');
            }
        }
        text + &self.table()
    }

    fn table(&self) -> String {
        let names = self.subjects.iter().map(|it| it.name.chars().count());
        let width = names.max().unwrap_or_default();
        let mut text = format!("{:width$}  {:>13}", "", "cases");
        for change in Change::ALL {
            text += &format!("  {change:>13}");
        }
        text.push('\n');
        for subject in &self.subjects {
            let [old, new] = subject.cases;
            let cases = if old == new {
                new.to_string()
            } else {
                format!("{old} → {new}")
            };
            text += &format!("{:width$}  {cases:>13}", subject.name);
            for change in Change::ALL {
                let count = subject.changes.iter().filter(|(it, _)| *it == change);
                text += &format!("  {:>13}", count.count());
            }
            text.push('\n');
        }
        text
    }
}

impl ComparedSubject {
    fn new(old: &WrittenSubject, new: &WrittenSubject) -> Self {
        let mut left: BTreeMap<&str, &WrittenCase> =
            old.cases.iter().map(|case| (&*case.id, case)).collect();
        let mut changes = Vec::new();
        for case in &new.cases {
            let WrittenCase { id, verdict, seen } = case;
            match left.remove(&**id) {
                None => changes.push((Change::Added, line(format_args!("{id}: {verdict}"), seen))),
                Some(before) => {
                    if let Some(change) = Change::between(&before.verdict, verdict) {
                        let before = &before.verdict;
                        let told = format_args!("{id}: {before} → {verdict}");
                        changes.push((change, line(told, seen)));
                    }
                }
            }
        }
        for case in old.cases.iter().filter(|it| left.contains_key(&*it.id)) {
            let told = format_args!("{}: was {}", case.id, case.verdict);
            changes.push((Change::Removed, line(told, "")));
        }
        Self {
            name: visible::line(&new.name).into(),
            cases: [old, new].map(|it| it.cases.len()),
            changes,
        }
    }
}

/// A file may say anything.
fn line(told: fmt::Arguments<'_>, seen: &str) -> String {
    let told = told.to_string();
    let told = visible::line(&told);
    if seen.is_empty() {
        return told.into();
    }
    format!("{told}, {}", visible::line(seen))
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
