//! `hyperglyph vectors generate`

use clap::{Args, ValueEnum};
use hyperglyph::Profile;
use hyperglyph_harness::lint::Style;
use hyperglyph_harness::{Generator, ValueType};

use crate::command::output::{Failure, say};

/// Make new vectors, valid and mutated, the same ones for the same seed
#[derive(Args, Debug)]
#[command(after_help = "\
A file of vectors goes to stdout. Put it into the folder codec as generated.json, look at what you keep, and give it
a name and a note of its own; 'hyperglyph vectors lint --vectors FOLDER' checks that the reference agrees.

Examples:
  hyperglyph vectors generate --seed 1 --count 1000 > vectors/codec/generated.json
  hyperglyph vectors generate --seed 7 --count 20 --type float --type datetime --profile spec")]
pub(super) struct Generate {
    /// Another seed makes other vectors
    #[arg(long)]
    seed: u64,
    /// How many
    #[arg(long, default_value_t = 100, value_parser = count)]
    count: usize,
    /// spec: only what every conforming decoder does alike; interop: also what is left open
    #[arg(long, value_enum, default_value_t = Decided::Interop)]
    profile: Decided,
    /// The type of the values; repeatable; all of them without it
    #[arg(long = "type", value_name = "TYPE", value_parser = value_type)]
    types: Vec<ValueType>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Decided {
    Spec,
    Interop,
}

/// More would not be looked at, and a few types have no more.
const MOST: usize = 100_000;

fn count(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(count) if (1..=MOST).contains(&count) => Ok(count),
        _ => Err(format!("a number from 1 to {MOST}")),
    }
}

fn value_type(text: &str) -> Result<ValueType, String> {
    let known = ValueType::ALL.iter().find(|it| it.name() == text);
    known.copied().ok_or_else(|| {
        let names: Vec<&str> = ValueType::ALL.iter().map(|it| it.name()).collect();
        format!("one of {}", names.join(", "))
    })
}

impl Generate {
    pub(super) fn run(self) -> Result<(), Failure> {
        let profile = match self.profile {
            Decided::Spec => Profile::Spec,
            Decided::Interop => Profile::Interop,
        };
        let file = Generator::new(self.seed, profile, &self.types).file(self.count);
        let made = file["vectors"].as_array().map_or(0, Vec::len);
        if made < self.count {
            return Err(Failure::Usage(format!(
                "there are only {made} different vectors to be made of these types\n  help: lower --count, or name more types"
            )));
        }
        say(&Style::default().write(&file))
    }
}
