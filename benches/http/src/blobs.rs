//! P5: large blobs in a form, beside raw hyper that takes the same bytes.

use std::io::{Read, Write};
use std::net::TcpStream;

use hyperglyph::{Blob, Map, Value};
use hyperglyph_benches::report::{Table, Timings};
use hyperglyph_benches::rounds::{Contender, Plan, interleave};

use crate::child::Child;
use crate::cores::Cores;
use crate::peer::Server;
use crate::server::{address, beside, command};
use crate::{Error, goal};

/// Bytes of one blob.
pub const BLOB: usize = 16 << 20;

/// Where the bytes of a blob end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sink {
    /// The handler reads them while they come, and drops them.
    Nowhere,
    /// They are a temporary file when the handler begins.
    File,
}

/// Blobs that are read and dropped, and blobs that become temporary files.
pub fn blobs(plan: Plan, cores: Cores) -> Result<[(Table, Timings); 2], Error> {
    Ok([
        timed(plan, cores, Sink::Nowhere)?,
        timed(plan, cores, Sink::File)?,
    ])
}

fn timed(plan: Plan, cores: Cores, sink: Sink) -> Result<(Table, Timings), Error> {
    let (path, name, goal) = match sink {
        Sink::Nowhere => ("/discard", "parsed and discarded", goal::BLOB_DISCARDED),
        Sink::File => ("/file", "into temporary files", goal::BLOB_INTO_FILE),
    };
    let request = request(path)?;
    let servers = [Server::Hyper, Server::Hyperglyph];
    let contenders = servers.map(|server| contender(server, cores, request.clone()));
    let contenders = contenders.into_iter().collect::<Result<_, _>>()?;
    let timings = Timings::new(&format!("blobs {name}"), interleave(contenders, plan));
    let title = format!("P5 server, blobs of 16 MiB a second of its processor, {name}");
    let goals = [(Server::Hyper.name(), goal)];
    let table = beside(&title, &timings, Server::Hyperglyph.name(), &goals);
    Ok((table, timings))
}

fn contender(server: Server, cores: Cores, request: Vec<u8>) -> Result<Contender, Error> {
    let name = server.name();
    let child = Child::start(&mut command(server)?, cores)?;
    let mut stream = TcpStream::connect(address(child.url())?)?;
    let mut times = move |times| {
        let before = child.processor_time()?;
        for _ in 0..times {
            stream.write_all(&request)?;
            let mut answer = [0; 4096];
            let length = stream.read(&mut answer)?;
            let answer = String::from_utf8_lossy(&answer[..length]);
            if !answer.starts_with("HTTP/1.1 200") || !answer.ends_with(';') {
                return Err(format!("expected a 200, found {answer:?}").into());
            }
        }
        Ok::<_, Error>(child.processor_time()?.saturating_sub(before))
    };
    times(1).map_err(|error| format!("{name}: {error}"))?;
    Ok(Contender::elsewhere(name, move |count| {
        times(count).unwrap_or_else(|error| panic!("{name} takes no more blobs: {error}"))
    }))
}

/// A form with one blob, all its bytes.
fn request(path: &str) -> Result<Vec<u8>, Error> {
    let blob = Blob::new("text/plain", vec![b'x'; BLOB]);
    let arguments = Map::from([("file", Value::from(blob))]);
    let body = hyperglyph::encode(&Value::OrderedDict(arguments))?;
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {}\r\nContent-Length: {}\r\n\r\n",
        hyperglyph::CONTENT_TYPE,
        body.len(),
    );
    Ok([head.as_bytes(), &body].concat())
}
