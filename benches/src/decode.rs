//! P1: a message into a value of any shape, the drop of the value counted.

use std::hint::black_box;

use hyperglyph::Value;

use crate::goal::{self, Form};
use crate::peer::{Bendy, Ciborium, Minicbor, Peer, Rmpv, SerdeJson, SimdJson, SonicRs, check};
use crate::report::{Cell, Goal, Row, Section, Table, Timings};
use crate::rounds::{Contender, Plan, interleave};
use crate::{Error, dataset, ours};

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
        id: "P1".into(),
        tables,
        missing: Vec::new(),
        timings,
    })
}

/// Ours, and the peers that can hold the dataset, each checked.
pub fn contenders(name: &str, value: &Value<'_>) -> Result<Vec<Contender>, Error> {
    let message = hyperglyph::encode(value)?;
    ours::check(value, &message)?;
    let mut contenders = vec![ours::tree(message.clone()), ours::document(message)];
    // Base64 in JSON, a string elsewhere: there is nothing to compare.
    if name == "bytes" {
        return Ok(contenders);
    }
    contenders.push(contender::<SerdeJson>(value)?);
    contenders.push(contender::<SimdJson>(value)?);
    contenders.push(contender::<SonicRs>(value)?);
    contenders.push(contender::<Rmpv>(value)?);
    contenders.push(contender::<Ciborium>(value)?);
    contenders.push(contender::<Minicbor>(value)?);
    // Bencode has no floats, and leaves open what bytes a string holds.
    if !matches!(name, "floats" | "strings") {
        contenders.push(contender::<Bendy>(value)?);
    }
    Ok(contenders)
}

fn contender<P: Peer>(value: &Value<'_>) -> Result<Contender, Error> {
    check::<P>(value)?;
    let message = P::message(value)?;
    let mut spoilt = message.clone();
    let decode = |message: &mut Vec<u8>| drop(black_box(P::decode(black_box(message))));
    Ok(if P::SPOILS_INPUT {
        let mend = move |spoilt: &mut Vec<u8>| spoilt.copy_from_slice(&message);
        Contender::with_preparation(P::NAME, spoilt, mend, decode)
    } else {
        Contender::new(P::NAME, move || decode(&mut spoilt))
    })
}

fn against_peers(timings: &[Timings]) -> Table {
    let both = |peer| [Form::Document, Form::Tree].map(|form| (peer, form));
    let mut peers: Vec<&str> = goal::DECODE.iter().map(|(peer, ..)| *peer).collect();
    peers.dedup();
    let row = |(peer, form): (&str, Form)| {
        let goals = goal::DECODE
            .iter()
            .find(|(name, of, _)| *name == peer && *of == form)
            .map_or([None; 6], |(.., goals)| *goals);
        let columns = goal::DECODE_DATASETS.iter().zip(goals);
        Row {
            label: format!("{peer} ÷ {}", form.letter()),
            cells: columns
                .map(|(dataset, goal)| ratio_cell(timings, dataset, peer, form, goal))
                .collect(),
        }
    };
    Table {
        title: "P1 decode: peer time ÷ ours (D document, T tree)".into(),
        columns: goal::DECODE_DATASETS.map(String::from).into(),
        rows: peers.into_iter().flat_map(both).map(row).collect(),
    }
}

fn ratio_cell(
    timings: &[Timings],
    dataset: &str,
    peer: &str,
    form: Form,
    goal: Option<f64>,
) -> Cell {
    let of = timings.iter().find(|timings| timings.dataset == dataset);
    let seen = of.and_then(|timings| {
        let ours = timings.median_ns(name(form))?;
        Some(timings.median_ns(peer)? / ours)
    });
    Cell::new(seen, goal.map(Goal::AtLeast))
}

fn bytes(timings: &[Timings]) -> Table {
    let bytes = timings.iter().find(|timings| timings.dataset == "bytes");
    let row = |form| {
        let ns = bytes.and_then(|timings| timings.median_ns(name(form)));
        let goal = Goal::AtMost(goal::DECODE_BYTES_MICROSECONDS);
        Row {
            label: form.letter().into(),
            cells: vec![Cell::new(ns.map(|ns| ns / 1_000.0), Some(goal))],
        }
    };
    Table {
        title: "P1 decode one bytearray of 8 MiB".into(),
        columns: vec!["µs".into()],
        rows: [Form::Document, Form::Tree].into_iter().map(row).collect(),
    }
}

fn name(form: Form) -> &'static str {
    match form {
        Form::Document => ours::DOCUMENT,
        Form::Tree => ours::TREE,
    }
}
