//! `hyperglyph vectors coverage`

use clap::Args;
use hyperglyph_vectors::{Account, Coverage as Ledger, Level};

use super::{Source, counted};
use crate::command::output::{Failure, say};

/// Account for every requirement: what tests it, or why nothing does
#[derive(Args, Debug)]
#[command(after_help = "\
A requirement is tested when a vector or case cites it. Of each MUST and MUST NOT one has to show what conforms,
and one what breaks it: a message that must be refused, or an answer, request or report that whoever judges must
not let pass. What is left out stands in exclusions.json, with its reason.

Exit codes: 0 nothing is missing, 1 something is.")]
pub(super) struct Coverage {
    /// Also name each requirement, with the number of cases or the reason
    #[arg(long, short)]
    verbose: bool,
    #[command(flatten)]
    source: Source,
}

const LEVELS: [Level; 5] = [
    Level::Must,
    Level::MustNot,
    Level::Should,
    Level::ShouldNot,
    Level::May,
];

impl Coverage {
    pub(super) fn run(self) -> Result<(), Failure> {
        let suite = self.source.suite()?;
        let ledger = Ledger::of(&suite);
        let mut text = String::new();
        if self.verbose {
            text += &ledger.accounts().iter().map(line).collect::<String>();
            text.push('\n');
        }
        text += &table(&ledger);
        let gaps: Vec<String> = ledger
            .gaps()
            .map(|(account, gap)| format!("{}: {gap}\n", account.requirement.id))
            .collect();
        text += &gaps.concat();
        say(&text)?;
        if gaps.is_empty() {
            Ok(())
        } else {
            Err(Failure::Short(counted(gaps.len(), "gap")))
        }
    }
}

fn line(account: &Account<'_>) -> String {
    let id = &account.requirement.id;
    let level = account.requirement.level;
    let what = match account.excluded {
        Some(exclusion) if !account.is_tested() => format!("excluded: {}", exclusion.reason),
        excluded => {
            let reason = excluded.map_or(String::new(), |it| format!(" · {}", it.reason));
            format!(
                "{} conform, {} violate, {} either{reason}",
                account.conforming.len(),
                account.violating.len(),
                account.either.len(),
            )
        }
    };
    format!("{id:<7} {level:<10}  {what}\n")
}

fn table(ledger: &Ledger<'_>) -> String {
    let mut text = format!(
        "{:<10} {:>12} {:>7} {:>15} {:>14} {:>9} {:>12}\n",
        "",
        "requirements",
        "tested",
        "with conforming",
        "with violating",
        "excluded",
        "unaccounted"
    );
    let row = |name: &str, of: &dyn Fn(&Account<'_>) -> bool| {
        let all = || ledger.accounts().iter().filter(|it| of(it));
        let tested = all().filter(|it| it.is_tested()).count();
        let conforming = all().filter(|it| !it.conforming.is_empty()).count();
        let violating = all().filter(|it| !it.violating.is_empty()).count();
        let excluded = all().filter(|it| !it.is_tested() && it.excluded.is_some());
        let gaps = all().filter(|it| it.gap().is_some()).count();
        format!(
            "{name:<10} {:>12} {tested:>7} {conforming:>15} {violating:>14} {:>9} {gaps:>12}\n",
            all().count(),
            excluded.count(),
        )
    };
    for level in LEVELS {
        text += &row(&level.to_string(), &|it| it.requirement.level == level);
    }
    text + &row("all", &|_| true)
}
