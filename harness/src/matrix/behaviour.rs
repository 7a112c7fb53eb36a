//! [`Behaviour`]: what was done where both ways conform.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Cell, State};
use crate::Verdict;

/// Cases that went the same ways in the same cells.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct Behaviour {
    /// What was done, and in which cells: `refused`, and `any → rust`.
    pub ways: BTreeMap<String, Vec<String>>,
    /// The ids of the vectors and walks.
    pub cases: Vec<String>,
}

/// What was done, and the places of the cells in their grid.
type Ways<'c> = BTreeMap<&'c str, Vec<usize>>;

impl Behaviour {
    /// Those of a grid, the most frequent first.
    pub(super) fn of(cells: &[Cell]) -> Vec<Self> {
        let mut of_cases: BTreeMap<&str, Ways<'_>> = BTreeMap::new();
        for (at, cell) in cells.iter().enumerate() {
            let either = cell.cases.iter();
            let either = either.filter(|case| case.verdict == Verdict::Either.name());
            for case in either {
                // What follows are the words of one of the two.
                let way = case.seen.split(": ").next().unwrap_or_default();
                let ways = of_cases.entry(&case.id).or_default();
                ways.entry(way).or_default().push(at);
            }
        }
        let mut groups: BTreeMap<Ways<'_>, Vec<String>> = BTreeMap::new();
        for (case, ways) in of_cases {
            groups.entry(ways).or_default().push(case.to_owned());
        }
        let told = groups.into_iter().map(|(ways, cases)| {
            let ways = ways.into_iter();
            Self {
                ways: ways
                    .map(|(way, at)| (way.to_owned(), places(cells, &at)))
                    .collect(),
                cases,
            }
        });
        let mut told: Vec<_> = told.collect();
        told.sort_by_key(|group| std::cmp::Reverse(group.cases.len()));
        told
    }

    /// `accepted: any → ruby; refused: any → rust`
    #[must_use]
    pub fn in_words(&self) -> String {
        let ways = self.ways.iter();
        let words = ways.map(|(way, places)| format!("{way}: {}", places.join(", ")));
        words.collect::<Vec<_>>().join("; ")
    }
}

/// Cells in few words: whole rows and columns first.
fn places(cells: &[Cell], at: &[usize]) -> Vec<String> {
    let absent = |cell: &Cell| matches!(cell.state, State::Absent(_));
    let within = |(at_cell, cell): (usize, &Cell)| at.contains(&at_cell) || absent(cell);
    if cells.iter().enumerate().all(within) {
        return vec!["all".to_owned()];
    }
    // Of the cells in a row or a column, all; where nobody plays, nothing is done otherwise.
    let whole = |is_of: &dyn Fn(&Cell) -> bool| {
        let of_it = cells.iter().enumerate().filter(|(_, cell)| is_of(cell));
        of_it.clone().any(|(_, cell)| !absent(cell)) && of_it.clone().all(within)
    };
    let mut places: Vec<String> = Vec::new();
    for &cell in at {
        let (by, at) = (&cells[cell].from, &cells[cell].to);
        let (row, column) = (|cell: &Cell| cell.from == *by, |cell: &Cell| cell.to == *at);
        let place = match (whole(&row), whole(&column)) {
            (true, _) => format!("{by} → any"),
            (false, true) => format!("any → {at}"),
            (false, false) => format!("{by} → {at}"),
        };
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::super::Record;
    use super::*;

    /// A grid of `a` and `b` in which the case went these ways, cell by cell.
    fn grid(ways: [&[(&str, &str)]; 4]) -> Vec<Cell> {
        let pairs = [("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")];
        let cells = pairs.into_iter().zip(ways).map(|((from, to), ways)| Cell {
            from: from.to_owned(),
            to: to.to_owned(),
            state: State::Complete,
            counts: BTreeMap::new(),
            cases: ways.iter().map(|&(id, seen)| record(id, seen)).collect(),
        });
        cells.collect()
    }

    fn record(id: &str, seen: &str) -> Record {
        Record {
            id: id.to_owned(),
            verdict: "either",
            note: String::new(),
            requirements: Vec::new(),
            sent: String::new(),
            expected: String::new(),
            seen: seen.to_owned(),
        }
    }

    fn told(ways: [&[(&str, &str)]; 4]) -> Vec<(String, Vec<String>)> {
        let told = Behaviour::of(&grid(ways)).into_iter();
        told.map(|it| (it.in_words(), it.cases)).collect()
    }

    #[test]
    fn rows_and_columns_are_told_as_such() {
        let (no, yes) = ("refused: byte 7", "accepted");
        for (ways, expected) in [
            ([no, yes, no, yes], "accepted: any → b; refused: any → a"),
            ([no, no, yes, yes], "accepted: b → any; refused: a → any"),
            ([yes, yes, yes, yes], "accepted: all"),
            (
                [no, yes, yes, yes],
                "accepted: any → b, b → any; refused: a → a",
            ),
        ] {
            let cases = ways.map(|way| [("x", way)]);
            let cases = cases.each_ref().map(<[_; 1]>::as_slice);
            assert_eq!(told(cases), [(expected.to_owned(), vec!["x".to_owned()])]);
        }
    }

    #[test]
    fn cases_that_went_alike_are_told_together_the_most_frequent_first() {
        let (x, y, z) = (("x", "accepted"), ("y", "refused: z"), ("z", "refused: y"));
        let cell: &[_] = &[x, y, z];
        let cases = |ids: &[&str]| ids.iter().map(|&id| id.to_owned()).collect::<Vec<_>>();
        assert_eq!(
            told([cell, cell, cell, cell]),
            [
                ("refused: all".to_owned(), cases(&["y", "z"])),
                ("accepted: all".to_owned(), cases(&["x"])),
            ]
        );
    }
}
