//! P6: calls one after the other on one connection, client and server on one
//! processor: across processors, the time to wake up hides all else.

use std::process::Command;

use hyperglyph_benches::report::{Table, Timings};
use hyperglyph_benches::rounds::{Contender, Plan, interleave};

use crate::child::{self, Child};
use crate::cores::Cores;
use crate::peer::{Client, Server};
use crate::python::{self, Python};
use crate::{Error, goal, instructions, server};

/// The clients that are built in; the legacy one is the measure.
const COUNTED: [Client; 5] = [
    Client::Legacy,
    Client::Hyperglyph,
    Client::Reqwest,
    Client::Jsonrpsee,
    Client::Tonic,
];

/// Instructions of a call, those of the server not counted.
pub fn instructions(cores: Cores) -> Result<Table, Error> {
    let mut counts = Vec::new();
    for client in COUNTED {
        let server = Child::start(&mut server::command(client.server())?, cores)?;
        let command = command(client, server.url())?;
        let count = instructions::per_call(&command, cores, |child, calls| {
            child.ask(&calls.to_string()).map(drop)
        })?;
        counts.push((client.name(), count));
    }
    let goal = (Client::Hyperglyph.name(), goal::CLIENT_INSTRUCTIONS);
    let title = "P6 client, instructions of a call in user space";
    Ok(instructions::table(title, &counts, goal))
}

/// Calls a second, beside all peers; and what is missing.
pub fn calls(
    plan: Plan,
    cores: Cores,
    python: &Python,
) -> Result<(Table, Timings, Vec<String>), Error> {
    let mut contenders = Vec::new();
    for client in COUNTED {
        let server = Child::start(&mut server::command(client.server())?, cores)?;
        let command = command(client, server.url())?;
        contenders.push(contender(client.name(), command, server, cores)?);
    }
    let mut missing = Vec::new();
    match python.client_2012() {
        Ok(mut command) => {
            let server = Child::start(&mut server::command(Server::Hyperglyph)?, cores)?;
            command.arg(server.url());
            contenders.push(contender(python::OF_2012, command, server, cores)?);
        }
        Err(why) => missing.push(why),
    }
    let timings = Timings::new("client, one connection", interleave(contenders, plan));
    let table = server::beside(
        "P6 client, calls a second of the processor that it shares with the server",
        &timings,
        Client::Hyperglyph.name(),
        &goal::CLIENT_CALLS,
    );
    Ok((table, timings, missing))
}

/// This program as that client.
fn command(client: Client, url: &str) -> Result<Command, Error> {
    child::of_ours(["call", client.name(), url])
}

fn contender(
    name: &'static str,
    mut command: Command,
    server: Child,
    cores: Cores,
) -> Result<Contender, Error> {
    let mut client = Child::start(&mut command, cores)?;
    let mut times = move |times: u64| {
        let now =
            |client: &Child| Ok::<_, Error>(client.processor_time()? + server.processor_time()?);
        let before = now(&client)?;
        client.ask(&times.to_string())?;
        Ok::<_, Error>(now(&client)?.saturating_sub(before))
    };
    Ok(Contender::elsewhere(name, move |count| {
        times(count).unwrap_or_else(|error| panic!("{name} no longer calls: {error}"))
    }))
}
