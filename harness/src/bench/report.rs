//! The table, for people and for machines.

use std::str::FromStr;

use super::{Bench, Measure, Pace, Row};
use crate::visible;

/// A format of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BenchFormat {
    /// All of it, every round included.
    Json,
    /// The medians.
    Markdown,
}

impl BenchFormat {
    /// The table in this format.
    #[must_use]
    pub fn write(self, bench: &Bench) -> String {
        match self {
            Self::Json => serde_json::to_string_pretty(bench).unwrap_or_default() + "\n",
            Self::Markdown => markdown(bench),
        }
    }
}

impl FromStr for BenchFormat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "json" => Ok(Self::Json),
            "markdown" => Ok(Self::Markdown),
            _ => Err("expected one of json, markdown".to_owned()),
        }
    }
}

/// The medians, in columns.
#[must_use]
pub fn table(bench: &Bench) -> String {
    let width = bench
        .testees
        .iter()
        .map(|row| row.name.chars().count())
        .max();
    let width = width.unwrap_or(0);
    let mut text = format!("{:width$}", "");
    for measure in Measure::ALL {
        text += &format!("  {:>10}", format!("{}/s", measure.name()));
    }
    text.push('\n');
    for row in &bench.testees {
        text += &format!("{:width$}", row.name);
        for pace in &row.paces {
            text += &format!("  {:>10}", in_words(pace.as_ref()));
        }
        text.push('\n');
    }
    text += &format!("\n{}\n", about(bench));
    for row in &bench.testees {
        for note in notes(row) {
            text += &format!("{}: {}\n", row.name, visible::line(&note));
        }
    }
    text
}

fn markdown(bench: &Bench) -> String {
    let mut text = "| |".to_owned();
    text.extend(Measure::ALL.map(|measure| format!(" {}/s |", measure.name())));
    text += "\n|---|---:|---:|---:|---:|\n";
    for row in &bench.testees {
        text += &format!("| {} |", row.name.replace('|', "\\|"));
        text.extend(
            row.paces
                .iter()
                .map(|pace| format!(" {} |", in_words(pace.as_ref()))),
        );
        text.push('\n');
    }
    text + "\n" + &about(bench) + "\n"
}

fn about(bench: &Bench) -> String {
    format!(
        "medians of {} interleaved rounds, each of {} messages and {} calls",
        bench.rounds, bench.messages, bench.calls
    )
}

fn in_words(pace: Option<&Pace>) -> String {
    pace.map_or_else(|| "-".to_owned(), |pace| format!("{:.0}", pace.median))
}

fn notes(row: &Row) -> Vec<String> {
    let refused = row
        .paces
        .iter()
        .zip(Measure::ALL)
        .filter_map(|(pace, measure)| {
            let refused = pace.as_ref()?.refused;
            (refused > 0)
                .then(|| format!("{refused} of a round of {} were refused", measure.name()))
        });
    refused.chain(row.lost.clone()).collect()
}
