//! The report on a screen. Colours are for terminals: whoever prints it takes
//! them out where there is none.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use hyperglyph_vectors::Suite;

use super::Summary;
use crate::{Case, Finding, Side, Verdict};

/// A case that fell short: the requirement in words, what was expected, what
/// was seen, and how to run it again. `again` is the command without the case.
#[must_use]
pub fn failure(suite: &Suite, case: &Case<'_>, finding: &Finding, again: &str) -> String {
    let style = style(finding.verdict);
    let mut text = format!(
        "{style}{}{style:#} {}\n",
        finding.verdict.name().to_uppercase(),
        case.id
    );
    let cited = case.vector.requirements.iter().map(String::as_str);
    let told = finding.requirement.filter(|id| !cited.clone().any(|c| c == *id));
    for id in told.into_iter().chain(cited) {
        if let Some(requirement) = suite.requirement(id) {
            line(&mut text, id, &format!("{} · {}", requirement.level, requirement.text));
        }
    }
    line(&mut text, "case", &case.vector.note);
    line(&mut text, "expected", &finding.expected);
    line(&mut text, "seen", &finding.seen);
    line(&mut text, "again", &format!("{again} --run '{}'", case.id));
    text
}

fn line(text: &mut String, label: &str, words: &str) {
    let dim = Style::new().dimmed();
    writeln!(text, "  {dim}{label:<9}{dim:#} {words}").expect("a string takes everything");
}

/// Sections and sides as a table, and the sum of all verdicts.
#[must_use]
pub fn summary(summary: &Summary<'_>) -> String {
    let sides = summary.sides();
    let width = summary.sections().iter().map(|s| s.len()).max().unwrap_or(0);
    let mut text = format!("{:width$}", "");
    for side in &sides {
        write!(text, "  {:>12}", side.name()).expect("a string takes everything");
    }
    text.push('\n');
    for section in summary.sections() {
        row(&mut text, section, width, |side| cell(summary, Some(section), side), &sides);
    }
    row(&mut text, "all", width, |side| cell(summary, None, side), &sides);
    text.push('\n');
    for verdict in Verdict::ALL {
        let count = summary.count(verdict, None, None);
        if count > 0 || matches!(verdict, Verdict::Pass | Verdict::Fail) {
            let style = if count > 0 { style(verdict) } else { Style::new() };
            write!(text, "{style}{count} {verdict}{style:#}, ").expect("a string takes everything");
        }
    }
    text.truncate(text.trim_end_matches(", ").len());
    text.push('\n');
    text
}

fn row(
    text: &mut String,
    name: &str,
    width: usize,
    cell: impl Fn(Side) -> (Style, String),
    sides: &[Side],
) {
    write!(text, "{name:width$}").expect("a string takes everything");
    for &side in sides {
        let (style, cell) = cell(side);
        write!(text, "  {style}{cell:>12}{style:#}").expect("a string takes everything");
    }
    text.push('\n');
}

/// Held of all, such as `39/40`: what passes, and what may be either.
fn cell(summary: &Summary<'_>, section: Option<&str>, side: Side) -> (Style, String) {
    let count = |verdict| summary.count(verdict, section, Some(side));
    let of = summary.cases(section, Some(side)) - count(Verdict::NotApplicable);
    if of == 0 {
        return (Style::new().dimmed(), "-".to_owned());
    }
    let held = count(Verdict::Pass) + count(Verdict::Either);
    let worst = [Verdict::Fail, Verdict::Warn].into_iter().find(|&v| count(v) > 0);
    (style(worst.unwrap_or(Verdict::Pass)), format!("{held}/{of}"))
}

fn style(verdict: Verdict) -> Style {
    match verdict {
        Verdict::Pass => AnsiColor::Green.on_default(),
        Verdict::Either => AnsiColor::Cyan.on_default(),
        Verdict::NotApplicable => Style::new().dimmed(),
        Verdict::Warn => AnsiColor::Yellow.on_default().bold(),
        Verdict::Fail => AnsiColor::Red.on_default().bold(),
    }
}
