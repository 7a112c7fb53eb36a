//! P2: a value of any shape into a buffer with room.

use std::hint::black_box;

use hyperglyph::Value;

use crate::peer::{Ciborium, Encode, Minicbor, Rmpv, SerdeJson, SimdJson, SonicRs, check};
use crate::plain::same;
use crate::report::{Cell, Goal, Row, Section, Table, Timings};
use crate::rounds::{Contender, Plan, interleave};
use crate::{Error, dataset, goal, ours};

const COPY: &str = "copy";

/// Times every contender on every dataset.
pub fn section(plan: Plan) -> Result<Section, Error> {
    let mut timings = Vec::new();
    for (name, value) in dataset::all() {
        let contenders = contenders(name, &value).map_err(|error| format!("{name}: {error}"))?;
        let timed = interleave(contenders, plan);
        timings.push(Timings::new(name, timed));
    }
    let tables = vec![against_peers(&timings), bytes(&timings)];
    Ok(Section {
        id: "P2".into(),
        tables,
        missing: Vec::new(),
        timings,
    })
}

/// Ours, and the peers; for `bytes`, what is to be as fast as a copy.
pub fn contenders(name: &str, value: &Value<'static>) -> Result<Vec<Contender>, Error> {
    let mut contenders = vec![ours::encode(value.clone())?];
    if name == "bytes" {
        contenders.push(copy(value)?);
        return Ok(contenders);
    }
    contenders.push(contender::<SerdeJson>(value)?);
    contenders.push(contender::<SimdJson>(value)?);
    contenders.push(contender::<SonicRs>(value)?);
    contenders.push(contender::<Rmpv>(value)?);
    contenders.push(contender::<Ciborium>(value)?);
    contenders.push(contender::<Minicbor>(value)?);
    Ok(contenders)
}

/// The value is what the peer reads from its own message, and what it writes is
/// that value again.
fn contender<P: Encode>(value: &Value<'_>) -> Result<Contender, Error> {
    check::<P>(value)?;
    let message = P::message(value)?;
    // The tree borrows from the message, and both last until the process ends.
    let tree = P::decode(message.leak())?;
    let mut out = Vec::new();
    P::encode(&tree, &mut out)?;
    let mut again = out.clone();
    let written = P::decode(&mut again)?;
    if !same(
        &P::read_back(&written)?,
        &P::expected(value),
        P::FLOAT_ERROR * 2,
    ) {
        return Err(format!("{} writes something else than the dataset", P::NAME).into());
    }
    drop(written);
    Ok(Contender::new(P::NAME, move || {
        out.clear();
        P::encode(black_box(&tree), &mut out)
    }))
}

fn copy(value: &Value<'_>) -> Result<Contender, Error> {
    let bytes = value.as_bytes().ok_or("bytes are no bytes")?.to_vec();
    let mut out = bytes.clone();
    Ok(Contender::new(COPY, move || {
        out.clear();
        out.extend_from_slice(black_box(&bytes));
        black_box(out.as_ptr());
    }))
}

fn against_peers(timings: &[Timings]) -> Table {
    let row = |(peer, goals): &(&str, [f64; 5])| {
        let columns = goal::ENCODE_DATASETS.iter().zip(goals);
        let cell = |(dataset, goal): (&&str, &f64)| {
            let of = timings.iter().find(|timings| timings.dataset == *dataset);
            let seen = of.and_then(|timings| {
                Some(timings.median_ns(peer)? / timings.median_ns(ours::TREE)?)
            });
            Cell::new(seen, Some(Goal::AtLeast(*goal)))
        };
        Row {
            label: (*peer).into(),
            cells: columns.map(cell).collect(),
        }
    };
    Table {
        title: "P2 encode into a buffer with room: peer time ÷ ours".into(),
        columns: goal::ENCODE_DATASETS.map(String::from).into(),
        rows: goal::ENCODE.iter().map(row).collect(),
    }
}

fn bytes(timings: &[Timings]) -> Table {
    let bytes = timings.iter().find(|timings| timings.dataset == "bytes");
    let seen = bytes.and_then(|bytes| Some(bytes.median_ns(ours::TREE)? / bytes.median_ns(COPY)?));
    Table {
        title: "P2 encode one bytearray of 8 MiB: our time ÷ a copy".into(),
        columns: vec!["bytes".into()],
        rows: vec![Row {
            label: "a copy".into(),
            cells: vec![Cell::new(
                seen,
                Some(Goal::AtMost(goal::ENCODE_BYTES_COPIES)),
            )],
        }],
    }
}
