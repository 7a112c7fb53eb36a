//! `hyperglyph vectors`

mod coverage;
mod fmt;
mod generate;
mod lint;
mod list;
mod show;
mod table;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueHint};
use hyperglyph_vectors::{Bundle, Suite};

use super::output::Failure;

/// Look at the vectors, check them, and make new ones
#[derive(Args, Debug)]
#[command(after_help = "\
They take the vectors that are built in, or with --vectors those of a folder.

Examples:
  hyperglyph vectors list --run 'INT-*'
  hyperglyph vectors show integer/leading-zeros
  hyperglyph vectors coverage                    every requirement, and what tests it
  hyperglyph vectors lint --vectors vectors      check the files of a folder
  hyperglyph vectors generate --seed 1 --count 10
  hyperglyph vectors fmt vectors                 write them in our style, and their manifest")]
pub(super) struct Vectors {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(list::List),
    Show(show::Show),
    Lint(lint::Lint),
    Coverage(coverage::Coverage),
    Generate(generate::Generate),
    Fmt(fmt::Fmt),
    Table(table::Table),
}

impl Vectors {
    pub(super) fn run(self) -> Result<(), Failure> {
        match self.command {
            Command::List(list) => list.run(),
            Command::Show(show) => show.run(),
            Command::Lint(lint) => lint.run(),
            Command::Coverage(coverage) => coverage.run(),
            Command::Generate(generate) => generate.run(),
            Command::Fmt(fmt) => fmt.run(),
            Command::Table(table) => table.run(),
        }
    }
}

/// Where the vectors come from.
#[derive(Args, Debug)]
struct Source {
    /// Read the vectors from a folder, not those built in
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    vectors: Option<PathBuf>,
}

impl Source {
    fn bundle(&self) -> Result<Bundle, Failure> {
        self.vectors
            .as_deref()
            .map_or_else(|| Ok(Bundle::embedded()), from_dir)
    }

    fn suite(&self) -> Result<Suite, Failure> {
        Suite::new(&self.bundle()?).map_err(Failure::own)
    }
}

fn from_dir(folder: &Path) -> Result<Bundle, Failure> {
    Bundle::from_dir(folder).map_err(Failure::own)
}

/// A count and a noun: `1 vector`, `2 vectors`.
fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}
