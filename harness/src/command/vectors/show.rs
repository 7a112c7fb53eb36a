//! `hyperglyph vectors show`

use clap::Args;
use hyperglyph_harness::lint::Style;
use hyperglyph_harness::visible;
use hyperglyph_vectors::Suite;
use serde_json::Value as Json;

use super::Source;
use crate::command::output::{Failure, say};

/// Show one vector or case, with the requirements that it cites in words
#[derive(Args, Debug)]
pub(super) struct Show {
    /// Its id, such as integer/leading-zeros or server/envelopes/post-form
    id: String,
    #[command(flatten)]
    source: Source,
}

impl Show {
    pub(super) fn run(self) -> Result<(), Failure> {
        let suite = self.source.suite()?;
        let Some((requirements, json)) = find(&suite, &self.id) else {
            return Err(Failure::Usage(format!(
                "there is no vector or case {:?}\n  help: hyperglyph vectors list names them all",
                self.id
            )));
        };
        let mut text = String::new();
        for id in requirements {
            if let Some(requirement) = suite.requirement(id) {
                text += &format!("{id:<7} {} · {}\n", requirement.level, requirement.text);
            }
        }
        let style = Style {
            broken: 1,
            ..Style::default()
        };
        text += &style.write(&json.map_err(Failure::own)?);
        say(&visible::text(&text))
    }
}

type Found<'s> = (&'s [String], serde_json::Result<Json>);

fn find<'s>(suite: &'s Suite, id: &str) -> Option<Found<'s>> {
    if let Some(vector) = suite.vector(id) {
        return Some((&vector.requirements, serde_json::to_value(vector)));
    }
    let mut servers = suite.servers().iter().flat_map(|file| &file.cases);
    if let Some(case) = servers.find(|case| case.id == id) {
        return Some((&case.requirements, serde_json::to_value(case)));
    }
    let mut clients = suite.clients().iter().flat_map(|file| &file.cases);
    let case = clients.find(|case| case.id == id)?;
    Some((&case.requirements, serde_json::to_value(case)))
}
