//! Markdown: the grids, and the blocks of other files that hold them.
//!
//! Nothing in it changes from run to run but what the participants do: no times, no
//! versions, no urls.

use crate::Verdict;
use crate::matrix::{Behaviour, Cell, Grid, Matrix};

/// Where a file holds a matrix: between two comments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Markers {
    /// All of it: `<!-- matrix -->` to `<!-- /matrix -->`.
    Whole,
    /// The grids: `<!-- matrix: grids -->` to `<!-- /matrix: grids -->`.
    Grids,
}

/// More ids of one behaviour are only counted.
const MOST: usize = 6;

/// The text of a file, with each block of it written anew; nothing where it has none.
#[must_use]
pub fn replaced(text: &str, matrix: &Matrix) -> Option<String> {
    let mut replaced = None;
    for markers in [Markers::Whole, Markers::Grids] {
        let (begin, end) = markers.comments();
        let text = replaced.as_deref().unwrap_or(text);
        let Some((before, rest)) = text.split_once(begin) else {
            continue;
        };
        let Some((_, after)) = rest.split_once(end) else {
            continue;
        };
        let block = match markers {
            Markers::Whole => whole(matrix),
            Markers::Grids => grids(matrix),
        };
        replaced = Some(format!("{before}{begin}\n{block}{end}{after}"));
    }
    replaced
}

impl Markers {
    const fn comments(self) -> (&'static str, &'static str) {
        match self {
            Self::Whole => ("<!-- matrix -->", "<!-- /matrix -->"),
            Self::Grids => ("<!-- matrix: grids -->", "<!-- /matrix: grids -->"),
        }
    }
}

/// The grids, what was done where both ways conform, and what failed.
pub(super) fn whole(matrix: &Matrix) -> String {
    let mut text = grids(matrix);
    for (grid, of) in [(&matrix.messages, "Messages"), (&matrix.calls, "Calls")] {
        if !grid.behaviours.is_empty() {
            text += &format!("\n{of} where both ways conform, and what was done:\n\n");
            text += "| cases | what was done |\n|---|---|\n";
            text.extend(grid.behaviours.iter().map(row));
        }
    }
    text + &short(matrix)
}

fn grids(matrix: &Matrix) -> String {
    let messages = "Messages: who writes (rows), who reads (columns)";
    let calls = "Calls: clients (rows) at servers (columns)";
    let mut text = Vec::new();
    for (grid, of, cases, corner) in [
        (&matrix.messages, messages, "values", "writes \\ reads"),
        (&matrix.calls, calls, "calls and walks", "client \\ server"),
    ] {
        if grid.cases > 0 {
            let table = table(matrix, grid, corner);
            text.push(format!("{of}, {} {cases}.\n\n{table}", grid.cases));
        }
    }
    text.join("\n")
}

fn table(matrix: &Matrix, grid: &Grid, corner: &str) -> String {
    let names: Vec<_> = matrix
        .participants
        .iter()
        .map(|it| escaped(&it.name))
        .collect();
    let mut text = format!("| {corner} | {} |\n|---|", names.join(" | "));
    text += &"---:|".repeat(names.len());
    text.push('\n');
    for (name, row) in names.iter().zip(grid.cells.chunks(names.len().max(1))) {
        let cells: Vec<_> = row.iter().map(cell).collect();
        text += &format!("| **{name}** | {} |\n", cells.join(" | "));
    }
    text
}

/// Bold where something is to be looked at.
fn cell(cell: &Cell) -> String {
    let words = escaped(&cell.in_words());
    if cell.is_cut_short() || cell.count(Verdict::Fail) > 0 {
        format!("**{words}**")
    } else {
        words
    }
}

fn row(group: &Behaviour) -> String {
    let shown = group.cases.iter().take(MOST).map(|id| format!("`{id}`"));
    let mut cases = shown.collect::<Vec<_>>().join(", ");
    if group.cases.len() > MOST {
        cases += &format!(" and {} more", group.cases.len() - MOST);
    }
    format!("| {cases} | {} |\n", escaped(&group.in_words()))
}

/// What is known, what failed, and who was lost.
fn short(matrix: &Matrix) -> String {
    let mut text = String::new();
    for cell in matrix.cells() {
        if let crate::matrix::State::CutShort(why) = &cell.state {
            text += &format!(
                "- {} → {}, cut short: {}\n",
                cell.from,
                cell.to,
                escaped(why)
            );
        }
    }
    for verdict in [Verdict::Fail, Verdict::Warn, Verdict::Known] {
        for cell in matrix.cells() {
            for case in cell
                .cases
                .iter()
                .filter(|case| case.verdict == verdict.name())
            {
                let (from, to) = (&cell.from, &cell.to);
                let seen = shortened(&escaped(&case.seen));
                text += &format!("- {verdict}: {from} → {to} `{}`: {seen}\n", case.id);
            }
        }
    }
    if text.is_empty() {
        text
    } else {
        format!("\nFalls short:\n\n{text}")
    }
}

fn shortened(text: &str) -> String {
    const LONG: usize = 200;
    match text.char_indices().nth(LONG) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Text inside a table.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('|', "\\|")
        .replace('<', "&lt;")
}
