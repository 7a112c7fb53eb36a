//! P5: what connections cost that are open and idle, and what stays when they
//! are closed.

use hyperglyph_benches::report::{Cell, Goal, Row, Table};
use hyperglyph_benches::rounds::count;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::child::Child;
use crate::cores::Cores;
use crate::peer::Server;
use crate::{Error, goal, http1, server};

/// Connections that are held.
const HELD: u64 = 10_000;
/// Descriptors that are needed besides.
const BESIDES: u64 = 200;

/// Bytes of resident memory.
struct Seen {
    start: f64,
    held: f64,
    after: f64,
}

/// Both figures, ours beside raw hyper.
pub fn connections(cores: Cores) -> Result<Table, Error> {
    let held = HELD.min(descriptors()?.saturating_sub(BESIDES));
    let raw = seen(Server::Hyper, held, cores)?;
    let ours = seen(Server::Hyperglyph, held, cores)?;
    let each = |seen: &Seen| (seen.held - seen.start) / count(held);
    let rows = [(Server::Hyper, &raw), (Server::Hyperglyph, &ours)].map(|(server, seen)| {
        let goals = server == Server::Hyperglyph;
        let goal = |most| goals.then_some(Goal::AtMost(most));
        Row {
            label: server.name().into(),
            cells: vec![
                Cell::new(Some(seen.start / 1024.0), None).decimals(0),
                Cell::new(Some(each(seen)), None).decimals(0),
                Cell::new(Some(each(seen) / each(&raw)), goal(goal::IDLE_CONNECTION)),
                Cell::new(Some(seen.after / seen.start), goal(goal::AFTER_CONNECTIONS)),
            ],
        }
    });
    Ok(Table {
        title: format!(
            "P5 server, resident memory of {held} connections that called once and stay"
        ),
        columns: [
            "KiB before",
            "bytes each",
            "÷ raw hyper",
            "after they closed ÷ before",
        ]
        .map(String::from)
        .into(),
        rows: rows.into(),
    })
}

fn seen(server: Server, held: u64, cores: Cores) -> Result<Seen, Error> {
    let child = Child::start(&mut server::command(server)?, cores)?;
    let address = server::address(child.url())?;
    let exchange = server::exchange(server.name(), child.url())?;
    let load = |connections: u64| {
        let connections = usize::try_from(connections)?;
        http1::Load::open(address, exchange.clone(), connections, 1)
    };
    load(1)?.run(1_000)?;
    let start = count(child.settled()?);
    let mut connections = load(held)?;
    connections.run(held)?;
    let resident = count(child.resident()?);
    drop(connections);
    Ok(Seen {
        start,
        held: resident,
        after: count(child.settled()?),
    })
}

/// How many descriptors a process may have, once it has asked for more.
fn descriptors() -> Result<u64, Error> {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let wanted = HELD + BESIDES;
    if current.is_some_and(|current| current < wanted) {
        let most = maximum.map_or(wanted, |maximum| maximum.min(wanted));
        let current = Some(most);
        setrlimit(Resource::Nofile, Rlimit { current, maximum })?;
        return Ok(most);
    }
    Ok(wanted)
}
