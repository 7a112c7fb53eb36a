//! P5: `hello(name)` by POST on connections that are kept.

use std::net::{SocketAddr, ToSocketAddrs};
use std::process::Command;

use hyperglyph::EncodeOptions;
use hyperglyph::http::{Arguments, Request};
use hyperglyph::page::Form;
use hyperglyph_benches::report::{Cell, Goal, Row, Table, Timings};
use hyperglyph_benches::rounds::{Contender, Plan, Timing, interleave};

use crate::child::{self, Child};
use crate::cores::Cores;
use crate::http1::Exchange;
use crate::peer::serve::Hello;
use crate::peer::{GREETING, NAME, Server};
use crate::python::{self, Python};
use crate::{Error, goal, grpc, http1, instructions};

/// Connections; for tonic, streams of one connection.
const CONNECTIONS: usize = 32;
const DEPTH: u16 = 16;
/// How many connections call, with how many requests in each write.
const CALLING: (usize, u16) = (CONNECTIONS, 1);

/// The servers whose instructions are counted; raw hyper is the measure.
const COUNTED: [Server; 5] = [
    Server::Hyper,
    Server::Hyperglyph,
    Server::Axum,
    Server::Jsonrpsee,
    Server::Tonic,
];

const PIPELINED: &str = "P5 server, calls a second of its processor, 16 requests in each write";

/// What is counted, and how many of it a sample has.
type Unit = (&'static str, f64);
const CALLS: Unit = ("calls a second", 1.0);

/// Calls a server that many times.
type Calls = Box<dyn FnMut(u64) -> Result<(), Error>>;

/// Instructions of a call, one after the other on one connection.
pub fn instructions(cores: Cores) -> Result<Table, Error> {
    let mut counts = Vec::new();
    for server in COUNTED {
        let count = instructions::per_call(&command(server)?, cores, |child, calls| {
            load(server.name(), child.url(), 1, 1)?(calls)
        })?;
        counts.push((server.name(), count));
    }
    let goal = (Server::Hyperglyph.name(), goal::SERVER_INSTRUCTIONS);
    let title = "P5 server, instructions of a call in user space";
    Ok(instructions::table(title, &counts, goal))
}

/// Calls a second, beside all peers; and what is missing.
pub fn calls(
    plan: Plan,
    cores: Cores,
    python: &Python,
) -> Result<(Table, Timings, Vec<String>), Error> {
    let mut contenders = Vec::new();
    for server in COUNTED {
        contenders.push(contender(server.name(), command(server)?, cores, CALLING)?);
    }
    let mut missing = Vec::new();
    for (name, command) in [
        (python::FASTAPI, python.fastapi()),
        (python::OF_2012, python.server_2012()),
    ] {
        match command {
            Ok(command) => contenders.push(contender(name, command, cores, CALLING)?),
            Err(why) => missing.push(why),
        }
    }
    let timings = Timings::new("server, 32 connections", interleave(contenders, plan));
    let table = beside(
        "P5 server, calls a second of its processor, 32 connections",
        &timings,
        Server::Hyperglyph.name(),
        &goal::SERVER_CALLS,
    );
    Ok((table, timings, missing))
}

/// The same with 16 requests in each write: with all connections, which keep a server
/// busy, and with one, whose client waits for every answer and is woken by it.
pub fn pipelined(plan: Plan, cores: Cores) -> Result<Vec<(Table, Timings)>, Error> {
    [CONNECTIONS, 1]
        .map(|connections| pipelined_over(connections, plan, cores))
        .into_iter()
        .collect()
}

fn pipelined_over(connections: usize, plan: Plan, cores: Cores) -> Result<(Table, Timings), Error> {
    let servers = [Server::Hyperglyph, Server::Hyper, Server::HyperFlush];
    let contenders = servers
        .map(|server| contender(server.name(), command(server)?, cores, (connections, DEPTH)));
    let contenders = contenders.into_iter().collect::<Result<_, _>>()?;
    let over = match connections {
        1 => "1 connection".to_owned(),
        more => format!("{more} connections"),
    };
    let timings = Timings::new(
        &format!("server, pipelined, {over}"),
        interleave(contenders, plan),
    );
    let ours = Server::Hyperglyph.name();
    let title = format!("{PIPELINED}, {over}");
    let goals = [(Server::Hyper.name(), goal::PIPELINED)];
    let mut table = beside(&title, &timings, ours, &goals);
    // What hyper itself makes of it: more than that nothing on top of it can.
    let most = row(CALLS, &timings, ours, (Server::HyperFlush.name(), None));
    table.rows.push(most);
    Ok((table, timings))
}

/// Ours beside each peer, in calls a second.
pub(crate) fn beside(title: &str, timings: &Timings, ours: &str, goals: &[(&str, f64)]) -> Table {
    beside_in(CALLS, title, timings, ours, goals)
}

/// Ours beside each peer, in a unit of which each sample has so many.
pub(crate) fn beside_in(
    unit: Unit,
    title: &str,
    timings: &Timings,
    ours: &str,
    goals: &[(&str, f64)],
) -> Table {
    let mut rows = vec![Row {
        label: ours.into(),
        cells: vec![
            Cell::new(a_second(unit, timings, ours), None).decimals(0),
            Cell::new(None, None),
        ],
    }];
    rows.extend(goals.iter().map(|&(peer, goal)| {
        let goal = Some(Goal::AtLeast(goal));
        row(unit, timings, ours, (peer, goal))
    }));
    Table {
        title: title.into(),
        columns: [unit.0, "ours ÷ it"].map(String::from).into(),
        rows,
    }
}

/// A peer, and ours as its multiple.
fn row(unit: Unit, timings: &Timings, ours: &str, (peer, goal): (&str, Option<Goal>)) -> Row {
    let own = timings.median_ns(ours);
    let ratio = timings.median_ns(peer).zip(own);
    Row {
        label: peer.into(),
        cells: vec![
            Cell::new(a_second(unit, timings, peer), None).decimals(0),
            Cell::new(ratio.map(|(peer, own)| peer / own), goal),
        ],
    }
}

fn a_second((_, many): Unit, timings: &Timings, name: &str) -> Option<f64> {
    timings.median_ns(name).map(|ns| many * 1e9 / ns)
}

/// This program as that server.
pub(crate) fn command(server: Server) -> Result<Command, Error> {
    child::of_ours(["serve", server.name()])
}

fn contender(
    name: &'static str,
    mut command: Command,
    cores: Cores,
    (connections, depth): (usize, u16),
) -> Result<Contender, Error> {
    let child = Child::start(&mut command, cores)?;
    let mut call = load(name, child.url(), connections, depth)?;
    call(100).map_err(|error| format!("{name}: {error}"))?;
    let mut times = move |times| {
        let before = child.processor_time()?;
        call(times)?;
        Ok::<_, Error>(child.processor_time()?.saturating_sub(before))
    };
    Ok(Contender::elsewhere(name, move |count| {
        times(count).unwrap_or_else(|error| panic!("{name} no longer answers: {error}"))
    }))
}

/// The load for a server, by its name in tables.
fn load(name: &str, url: &str, connections: usize, depth: u16) -> Result<Calls, Error> {
    let address = address(url)?;
    if name == Server::Tonic.name() {
        let mut load = grpc::Load::open(address, connections as u64)?;
        return Ok(Box::new(move |calls| load.run(calls)));
    }
    let mut load = http1::Load::open(address, exchange(name, url)?, connections, depth)?;
    Ok(Box::new(move |calls| load.run(calls)))
}

pub(crate) fn address(url: &str) -> Result<SocketAddr, Error> {
    let host = url.trim_start_matches("http://").trim_end_matches('/');
    let mut addresses = host.to_socket_addrs()?;
    let address = addresses.find(SocketAddr::is_ipv4);
    Ok(address.ok_or_else(|| format!("{url} is nowhere"))?)
}

/// How a server is called.
pub(crate) fn exchange(name: &str, url: &str) -> Result<Exchange, Error> {
    let json = [("Accept", "*/*"), ("Content-Type", "application/json")];
    let hello = serde_json::to_string(&Hello { name: NAME.into() })?;
    if name == Server::Hyper.name() || name == Server::HyperFlush.name() {
        let headers = [("Accept", "*/*"), ("Content-Type", "text/plain")];
        let (body, answer) = (NAME.as_bytes(), GREETING.as_bytes());
        return Ok(Exchange::post("/hello", &headers, body, answer));
    }
    if name == Server::Axum.name() || name == python::FASTAPI {
        let answer = format!("{GREETING:?}");
        return Ok(Exchange::post(
            "/hello",
            &json,
            hello.as_bytes(),
            answer.as_bytes(),
        ));
    }
    if name == Server::Jsonrpsee.name() {
        let body = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"hello","params":{hello}}}"#);
        let answer = format!(r#""result":{GREETING:?}}}"#);
        return Ok(Exchange::post(
            "/",
            &json,
            body.as_bytes(),
            answer.as_bytes(),
        ));
    }
    of_form(url)
}

/// What our client would send to the form `hello` of a page.
fn of_form(url: &str) -> Result<Exchange, Error> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let page = runtime.block_on(hyperglyph_client::Client::new().get(url))?;
    let form = page.get("hello")?.value().as_extension();
    let form = Form::read(form.ok_or("hello is no form")?)?;
    let request = Request::from_form(&form, Arguments::from([NAME]), &EncodeOptions::new())?;
    let headers: Vec<(&str, &str)> = request.headers.iter().map(|(n, v)| (*n, &**v)).collect();
    let body = request.body.as_deref().unwrap_or_default();
    let answer = hyperglyph::encode(&GREETING.into())?;
    Ok(Exchange::post(request.url.path(), &headers, body, &answer))
}

/// What a timing says of calls, for a plot.
#[must_use]
pub fn multiples(timings: &Timings, ours: &str) -> Vec<(String, f64)> {
    let Some(own) = timings.median_ns(ours) else {
        return Vec::new();
    };
    let peers = timings
        .contenders
        .iter()
        .filter(|timing| timing.name != ours);
    let multiple = |timing: &Timing| (timing.name.clone(), timing.median_ns / own);
    peers.map(multiple).collect()
}
