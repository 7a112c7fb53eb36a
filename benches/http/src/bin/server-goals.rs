//! Measures the server and the client beside their peers and prints the tables
//! of the goals P5 and P6: what was seen, the goal, and whether it is reached.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand, ValueEnum};
use hyperglyph_benches::report::{
    Bars, Provenance, Report, Section, Timings, bars, insert, markdown, text,
};
use hyperglyph_benches::rounds::Plan;
use hyperglyph_http_benches::cores::Cores;
use hyperglyph_http_benches::peer::upload::Source;
use hyperglyph_http_benches::peer::{Client, Server};
use hyperglyph_http_benches::python::Python;
use hyperglyph_http_benches::{Error, blobs, client, instructions, memory, server, uploads};

/// For all servers and clients of this program, ours and the peers.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// As the marks in the document have it.
const PROGRAM: &str = "server-goals";

/// The crates whose versions matter.
const PEERS: [&str; 5] = ["axum", "hyper", "jsonrpsee", "reqwest", "tonic"];

/// The versions that this program was built with.
const LOCK: &str = include_str!("../../Cargo.lock");

/// The server and the client against their peers, beside the goals.
#[derive(Debug, Parser)]
struct Arguments {
    /// Samples of each contender; the goals want 7 at least.
    #[arg(long, default_value_t = 9, value_parser = clap::value_parser!(u16).range(1..))]
    rounds: u16,
    /// Milliseconds of a processor that one sample takes at least.
    #[arg(long, default_value_t = 200)]
    sample: u64,
    /// Only this; repeatable.
    #[arg(long, value_enum, value_name = "PART")]
    only: Vec<Part>,
    /// Writes every median, ratio and version there.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Draws the peers there, as SVG.
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,
    /// Puts the tables between the marks of that document.
    #[arg(long, value_name = "FILE")]
    markdown: Option<PathBuf>,
    #[command(flatten)]
    python: Python,
    #[command(subcommand)]
    peer: Option<Peer>,
}

/// What this program is, where it measures itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Instructions of a call, for server and client.
    Instructions,
    /// Calls of the server.
    Server,
    /// Several requests in each write.
    Pipelined,
    /// Memory of connections.
    Memory,
    /// Large blobs, to the server.
    Blobs,
    /// Calls of the client.
    Client,
    /// Large blobs, from the client.
    Uploads,
}

#[derive(Debug, Subcommand)]
enum Peer {
    /// Be that server, until the input ends.
    #[command(hide = true)]
    Serve { server: Server },
    /// Be that client.
    #[command(hide = true)]
    Call { client: Client, url: String },
    /// Be our client, with a large file.
    #[command(hide = true)]
    Upload {
        source: Source,
        url: String,
        file: PathBuf,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match &arguments.peer {
        Some(Peer::Serve { server }) => server.serve(),
        Some(Peer::Call { client, url }) => client.call(url),
        Some(Peer::Upload { source, url, file }) => source.upload(url, file),
        None => run(&arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Error> {
    let put = |path: &PathBuf, tables: &str| {
        let document = fs::read_to_string(path)?;
        let document = insert(&document, PROGRAM, tables).map_err(|error| error.to_string())?;
        Ok::<_, Error>(document)
    };
    // A wrong name should not cost a whole run.
    arguments
        .markdown
        .as_ref()
        .map(|path| put(path, ""))
        .transpose()?;
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
        let title = "Processor time of a call: a peer ÷ ours";
        fs::write(path, bars(&report, title, &panels(&report)))?;
    }
    if let Some(path) = &arguments.markdown {
        fs::write(path, put(path, &markdown(&report))?)?;
    }
    Ok(())
}

fn sections(arguments: &Arguments) -> Result<Vec<Section>, Error> {
    let plan = Plan {
        rounds: arguments.rounds.into(),
        sample: Duration::from_millis(arguments.sample),
    };
    let python = &arguments.python;
    let cores = Cores::choose()?;
    cores.pin_load()?;
    let wanted = |part| arguments.only.is_empty() || arguments.only.contains(&part);
    let (mut p5, mut p6) = (empty("P5"), empty("P6"));
    if wanted(Part::Instructions) {
        if let Some(why) = instructions::missing() {
            p5.missing.push(why.clone());
            p6.missing.push(why);
        } else {
            p5.tables.push(server::instructions(cores)?);
            p6.tables.push(client::instructions(cores)?);
        }
    }
    if wanted(Part::Server) {
        let (table, timings, missing) = server::calls(plan, cores, python)?;
        p5.tables.push(table);
        p5.timings.push(timings);
        p5.missing.extend(missing);
    }
    if wanted(Part::Pipelined) {
        for (table, timings) in server::pipelined(plan, cores)? {
            p5.tables.push(table);
            p5.timings.push(timings);
        }
    }
    if wanted(Part::Memory) {
        p5.tables.push(memory::connections(cores)?);
    }
    if wanted(Part::Blobs) {
        for (table, timings) in blobs::blobs(plan, cores)? {
            p5.tables.push(table);
            p5.timings.push(timings);
        }
    }
    if wanted(Part::Client) {
        let (table, timings, missing) = client::calls(plan, cores, python)?;
        p6.tables.push(table);
        p6.timings.push(timings);
        p6.missing.extend(missing);
    }
    if wanted(Part::Uploads) {
        if let Some(why) = uploads::missing() {
            p6.missing.push(why);
        } else {
            for (table, timings) in uploads::uploads(plan, cores)? {
                p6.tables.push(table);
                p6.timings.push(timings);
            }
        }
    }
    let measured = |section: &Section| !section.tables.is_empty() || !section.missing.is_empty();
    Ok([p5, p6].into_iter().filter(measured).collect())
}

fn empty(id: &str) -> Section {
    Section {
        id: id.into(),
        tables: Vec::new(),
        missing: Vec::new(),
        timings: Vec::new(),
    }
}

fn panels(report: &Report) -> Vec<Bars> {
    let timings = report.sections.iter().flat_map(|section| &section.timings);
    let panel = |timings: &Timings| Bars {
        title: timings.dataset.clone(),
        peers: server::multiples(timings, Server::Hyperglyph.name()),
    };
    timings.map(panel).collect()
}
