//! `hyperglyph vectors list`

use clap::Args;
use hyperglyph_harness::{About, Case, Plan, Selection, Side};
use hyperglyph_vectors::Expect;

use super::Source;
use crate::command::output::{Failure, say};

/// List vectors and cases: id, what is expected, requirements, and why it exists
#[derive(Args, Debug)]
pub(super) struct List {
    /// Only those with such an id, or that cite such a requirement; repeatable
    #[arg(long, value_name = "PATTERN")]
    run: Vec<String>,
    /// Leave out those with such an id; repeatable
    #[arg(long, value_name = "PATTERN")]
    skip: Vec<String>,
    #[command(flatten)]
    source: Source,
}

impl List {
    pub(super) fn run(self) -> Result<(), Failure> {
        let suite = self.source.suite()?;
        // Decoding is the side that every vector has.
        let sides = [Side::CodecDecode, Side::HttpServer, Side::HttpClient];
        let plan = Plan::new(&suite, &sides, &Selection::new(&self.run, &self.skip));
        if plan.cases.is_empty() {
            return Err(Failure::Usage(format!("none of {} is selected", plan.of)));
        }
        say(&plan.cases.iter().map(line).collect::<String>())
    }
}

fn line(case: &Case<'_>) -> String {
    let expect = match case.about {
        About::Vector(vector) => match vector.expect {
            Expect::Accept => "accept",
            Expect::Reject => "reject",
            Expect::Either => "either",
        },
        About::Server(_) => "answer",
        About::Client(_) => "report",
    };
    let requirements = case.requirements().join(" ");
    format!(
        "{}  {expect}  {requirements}  {}\n",
        case.subject_id(),
        case.note()
    )
}
