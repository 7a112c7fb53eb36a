//! `hyperglyph vectors lint`

use clap::Args;
use hyperglyph_harness::lint::problems;
use hyperglyph_vectors::Suite;

use super::{Source, counted};
use crate::command::output::{Failure, say};

/// Check the vectors: schema, style, ids, manifest, and that the reference agrees
#[derive(Args, Debug)]
#[command(after_help = "\
The reference agrees when it gives the value of every vector that is to be accepted, and its canonical bytes,
and refuses every other for the reason and at the place that are written down. Violations that cases list must
be seen by those who judge. The manifest holds a hash of every file.")]
pub(super) struct Lint {
    #[command(flatten)]
    source: Source,
}

impl Lint {
    pub(super) fn run(self) -> Result<(), Failure> {
        let bundle = self.source.bundle()?;
        let problems = problems(&bundle);
        if problems.is_empty() {
            let suite = Suite::new(&bundle).map_err(Failure::own)?;
            return say(&format!(
                "{}, {}: all is well\n",
                vectors(&suite),
                cases(&suite)
            ));
        }
        let text: String = problems.iter().map(|it| format!("{it}\n")).collect();
        say(&hyperglyph_harness::visible::text(&text))?;
        Err(Failure::Short(counted(problems.len(), "problem")))
    }
}

fn vectors(suite: &Suite) -> String {
    counted(suite.vectors().count(), "vector")
}

fn cases(suite: &Suite) -> String {
    let servers: usize = suite.servers().iter().map(|file| file.cases.len()).sum();
    let clients: usize = suite.clients().iter().map(|file| file.cases.len()).sum();
    counted(servers + clients, "case")
}
