//! P6: uploads of a gibibyte to raw hyper that drops them, beside curl; client and
//! server on one processor.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use hyperglyph_benches::report::{Table, Timings};
use hyperglyph_benches::rounds::{Contender, Plan, interleave};
use tempfile::NamedTempFile;

use crate::child::{self, Child};
use crate::cores::Cores;
use crate::peer::upload::Source;
use crate::peer::{Client, Server};
use crate::server::{beside_in, command};
use crate::{Error, goal};

const MEBIBYTES: u32 = 1024;

/// In tables.
const CURL: &str = "curl";

/// From memory, and from a file.
pub fn uploads(plan: Plan, cores: Cores) -> Result<[(Table, Timings); 2], Error> {
    let mut file = NamedTempFile::new()?;
    let mebibyte = vec![b'x'; 1 << 20];
    for _ in 0..MEBIBYTES {
        file.write_all(&mebibyte)?;
    }
    Ok([
        timed(plan, cores, Source::Memory, file.path())?,
        timed(plan, cores, Source::File, file.path())?,
    ])
}

/// Why there is nothing beside which to measure, if so.
#[must_use]
pub fn missing() -> Option<String> {
    let mut curl = Command::new(CURL);
    let outcome = curl.arg("--version").stdout(Stdio::null()).status();
    let error = outcome.err()?;
    Some(format!("uploads: curl cannot be started: {error}"))
}

fn timed(plan: Plan, cores: Cores, source: Source, file: &Path) -> Result<(Table, Timings), Error> {
    let contenders = vec![ours(cores, source, file)?, curl(cores, file)?];
    let dataset = format!("upload from {}", source.name());
    let timings = Timings::new(&dataset, interleave(contenders, plan));
    let title = format!(
        "P6 client, a gibibyte uploaded from {}, curl from a file: MiB a second on the wall",
        source.name()
    );
    let goal = match source {
        Source::Memory => goal::UPLOAD_FROM_MEMORY,
        Source::File => goal::UPLOAD_FROM_FILE,
    };
    let ours = Client::Hyperglyph.name();
    let table = beside_in(
        ("MiB a second", f64::from(MEBIBYTES)),
        &title,
        &timings,
        ours,
        &[(CURL, goal)],
    );
    Ok((table, timings))
}

fn ours(cores: Cores, source: Source, file: &Path) -> Result<Contender, Error> {
    let server = Child::start(&mut command(Server::Hyper)?, cores)?;
    let mut command = child::of_ours(["upload", source.name(), server.url()])?;
    let mut client = Child::start(command.arg(file), cores)?;
    Ok(Contender::elsewhere(
        Client::Hyperglyph.name(),
        move |times| {
            let _serving = &server;
            elapsed(|| client.ask(&times.to_string()).map(drop))
        },
    ))
}

fn curl(cores: Cores, file: &Path) -> Result<Contender, Error> {
    let server = Child::start(&mut command(Server::Hyper)?, cores)?;
    let mut command = Command::new(CURL);
    command.args([
        "--silent",
        "--fail",
        "--header",
        "Expect:",
        "--request",
        "POST",
    ]);
    // It reads as it sends: what it would read into memory may have no gibibyte.
    command.arg("--upload-file").arg(file);
    command.arg(format!("{}discard", server.url()));
    command.stdout(Stdio::null());
    Ok(Contender::elsewhere(CURL, move |times| {
        let _serving = &server;
        elapsed(|| {
            for _ in 0..times {
                let status = cores.measured(|| command.status())??;
                if !status.success() {
                    return Err(format!("curl: {status}").into());
                }
            }
            Ok(())
        })
    }))
}

/// How long it takes.
fn elapsed(work: impl FnOnce() -> Result<(), Error>) -> Duration {
    let began = Instant::now();
    work().unwrap_or_else(|error| panic!("nothing is uploaded any more: {error}"));
    began.elapsed()
}
