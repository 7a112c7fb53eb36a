//! Markdown: a table of sections for each subject, and what fell short.

use std::collections::BTreeMap;

use super::{Record, Report, Subject};
use crate::Verdict;

/// More failures are only counted: the other formats have them all.
const MOST: usize = 50;

pub(super) fn write(report: &Report) -> String {
    let mut text = format!("# hyperglyph {}\n", report.hyperglyph);
    for subject in &report.subjects {
        text += &table(subject);
    }
    let short: Vec<_> = report.short().collect();
    if !short.is_empty() {
        text += "\n## Falls short\n";
    }
    for (subject, record) in short.iter().take(MOST) {
        text += &failure(subject, record);
    }
    if short.len() > MOST {
        text += &format!("\n… and {} more.\n", short.len() - MOST);
    }
    text
}

fn table(subject: &Subject) -> String {
    let columns: Vec<_> = Verdict::ALL
        .into_iter()
        .filter(|&verdict| subject.count(verdict) > 0 || verdict == Verdict::Fail)
        .collect();
    let mut text = format!("\n## {}\n\n| section |", cell(&subject.name));
    text.extend(columns.iter().map(|verdict| format!(" {verdict} |")));
    text += "\n|---|";
    text.extend(columns.iter().map(|_| "---:|"));
    text.push('\n');
    let mut sections: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for record in &subject.cases {
        let counts = sections.entry(&record.section).or_default();
        *counts.entry(record.verdict).or_default() += 1;
    }
    for (section, counts) in &sections {
        text += &format!("| {} |", cell(section));
        for verdict in &columns {
            text += &format!(" {} |", counts.get(verdict.name()).unwrap_or(&0));
        }
        text.push('\n');
    }
    text += "| **all** |";
    text.extend(
        columns
            .iter()
            .map(|&verdict| format!(" **{}** |", subject.count(verdict))),
    );
    text.push('\n');
    text
}

fn failure(subject: &Subject, record: &Record) -> String {
    let mut text = format!(
        "\n### {} `{}`: {}\n\n",
        cell(&subject.name),
        record.id,
        record.verdict
    );
    for cited in &record.requirements {
        text += &format!("- **{}** {}: {}\n", cited.id, cited.level, cited.text);
    }
    // Longer than any run of backticks that a testee may write.
    let lines = record.lines().join("\n");
    let longest = lines.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(3.max(longest + 1));
    text + &format!("\n{fence}text\n{lines}\n{fence}\n")
}

/// Text inside a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;")
}
