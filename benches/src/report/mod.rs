//! What a run has found, and how it is shown.

mod cell;
mod markdown;
mod plot;
mod provenance;
mod text;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use cell::{Cell, Goal, Verdict};
pub use markdown::{insert, markdown};
pub use plot::{Bars, bars, svg};
pub use provenance::Provenance;
pub use text::{summary, text};

use crate::rounds::Timing;

/// A whole run.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Of what, and when.
    pub provenance: Provenance,
    /// Samples of each contender.
    pub rounds: usize,
    /// Those that were asked for.
    pub sections: Vec<Section>,
}

/// One of the goals P1 to P6.
#[derive(Clone, Debug, Serialize)]
pub struct Section {
    /// `P1`
    pub id: String,
    /// What was seen, beside the goals.
    pub tables: Vec<Table>,
    /// What could not be measured, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// What the tables were made of.
    pub timings: Vec<Timings>,
}

/// What all contenders took on one dataset.
#[derive(Clone, Debug, Serialize)]
pub struct Timings {
    /// Its name.
    pub dataset: String,
    /// In no order that means anything.
    pub contenders: Vec<Timing>,
}

impl Timings {
    /// Of one dataset.
    #[must_use]
    pub fn new(dataset: &str, contenders: Vec<Timing>) -> Self {
        Self {
            dataset: dataset.into(),
            contenders,
        }
    }

    /// What a contender took; nothing if it was not there.
    #[must_use]
    pub fn median_ns(&self, contender: &str) -> Option<f64> {
        let timing = self
            .contenders
            .iter()
            .find(|timing| timing.name == contender);
        timing.map(|timing| timing.median_ns)
    }
}

/// Figures beside their goals.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Table {
    /// Says which goal, and what the figures are.
    pub title: String,
    /// Names of the columns behind the label.
    pub columns: Vec<String>,
    /// From top to bottom.
    pub rows: Vec<Row>,
}

/// One line of a table.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    /// What the line is about.
    pub label: String,
    /// One for each column.
    pub cells: Vec<Cell>,
}

impl Report {
    /// Every figure of the tables: `P1 …`, row, column and cell.
    fn cells(&self) -> impl Iterator<Item = (&Section, String, &Cell)> {
        let tables = self
            .sections
            .iter()
            .flat_map(|section| section.tables.iter().map(move |table| (section, table)));
        let rows = tables
            .flat_map(|(section, table)| table.rows.iter().map(move |row| (section, table, row)));
        rows.flat_map(|(section, table, row)| {
            row.cells
                .iter()
                .zip(&table.columns)
                .map(move |(cell, column)| (section, format!("{}, {}", row.label, column), cell))
        })
    }

    /// How many cells of a section got each verdict.
    fn verdicts(&self, id: &str) -> BTreeMap<Verdict, usize> {
        let mut verdicts = BTreeMap::new();
        for (_, _, cell) in self.cells().filter(|(section, ..)| section.id == id) {
            *verdicts.entry(cell.verdict()).or_default() += 1;
        }
        verdicts
    }
}
