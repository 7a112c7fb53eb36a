//! `hyperglyph compare`

use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};
use hyperglyph_harness::report::{Compared, Written};

use super::output::{Failure, read, say};

/// Tell what changed from one JSON report of `check` to another
#[derive(Args, Debug)]
#[command(after_help = "\
Subjects are the same by their names; where both reports have but one, it is compared whatever it is called.

Exit codes: 0 nothing got worse, 1 a case fails that did not, or has a worse verdict (in the order pass and
either, not-applicable, known, warn, flaky, fail), 2 wrong usage, 3 a file that is no report.
Cases that are new, and those that are gone, are told and make nothing worse.

Examples:
  hyperglyph check --report json=old.json
  hyperglyph check --report json=new.json
  hyperglyph compare old.json new.json")]
pub(super) struct Compare {
    /// The report before
    #[arg(value_hint = ValueHint::FilePath)]
    old: PathBuf,
    /// The report now
    #[arg(value_hint = ValueHint::FilePath)]
    new: PathBuf,
    /// Name every case of a change, and not only the first 20
    #[arg(long, short)]
    verbose: bool,
}

impl Compare {
    pub(super) fn run(self) -> Result<(), Failure> {
        let compared = Compared::new(&written(&self.old)?, &written(&self.new)?);
        say(&compared.in_words(if self.verbose { usize::MAX } else { 20 }))?;
        if compared.got_worse() {
            return Err(Failure::Short(String::new()));
        }
        Ok(())
    }
}

fn written(path: &Path) -> Result<Written, Failure> {
    let bytes = read(Some(path))?;
    let no_report = |error| {
        Failure::Own(format!(
            "{} is no JSON report: {error}\n  help: hyperglyph check --report json=FILE writes one",
            path.display()
        ))
    };
    serde_json::from_slice(&bytes).map_err(no_report)
}
