//! The report on a screen. Colours are for terminals: whoever prints it takes
//! them out where there is none.

use anstyle::{AnsiColor, Style};
use hyperglyph_vectors::Suite;

use super::{Record, Summary};
use crate::{Case, Finding, Side, Verdict};

/// A case that fell short: the requirement in words, what was expected, what was seen and where
/// it differs, what went over the wire, and how to run it again. `again` is the command without
/// the case.
#[must_use]
pub fn failure(suite: &Suite, case: &Case<'_>, finding: &Finding, again: &str) -> String {
    let style = style(finding.verdict);
    let word = finding.verdict.name().to_uppercase();
    let mut text = format!("{style}{word}{style:#} {}\n", case.id);
    let record = Record::new(suite, case, finding, again);
    let mut line = |label: &str, words: &str| {
        let dim = Style::new().dimmed();
        text += &format!("  {dim}{label:<9}{dim:#} {words}\n");
    };
    for cited in &record.requirements {
        line(&cited.id, &format!("{} · {}", cited.level, cited.text));
    }
    line("case", &record.note);
    // A request says it all.
    if !record.sent.is_empty() && record.exchanges.is_empty() {
        line("sent", &record.sent);
    }
    line("expected", &record.expected);
    line("seen", &record.seen);
    if let Some(difference) = &record.difference {
        line("differs", &difference.place());
        for around in difference.lines() {
            line("", &around);
        }
    }
    for (label, words) in record.exchanged() {
        line(&label, &words);
    }
    line("again", &record.again);
    if let Some(curl) = record.curl() {
        line("curl", curl);
    }
    text
}

/// Which of two ways was taken, where both conform: a line for each case.
#[must_use]
pub fn either(case: &Case<'_>, finding: &Finding) -> String {
    let style = style(Verdict::Either);
    format!("{style}either{style:#} {}: {}\n", case.id, finding.seen)
}

/// What the target falls short of, the most frequent first; sections and sides
/// as a table; and the sum of all verdicts.
#[must_use]
pub fn summary(suite: &Suite, summary: &Summary<'_>) -> String {
    short_of(suite, summary) + &table(summary) + "\n" + &sum(summary)
}

fn short_of(suite: &Suite, summary: &Summary<'_>) -> String {
    let short_of = summary.short_of();
    if short_of.is_empty() {
        return String::new();
    }
    let mut text = "Falls short of, by number of cases:\n".to_owned();
    for (id, count) in short_of {
        let requirement = suite.requirement(id);
        let level = requirement.map_or(String::new(), |r| r.level.to_string());
        let words = requirement.map_or("", |requirement| &requirement.text);
        text += &format!("{count:>6}  {id:<7} {level:<10}  {words}\n");
    }
    text + "\n"
}

fn table(summary: &Summary<'_>) -> String {
    let sides = summary.sides();
    let width = summary.sections().iter().map(|section| section.len()).max();
    let width = width.unwrap_or_default();
    let mut text = format!("{:width$}", "");
    for side in &sides {
        text += &format!("  {:>12}", side.name());
    }
    text.push('\n');
    let sections = summary
        .sections()
        .iter()
        .map(|section| (*section, Some(*section)));
    for (name, section) in sections.chain([("all", None)]) {
        text += &format!("{name:width$}");
        for side in &sides {
            let (style, cell) = cell(summary, section, *side);
            text += &format!("  {style}{cell:>12}{style:#}");
        }
        text.push('\n');
    }
    text
}

/// All verdicts that were given, and passes and failures in any case.
fn sum(summary: &Summary<'_>) -> String {
    let counts = Verdict::ALL.map(|verdict| (verdict, summary.count(verdict, None, None)));
    let told = counts
        .into_iter()
        .filter(|&(verdict, count)| count > 0 || matches!(verdict, Verdict::Pass | Verdict::Fail));
    let words = told.map(|(verdict, count)| {
        let style = if count > 0 {
            style(verdict)
        } else {
            Style::new()
        };
        format!("{style}{count} {verdict}{style:#}")
    });
    words.collect::<Vec<_>>().join(", ") + "\n"
}

/// Held of all, such as `39/40`: what passes, and what may be either.
fn cell(summary: &Summary<'_>, section: Option<&str>, side: Side) -> (Style, String) {
    let count = |verdict| summary.count(verdict, section, Some(side));
    let of = summary.cases(section, Some(side)) - count(Verdict::NotApplicable);
    if of == 0 {
        return (Style::new().dimmed(), "-".to_owned());
    }
    let held = count(Verdict::Pass) + count(Verdict::Either);
    let worst = [Verdict::Fail, Verdict::Flaky, Verdict::Warn]
        .into_iter()
        .find(|&v| count(v) > 0);
    (
        style(worst.unwrap_or(Verdict::Pass)),
        format!("{held}/{of}"),
    )
}

fn style(verdict: Verdict) -> Style {
    match verdict {
        Verdict::Pass => AnsiColor::Green.on_default(),
        Verdict::Either => AnsiColor::Cyan.on_default(),
        Verdict::NotApplicable | Verdict::Known => Style::new().dimmed(),
        Verdict::Warn => AnsiColor::Yellow.on_default().bold(),
        Verdict::Flaky => AnsiColor::Magenta.on_default().bold(),
        Verdict::Fail => AnsiColor::Red.on_default().bold(),
    }
}
