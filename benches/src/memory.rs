//! P4: allocations, and the peak of memory.
//!
//! Counting costs time, so it is done by a program of its own, `codec-memory`,
//! whose allocator counts; `codec-goals` runs it and takes its table over.

use hyperglyph::{Blob, Document, EncodeOptions, Value};

use crate::report::{Cell, Goal, Row, Table};
use crate::rounds::count;
use crate::{Error, dataset};

/// What an allocator can tell.
pub trait Meter {
    /// Runs the work, and keeps what it makes until the counting has ended.
    fn measure<T>(&self, work: impl FnOnce() -> T) -> (T, Usage);
}

/// What some work did to the heap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// Blocks asked for, and blocks made larger.
    pub allocations: usize,
    /// Blocks that are still there when the work is done.
    pub blocks: usize,
    /// The most bytes at any time, beyond what there was before.
    pub peak: usize,
}

/// Counts everything that has a goal.
pub fn tables(meter: &impl Meter) -> Result<Vec<Table>, Error> {
    Ok(vec![decode(meter)?, encode(meter)?, peak(meter)?])
}

/// Blocks that a tree holds, against one for each container with something in it
/// and one for each extension; and how often each form asks for memory.
fn decode(meter: &impl Meter) -> Result<Table, Error> {
    let mut rows = Vec::new();
    for (name, value) in dataset::all() {
        let message = hyperglyph::encode(&value)?;
        let (tree, usage) = meter.measure(|| hyperglyph::decode(&message));
        drop(tree?);
        let (document, in_arena) = meter.measure(|| Document::decode(&message));
        drop(document?);
        let containers = containers(&value);
        let blocks = Cell::new(
            Some(share(usage.blocks, containers.max(1))),
            Some(Goal::AtMost(if containers == 0 { 0.0 } else { 1.0 })),
        );
        let all = |usage: Usage| Some(share(usage.allocations, values(&value)));
        let goal = (name == "records").then_some(Goal::AtMost(0.001));
        rows.push(Row {
            label: name.into(),
            cells: vec![
                blocks.decimals(4),
                Cell::new(all(usage), None).decimals(4),
                Cell::new(all(in_arena), goal).decimals(4),
            ],
        });
    }
    let columns = [
        "T: blocks a container",
        "T: allocations a value",
        "D: allocations a value",
    ];
    Ok(Table {
        title: "P4 allocations of a decode".into(),
        columns: columns.map(String::from).into(),
        rows,
    })
}

fn encode(meter: &impl Meter) -> Result<Table, Error> {
    let mut rows = Vec::new();
    let blob = Value::from(Blob::new("a/b", b"content"));
    let blobs = Value::from(vec![blob; 100]);
    for (name, value) in dataset::all().into_iter().chain([("blobs", blobs)]) {
        let mut out = hyperglyph::encode(&value)?;
        out.clear();
        let options = EncodeOptions::new();
        let (written, usage) = meter.measure(|| options.encode_into(&value, &mut out));
        written?;
        let seen = share(usage.allocations, 1);
        rows.push(Row {
            label: name.into(),
            cells: vec![Cell::new(Some(seen), Some(Goal::AtMost(0.0))).decimals(0)],
        });
    }
    Ok(Table {
        title: "P4 allocations of an encode into a buffer with room".into(),
        columns: vec!["allocations".into()],
        rows,
    })
}

/// The message itself counts.
fn peak(meter: &impl Meter) -> Result<Table, Error> {
    const TINY: usize = 1_000_000;
    let tiny = |item: &[u8]| [b"L".as_slice(), &item.repeat(TINY), b";"].concat();
    let strings = hyperglyph::encode(&dataset::strings())?;
    let bytes = hyperglyph::encode(&dataset::bytes())?;
    let messages = [
        ("a list of nil", tiny(b"N;"), 16.0),
        ("a list of i1;", tiny(b"i1;"), 16.0),
        ("a list of empty lists", tiny(b"L;"), 16.0),
        ("a list of lists of one", tiny(b"LN;;"), 16.0),
        ("a list of dicts of one", tiny(b"Du1:a;N;;"), 16.0),
        ("a set of integers", set(TINY)?, 16.0),
        ("strings", strings, 1.1),
        ("bytes", bytes, 1.1),
    ];
    let mut rows = Vec::new();
    for (label, message, goal) in messages {
        let (tree, usage) = meter.measure(|| hyperglyph::decode(&message));
        drop(tree?);
        let (document, in_arena) = meter.measure(|| Document::decode(&message));
        drop(document?);
        let cell = |usage: Usage| {
            let seen = share(usage.peak + message.len(), message.len());
            Cell::new(Some(seen), Some(Goal::AtMost(goal)))
        };
        rows.push(Row {
            label: label.into(),
            cells: vec![cell(usage), cell(in_arena)],
        });
    }
    Ok(Table {
        title: "P4 peak memory of a decode ÷ the message, the message counted".into(),
        columns: vec!["T".into(), "D".into()],
        rows,
    })
}

fn set(items: usize) -> Result<Vec<u8>, Error> {
    let mut message = vec![b'S'];
    for n in 0..items {
        message.extend(hyperglyph::encode(&Value::from(n as u64))?);
    }
    message.push(b';');
    Ok(message)
}

/// The values in it, itself counted.
fn values(value: &Value<'_>) -> usize {
    1 + parts(value).into_iter().map(values).sum::<usize>()
}

/// Containers with something in them, and extensions.
fn containers(value: &Value<'_>) -> usize {
    let parts = parts(value);
    usize::from(!parts.is_empty()) + parts.into_iter().map(containers).sum::<usize>()
}

fn parts<'v, 'a>(value: &'v Value<'a>) -> Vec<&'v Value<'a>> {
    match value {
        Value::List(items) => items.iter().collect(),
        Value::Set(set) => set.iter().collect(),
        Value::Dict(map) | Value::OrderedDict(map) => {
            map.iter().flat_map(|(key, value)| [key, value]).collect()
        }
        Value::Extension(extension) => {
            vec![&extension.name, &extension.attributes, &extension.content]
        }
        _ => Vec::new(),
    }
}

fn share(of: usize, total: usize) -> f64 {
    count(of as u64) / count(total as u64)
}
