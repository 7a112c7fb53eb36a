//! `hyperglyph vectors table`

use std::collections::BTreeSet;

use clap::Args;
use hyperglyph_vectors::{Coverage, Extent, Suite};

use super::Source;
use crate::command::output::{Failure, say};

/// Tables in Markdown: what the vectors cover, by section and by requirement
#[derive(Args, Debug)]
pub(super) struct Table {
    #[command(flatten)]
    source: Source,
}

impl Table {
    pub(super) fn run(self) -> Result<(), Failure> {
        let suite = self.source.suite()?;
        say(&format!(
            "{HEAD}\n{}\n{BETWEEN}\n{}",
            sections(&suite),
            requirements(&suite)
        ))
    }
}

const HEAD: &str = "\
# What the vectors cover

Written by `hyperglyph vectors table`; a test holds it to what is there. How the files are made is in
[vectors/README.md](../vectors/README.md).

## By section
";

const BETWEEN: &str = "\
## By requirement

*Conform* are vectors and cases that show the requirement kept: messages that must be taken, answers and requests that
must come. *Violate* are those that show it broken: messages that must be refused, and answers, requests, reports and
encodings that whoever judges must not let pass. With *either* both ways conform.
";

/// What each section of the suite holds, and how many requirements it cites.
fn sections(suite: &Suite) -> String {
    let mut rows: Vec<(&str, usize, BTreeSet<&str>)> = Vec::new();
    for (section, cited) in cited(suite) {
        let at = rows.iter().position(|row| row.0 == section);
        let at = at.unwrap_or_else(|| {
            rows.push((section, 0, BTreeSet::new()));
            rows.len() - 1
        });
        rows[at].1 += 1;
        rows[at].2.extend(cited.iter().map(String::as_str));
    }
    let mut text =
        "| section | vectors and cases | requirements cited |\n|---|---:|---:|\n".to_owned();
    for (section, count, cited) in &rows {
        text += &format!("| {section} | {count} | {} |\n", cited.len());
    }
    let all: BTreeSet<&&str> = rows.iter().flat_map(|row| &row.2).collect();
    let count: usize = rows.iter().map(|row| row.1).sum();
    text + &format!("| **all** | **{count}** | **{}** |\n", all.len())
}

/// Section and requirements of every vector and case.
fn cited(suite: &Suite) -> Vec<(&str, &[String])> {
    let mut all: Vec<(&str, &[String])> = Vec::new();
    for file in suite.files() {
        all.extend(
            file.vectors
                .iter()
                .map(|it| (&*file.section, &*it.requirements)),
        );
    }
    for file in suite.servers() {
        all.extend(
            file.cases
                .iter()
                .map(|it| (&*file.section, &*it.requirements)),
        );
    }
    for file in suite.clients() {
        all.extend(
            file.cases
                .iter()
                .map(|it| (&*file.section, &*it.requirements)),
        );
    }
    all
}

/// The ledger: each requirement, and how much is about it.
fn requirements(suite: &Suite) -> String {
    let mut text = "| requirement | level | conform | violate | either | what it says, or why it is not tested |\n|---|---|---:|---:|---:|---|\n".to_owned();
    for account in Coverage::of(suite).accounts() {
        let requirement = account.requirement;
        let words = match account.excluded {
            Some(exclusion) => {
                let how = match exclusion.extent {
                    Extent::Whole => "Not tested",
                    Extent::Violation => "Not tested as broken",
                };
                format!("{} *{how}: {}*", requirement.text, exclusion.reason)
            }
            None => requirement.text.clone(),
        };
        text += &format!(
            "| {} | {} | {} | {} | {} | {} |\n",
            requirement.id,
            requirement.level,
            account.conforming.len(),
            account.violating.len(),
            account.either.len(),
            words.replace('|', "\\|"),
        );
    }
    text
}
