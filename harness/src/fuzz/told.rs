//! [`Told`]: what one of those who were asked did, in words.

use std::fmt;

use hyperglyph::{Value, json};
use hyperglyph_vectors::Suite;
use serde_json::{Value as Json, json};

use super::comparison::Class;
use super::party::Said;
use super::shrink::Shown;
use super::{Fuzzed, Group};

/// Longer answers are cut.
const LONG: usize = 300;

/// What one party did with a message.
#[derive(Clone, Debug)]
pub struct Told {
    /// Who.
    pub name: String,
    /// What it did.
    pub did: Did,
    /// What it said to it: an error, a value as JSON, bytes with everything escaped that does not print.
    pub words: String,
    pub(super) said: Said,
}

/// What can be done with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Did {
    /// It was refused, with an error.
    Refused,
    /// It was read, or written as it should be.
    Took,
    /// It was read or written as another value.
    Differed,
    /// It was written, in another form.
    Spelled,
    /// It was written so that interop alone reads it.
    Lenient,
    /// It was written so that nobody reads it.
    Unreadable,
    /// It was read as what the notation does not hold.
    Strange,
    /// What came was no answer.
    Garbled,
    /// The process ended.
    Died,
    /// No answer came in time.
    Hung,
    /// It was not asked.
    Nothing,
}

impl From<Class> for Did {
    fn from(class: Class) -> Self {
        match class {
            Class::Refused => Self::Refused,
            Class::Value(0)
            | Class::Written {
                value: 0,
                canonical: true,
            } => Self::Took,
            Class::Value(_) | Class::Written { value: 1.., .. } => Self::Differed,
            Class::Written { .. } => Self::Spelled,
            Class::Lenient(_) => Self::Lenient,
            Class::Unreadable => Self::Unreadable,
            Class::Strange => Self::Strange,
            Class::Garbled => Self::Garbled,
            Class::Died => Self::Died,
            Class::Hung => Self::Hung,
            Class::Nothing => Self::Nothing,
        }
    }
}

impl fmt::Display for Did {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Refused => "refused",
            Self::Took => "taken",
            Self::Differed => "another value",
            Self::Spelled => "another form",
            Self::Lenient => "written for interop alone",
            Self::Unreadable => "written for nobody",
            Self::Strange => "no value of ours",
            Self::Garbled => "no answer of the protocol",
            Self::Died => "died",
            Self::Hung => "hung",
            Self::Nothing => "not asked",
        })
    }
}

pub(super) fn told(names: &[&str], shown: &Shown) -> Vec<Told> {
    let all = names.iter().zip(&shown.finding.classes).zip(&shown.said);
    let one = |((name, class), said): ((&&str, &Class), &Said)| Told {
        name: (*name).to_owned(),
        did: (*class).into(),
        words: words(said),
        said: said.clone(),
    };
    all.map(one).collect()
}

fn words(said: &Said) -> String {
    match said {
        Said::Refused(words)
        | Said::Strange(words)
        | Said::Garbled(words)
        | Said::Died(words)
        | Said::Hung(words) => cut(words.trim()),
        Said::Value(value) => value_text(value),
        Said::Bytes(bytes) => cut(&bytes.escape_ascii().to_string()),
        Said::Nothing => String::new(),
    }
}

fn value_text(value: &Value<'_>) -> String {
    cut(&json::to_string(value))
}

fn cut(text: &str) -> String {
    let text = text.lines().next().unwrap_or_default();
    match text.char_indices().nth(LONG) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

impl Group {
    /// Who did what: `taken by built-in and ruby, refused by python`.
    #[must_use]
    pub fn who(&self) -> String {
        let mut kinds: Vec<(Did, Vec<&str>)> = Vec::new();
        for told in self.told.iter().filter(|told| told.did != Did::Nothing) {
            match kinds.iter_mut().find(|(did, _)| *did == told.did) {
                Some((_, names)) => names.push(&told.name),
                None => kinds.push((told.did, vec![&told.name])),
            }
        }
        let kind = |(did, names): &(Did, Vec<&str>)| format!("{did} by {}", names.join(" and "));
        kinds.iter().map(kind).collect::<Vec<_>>().join(", ")
    }

    /// What the message says: of what is to be written, the value.
    #[must_use]
    pub fn subject(&self) -> String {
        match self.op {
            super::Op::Decode => {
                let text = self.message.escape_ascii().to_string();
                // A space at the end would not be seen.
                cut(&match text.strip_suffix(' ') {
                    Some(text) => format!("{text}\\x20"),
                    None => text,
                })
            }
            super::Op::Encode => hyperglyph::DecodeOptions::interop()
                .decode(&self.message)
                .map_or_else(|_| String::new(), |value| value_text(&value)),
        }
    }

    fn to_json(&self, suite: &Suite) -> Json {
        let said = |told: &Told| json!({"testee": told.name, "did": told.did.to_string(), "words": told.words});
        json!({
            "requirement": self.requirement,
            "level": suite.requirement(self.requirement).map(|it| it.level.to_string()),
            "text": self.text,
            "open": self.open,
            "op": self.op.name(),
            "who": self.who(),
            "count": self.count,
            "bytes": crate::generate::spelled(&self.message),
            "said": self.told.iter().map(said).collect::<Vec<_>>(),
        })
    }
}

/// A row of the table: the requirement in words, the message, and what each said to it.
fn row(group: &Group) -> String {
    let code = |text: &str| {
        // Inside a table a bar ends the cell, and inside code a backtick the code.
        let text = crate::visible::line(text).replace('|', "\\|");
        let fence = if text.contains('`') { "``" } else { "`" };
        format!("{fence}{text}{fence}")
    };
    let said = |told: &Told| match told.words.as_str() {
        "" => format!("{}: {}", told.name, told.did),
        words => format!("{}: {} {}", told.name, told.did, code(words)),
    };
    let asked = match group.op {
        super::Op::Decode => "read",
        super::Op::Encode => "write",
    };
    let about = group
        .open
        .map_or_else(String::new, |open| format!(", open by {open}"));
    format!(
        "| {}{about}: {} | {} | {asked} {} | {} |\n",
        group.requirement,
        group.text.replace('|', "\\|"),
        group.count,
        code(&group.subject()),
        group.told.iter().map(said).collect::<Vec<_>>().join("<br>"),
    )
}

impl Fuzzed {
    /// Everything, for machines. Without times: two runs that are the same have the same report.
    #[must_use]
    pub fn to_json(&self, suite: &Suite) -> Json {
        let party = |(name, about): &(String, String)| json!({"name": name, "about": about});
        json!({
            "seed": self.seed,
            "testees": self.parties.iter().map(party).collect::<Vec<_>>(),
            "inputs": self.progress.inputs,
            "exchanges": self.progress.exchanges,
            "disagreements": self.count(false),
            "open": self.count(true),
            "given_up": self.given_up,
            "groups": self.groups.iter().map(|group| group.to_json(suite)).collect::<Vec<_>>(),
        })
    }

    /// A table of all groups, for a page.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        let parties = self.parties.iter();
        let parties: Vec<String> = parties
            .map(|(name, about)| format!("{name} ({about})"))
            .collect();
        let names: Vec<&str> = self.parties.iter().map(|(name, _)| name.as_str()).collect();
        let mut text = format!(
            "# What {} disagree on\n\nWritten by `hyperglyph fuzz --seed {}`: {}; {} inputs, {} disagreements, {} differences left open.\n",
            names.join(" and "),
            self.seed,
            parties.join(", "),
            self.progress.inputs,
            self.count(false),
            self.count(true),
        );
        for (open, title) in [
            (false, "Disagreements"),
            (true, "Left open by the specification"),
        ] {
            let groups = self
                .groups
                .iter()
                .filter(|group| group.open.is_some() == open);
            let rows: String = groups.map(row).collect();
            if !rows.is_empty() {
                text += &format!(
                    "\n## {title}\n\n| about | times | smallest | |\n|---|---:|---|---|\n{rows}"
                );
            }
        }
        text
    }

    /// How many inputs somebody was wrong about; or how many differences are open.
    #[must_use]
    pub fn count(&self, open: bool) -> u64 {
        let such = self
            .groups
            .iter()
            .filter(|group| group.open.is_some() == open);
        such.map(|group| group.count).sum()
    }
}
