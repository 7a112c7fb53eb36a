//! Tables for people, aligned.

use super::{Cell, Report, Table, Verdict};

/// All tables, and which goals are not reached.
#[must_use]
pub fn text(report: &Report) -> String {
    let tables = report.sections.iter().flat_map(|section| &section.tables);
    let mut out: String = tables.map(|each| table(each) + "\n").collect();
    let short: Vec<String> = report
        .cells()
        .filter(|(.., cell)| cell.verdict() == Verdict::Short)
        .map(|(section, place, cell)| {
            format!(
                "  {}  {place}: {} {}\n",
                section.id,
                cell.seen_text(),
                cell.goal_text()
            )
        })
        .collect();
    if !short.is_empty() {
        out += &format!("Falls short\n{}\n", short.concat());
    }
    let missing = report.sections.iter().flat_map(|section| {
        let lines = section.missing.iter();
        lines.map(move |line| format!("  {}  {line}\n", section.id))
    });
    let missing: String = missing.collect();
    if !missing.is_empty() {
        out += &format!("Not measured\n{missing}\n");
    }
    out + &summary(report)
}

/// A line for each section.
#[must_use]
pub fn summary(report: &Report) -> String {
    let line = |id: &str| {
        let verdicts = report.verdicts(id);
        let number = |verdict| verdicts.get(&verdict).copied().unwrap_or(0);
        format!(
            "{id}: {} goals reached, {} fall short, {} not measured\n",
            number(Verdict::Ok),
            number(Verdict::Short),
            number(Verdict::Missing),
        )
    };
    let sections = report.sections.iter();
    sections.map(|section| line(&section.id)).collect()
}

fn table(table: &Table) -> String {
    let labels = table.rows.iter().map(|row| row.label.clone());
    let mut columns = vec![column(String::new(), labels.collect())];
    for (at, name) in table.columns.iter().enumerate() {
        let cells: Vec<&Cell> = table
            .rows
            .iter()
            .filter_map(|row| row.cells.get(at))
            .collect();
        let wide = width(cells.iter().map(|cell| cell.seen_text()));
        let cells = cells
            .iter()
            .map(|cell| format!("{:>wide$} {}", cell.seen_text(), cell.goal_text()));
        columns.push(column(name.clone(), cells.collect()));
    }
    let mut out = format!("{}\n", table.title);
    for line in 0..=table.rows.len() {
        let cells: Vec<&str> = columns.iter().map(|column| column[line].as_str()).collect();
        out += &format!("  {}\n", cells.join("  ").trim_end());
    }
    out
}

/// A head and what stands under it, made as wide as the widest.
fn column(head: String, below: Vec<String>) -> Vec<String> {
    let all: Vec<String> = std::iter::once(head).chain(below).collect();
    let wide = width(all.iter().cloned());
    all.iter().map(|text| format!("{text:<wide$}")).collect()
}

/// In characters, as format widths are.
fn width(texts: impl Iterator<Item = String>) -> usize {
    texts.map(|text| text.chars().count()).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::report::{Goal, Provenance, Row, Section};

    #[test]
    fn tables_are_aligned_and_what_falls_short_is_told() {
        let cell = |seen| Cell::new(seen, Some(Goal::AtLeast(2.0)));
        let row = |label: &str, a, b| Row {
            label: label.into(),
            cells: vec![cell(a), cell(b)],
        };
        let table = Table {
            title: "P1 decode".into(),
            columns: vec!["records".into(), "ints".into()],
            rows: vec![
                row("a peer", Some(2.5), Some(12.25)),
                row("b", Some(1.0), None),
            ],
        };
        let report = Report {
            provenance: Provenance {
                date: String::new(),
                commit: String::new(),
                versions: BTreeMap::new(),
            },
            rounds: 7,
            sections: vec![Section {
                id: "P1".into(),
                tables: vec![table],
                missing: vec!["c: it is not here".into()],
                timings: Vec::new(),
            }],
        };
        let expected = "\
P1 decode
          records         ints
  a peer  2.50 (2) ok     12.25 (2) ok
  b       1.00 (2) SHORT      - (2)

Falls short
  P1  b, records: 1.00 (2) SHORT

Not measured
  P1  c: it is not here

P1: 2 goals reached, 1 fall short, 1 not measured
";
        assert_eq!(text(&report), expected);
    }
}
