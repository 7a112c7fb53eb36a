//! The matrix on a screen. Colours are for terminals: whoever prints it takes them out
//! where there is none.

use anstyle::{AnsiColor, Style};

use crate::matrix::{Cell, Grid, Matrix, Record, State};
use crate::{Verdict, visible};

/// More failures of a cell are only counted.
const MOST: usize = 10;
/// More groups of behaviours are only counted, unless they are asked for.
const FEW: usize = 10;

/// The grids, what was done where both ways conform, and what failed. `again` is the command
/// without cases.
#[must_use]
pub fn told(matrix: &Matrix, again: &str, verbose: bool) -> String {
    let mut text = String::new();
    for cell in matrix.cells() {
        text += &short(cell, again);
    }
    for (grid, of, cases) in [
        (
            &matrix.messages,
            "Messages: who writes (rows), who reads (columns)",
            "values",
        ),
        (
            &matrix.calls,
            "Calls: clients (rows) at servers (columns)",
            "calls and walks",
        ),
    ] {
        if grid.cases > 0 {
            text += &format!("{of}; {} {cases}\n\n{}\n", grid.cases, table(matrix, grid));
        }
    }
    text += &behaviours("messages", &matrix.messages, verbose);
    text += &behaviours("calls", &matrix.calls, verbose);
    for wrong in &matrix.wrong {
        text += &format!("{}\n", visible::line(wrong));
    }
    text
}

fn table(matrix: &Matrix, grid: &Grid) -> String {
    let names: Vec<_> = matrix
        .participants
        .iter()
        .map(|it| it.name.as_str())
        .collect();
    let first = names
        .iter()
        .map(|name| name.chars().count())
        .max()
        .unwrap_or(0);
    let columns: Vec<usize> = (0..names.len())
        .map(|column| {
            let cells = grid.cells.iter().skip(column).step_by(names.len());
            let widths = cells.map(|cell| cell.in_words().chars().count());
            widths
                .chain([names[column].chars().count()])
                .max()
                .unwrap_or(0)
        })
        .collect();
    let mut text = format!("{:first$}", "");
    for (name, width) in names.iter().zip(&columns) {
        text += &format!("  {name:>width$}");
    }
    text.push('\n');
    for (name, row) in names.iter().zip(grid.cells.chunks(names.len().max(1))) {
        text += &format!("{name:first$}");
        for (cell, width) in row.iter().zip(&columns) {
            let style = style(cell);
            text += &format!("  {style}{:>width$}{style:#}", cell.in_words());
        }
        text.push('\n');
    }
    text
}

fn style(cell: &Cell) -> Style {
    match cell.state {
        State::Absent(_) => Style::new().dimmed(),
        State::CutShort(_) => AnsiColor::Red.on_default().bold(),
        State::Complete if cell.count(Verdict::Fail) > 0 => AnsiColor::Red.on_default().bold(),
        State::Complete if cell.count(Verdict::Warn) > 0 || cell.judged() == 0 => {
            AnsiColor::Yellow.on_default().bold()
        }
        State::Complete => AnsiColor::Green.on_default(),
    }
}

fn behaviours(of: &str, grid: &Grid, verbose: bool) -> String {
    let all = grid.behaviours.len();
    if all == 0 {
        return String::new();
    }
    let mut text = format!("Both ways conform; what was done with {of}, by number of cases:\n");
    for group in grid.behaviours.iter().take(if verbose { all } else { FEW }) {
        let (count, words) = (group.cases.len(), group.in_words());
        let which = if verbose {
            group.cases.join(", ")
        } else {
            group.cases[0].clone()
        };
        let dots = if verbose || count == 1 { "" } else { ", …" };
        text += &format!("{count:>6}  {words}  ({which}{dots})\n");
    }
    if !verbose && all > FEW {
        text += &format!(
            "        and {} more ways: --verbose, or --report\n",
            all - FEW
        );
    }
    text
}

/// What went wrong in a cell.
fn short(cell: &Cell, again: &str) -> String {
    let between = format!("{} → {}", cell.from, cell.to);
    let mut text = String::new();
    if let State::CutShort(why) = &cell.state {
        let style = AnsiColor::Red.on_default().bold();
        text += &format!(
            "{style}CUT SHORT{style:#} {between}: {}\n",
            visible::line(why)
        );
    }
    let bad = |case: &&Record| ["fail", "warn"].contains(&case.verdict);
    let all = cell.cases.iter().filter(bad);
    let count = all.clone().count();
    for case in all.take(MOST) {
        text += &failure(case, &between, again);
    }
    if count > MOST {
        text += &format!(
            "{between}: and {} more; --report has them all\n",
            count - MOST
        );
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

fn failure(case: &Record, between: &str, again: &str) -> String {
    let word = case.verdict.to_uppercase();
    let bad = AnsiColor::Red.on_default().bold();
    let mut text = format!("{bad}{word}{bad:#} {} {between}\n", case.id);
    let mut line = |label: &str, words: &str| {
        if !words.is_empty() {
            let dim = Style::new().dimmed();
            text += &format!("  {dim}{label:<9}{dim:#} {}\n", visible::line(words));
        }
    };
    for cited in &case.requirements {
        line(&cited.id, &format!("{} · {}", cited.level, cited.text));
    }
    line("case", &case.note);
    line("sent", &case.sent);
    line("expected", &case.expected);
    line("seen", &case.seen);
    line("again", &format!("{again} --run '{}'", case.id));
    text
}
