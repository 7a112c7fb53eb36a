//! Measures the codec against its peers and prints the tables of the goals P1
//! to P4: what was seen, the goal, and whether it is reached.

use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::Duration;
use std::{env, fs};

use clap::{Parser, ValueEnum};
use hyperglyph_benches::report::{Provenance, Report, Section, Table, insert, markdown, svg, text};
use hyperglyph_benches::rounds::Plan;
use hyperglyph_benches::streaming::Direction;
use hyperglyph_benches::{Error, decode, encode, growth, streaming, structs};

/// As the marks in the document have it.
const PROGRAM: &str = "codec-goals";

/// The crates whose versions matter.
const PEERS: [&str; 8] = [
    "bendy",
    "ciborium",
    "minicbor",
    "rmp-serde",
    "rmpv",
    "serde_json",
    "simd-json",
    "sonic-rs",
];

/// The versions that this program was built with.
const LOCK: &str = include_str!("../../../Cargo.lock");

/// The codec against its peers, beside the goals.
#[derive(Debug, Parser)]
struct Arguments {
    /// Samples of each contender; the goals want 7 at least.
    #[arg(long, default_value_t = 9, value_parser = clap::value_parser!(u16).range(1..))]
    rounds: u16,
    /// Milliseconds that one sample takes at least.
    #[arg(long, default_value_t = 20)]
    sample: u64,
    /// Only this section; repeatable.
    #[arg(long, value_enum, value_name = "P1…P4")]
    only: Vec<Goals>,
    /// Growth up to 1 GiB instead of 64 MiB; takes some 10 GiB of memory.
    #[arg(long)]
    gib: bool,
    /// Writes every median, ratio and version there.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Draws P1 there, as SVG.
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,
    /// Puts the tables between the marks of that document.
    #[arg(long, value_name = "FILE")]
    markdown: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Goals {
    #[value(name = "P1", alias = "p1")]
    Decode,
    #[value(name = "P2", alias = "p2")]
    Encode,
    #[value(name = "P3", alias = "p3")]
    Structs,
    #[value(name = "P4", alias = "p4")]
    Memory,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Error> {
    // Read first: a wrong name should not cost a whole run.
    let document = match &arguments.markdown {
        Some(path) => Some((
            path,
            insert(&fs::read_to_string(path)?, PROGRAM, "").map(|_| path)?,
        )),
        None => None,
    };
    let report = Report {
        provenance: Provenance::of(&PEERS, LOCK),
        rounds: arguments.rounds.into(),
        sections: sections(arguments)?,
    };
    print!("{}", text(&report));
    if let Some(path) = &arguments.json {
        fs::write(path, serde_json::to_string_pretty(&report)? + "\n")?;
    }
    if let Some(path) = &arguments.plot {
        let plot = svg(&report).ok_or("the plot shows P1, which --only leaves out")?;
        fs::write(path, plot)?;
    }
    if let Some((path, _)) = document {
        let text = insert(&fs::read_to_string(path)?, PROGRAM, &markdown(&report))?;
        fs::write(path, text)?;
    }
    Ok(())
}

fn sections(arguments: &Arguments) -> Result<Vec<Section>, Error> {
    let plan = Plan {
        rounds: arguments.rounds.into(),
        sample: Duration::from_millis(arguments.sample),
    };
    let mut sections = Vec::new();
    for goals in Goals::value_variants() {
        if !arguments.only.is_empty() && !arguments.only.contains(goals) {
            continue;
        }
        sections.push(match goals {
            Goals::Decode => decode::section(plan)?,
            Goals::Encode => encode::section(plan)?,
            Goals::Structs => structs::section(plan)?,
            Goals::Memory => {
                let mut section = growth::section(plan, arguments.gib)?;
                section.tables.splice(0..0, counted()?);
                let (table, timings) = streaming::table(plan, resident)?;
                section.tables.push(table);
                section.timings.extend(timings);
                section
            }
        });
    }
    Ok(sections)
}

fn counted() -> Result<Vec<Table>, Error> {
    Ok(serde_json::from_slice(&codec_memory(&[])?)?)
}

fn resident(direction: Direction) -> Result<Option<f64>, Error> {
    let output = codec_memory(&[direction.name()])?;
    Ok(serde_json::from_slice(&output)?)
}

/// What `codec-memory` prints: cargo runs it where cargo runs this, and
/// otherwise it stands beside this program.
fn codec_memory(arguments: &[&str]) -> Result<Vec<u8>, Error> {
    let mut command = match env::var_os("CARGO") {
        Some(cargo) => {
            let mut command = Command::new(cargo);
            command.args(["run", "--quiet", "--release", "--bin", "codec-memory"]);
            command.args(["--package", env!("CARGO_PKG_NAME"), "--"]);
            command
        }
        None => Command::new(env::current_exe()?.with_file_name("codec-memory")),
    };
    let output = command
        .args(arguments)
        .stderr(std::process::Stdio::inherit())
        .output()
        .map_err(|error| format!("codec-memory cannot be started: {error}"))?;
    if !output.status.success() {
        return Err(format!("codec-memory failed: {}", output.status).into());
    }
    Ok(output.stdout)
}
