//! P4: does the time per byte stay flat as messages grow?
//!
//! Messages of one shape, from 1 KiB on by factors of four, are decoded. The
//! exponent is the slope of the line through the logarithms of time and size:
//! 1 is linear.

use std::hint::black_box;
use std::rc::Rc;

use hyperglyph::{DecodeOptions, Limits, Value};

use crate::goal::Form;
use crate::report::{Cell, Goal, Row, Section, Table, Timings};
use crate::rounds::{Contender, Plan, Timing, count, interleave};
use crate::{Error, dataset};

/// P4, at most.
const EXPONENT: f64 = 1.02;

/// A shape: its name, what its time is to be proportional to, and a message of
/// about that many bytes.
struct Shape {
    name: &'static str,
    proportional: fn(f64) -> f64,
    message: fn(usize) -> Result<Vec<u8>, Error>,
}

const SHAPES: [Shape; 2] = [
    Shape {
        name: "a list of records",
        proportional: |bytes| bytes,
        message: records,
    },
    // Duplicate checks may take n log n.
    Shape {
        name: "one dict (of n log n)",
        proportional: |bytes| bytes * bytes.log2(),
        message: dict,
    },
];

/// Times each shape at all sizes, up to 64 MiB, or 1 GiB.
pub fn section(plan: Plan, gib: bool) -> Result<Section, Error> {
    let last = if gib { 30 } else { 26 };
    let mut rows = Vec::new();
    let mut timings = Vec::new();
    for shape in SHAPES {
        let powers = (10..=last).step_by(2);
        let messages: Result<Vec<Rc<[u8]>>, Error> = powers
            .map(|power| Ok((shape.message)(1 << power)?.into()))
            .collect();
        let messages = messages?;
        let sizes: Vec<f64> = messages
            .iter()
            .map(|message| count(message.len() as u64))
            .collect();
        for form in [Form::Document, Form::Tree] {
            let contenders = messages.iter().map(|message| decode(message, form));
            let timed = interleave(contenders.collect::<Result<_, _>>()?, plan);
            let label = format!("{}, {}", shape.name, form.letter());
            rows.push(row(&label, shape.proportional, &sizes, &timed));
            timings.push(Timings::new(&label, timed));
        }
    }
    let largest = if gib { "1 GiB" } else { "64 MiB" };
    Ok(Section {
        id: "P4".into(),
        tables: vec![Table {
            title: format!("P4 growth of the time to decode, from 1 KiB to {largest}"),
            columns: ["exponent", "ns a byte, smallest", "ns a byte, largest"]
                .map(String::from)
                .into(),
            rows,
        }],
        missing: Vec::new(),
        timings,
    })
}

fn row(label: &str, proportional: fn(f64) -> f64, sizes: &[f64], timings: &[Timing]) -> Row {
    let times = timings.iter().map(|timing| timing.median_ns);
    let points: Vec<(f64, f64)> = sizes.iter().copied().zip(times).collect();
    let scaled = points
        .iter()
        .map(|&(bytes, ns)| (proportional(bytes).ln(), ns.ln()));
    let exponent = slope(&scaled.collect::<Vec<_>>());
    let per_byte = |point: Option<&(f64, f64)>| point.map(|(bytes, ns)| ns / bytes);
    Row {
        label: label.into(),
        cells: vec![
            Cell::new(Some(exponent), Some(Goal::AtMost(EXPONENT))).decimals(3),
            Cell::new(per_byte(points.first()), None),
            Cell::new(per_byte(points.last()), None),
        ],
    }
}

/// Of the line that fits best, by least squares.
fn slope(points: &[(f64, f64)]) -> f64 {
    let n = count(points.len() as u64);
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / n;
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let along: f64 = points
        .iter()
        .map(|point| (point.0 - x) * (point.1 - y))
        .sum();
    along
        / points
            .iter()
            .map(|point| (point.0 - x).powi(2))
            .sum::<f64>()
}

fn decode(message: &Rc<[u8]>, form: Form) -> Result<Contender, Error> {
    let message = Rc::clone(message);
    let options = DecodeOptions::new().limits(Limits {
        message: message.len(),
        entries: usize::MAX,
        values: usize::MAX,
        ..Limits::default()
    });
    options.decode(&message)?;
    let name = format!("{} bytes", message.len());
    Ok(match form {
        Form::Document => Contender::new(name, move || {
            drop(black_box(options.document(black_box(&message))));
        }),
        Form::Tree => Contender::new(name, move || {
            drop(black_box(options.decode(black_box(&message))));
        }),
    })
}

/// The records of the dataset, over and over.
fn records(bytes: usize) -> Result<Vec<u8>, Error> {
    let records = dataset::records();
    let records = records.as_list().ok_or("records are no list")?;
    let mut message = vec![b'L'];
    for record in records.iter().cycle() {
        let record = hyperglyph::encode(record)?;
        if message.len() + record.len() >= bytes {
            break;
        }
        message.extend(record);
    }
    message.push(b';');
    Ok(message)
}

/// One dict of short keys.
fn dict(bytes: usize) -> Result<Vec<u8>, Error> {
    let mut message = vec![b'D'];
    for n in 0i64.. {
        let entry = [Value::from(format!("key-{n}")), n.into()];
        let [key, value] = entry.map(|part| hyperglyph::encode(&part));
        let (key, value) = (key?, value?);
        if message.len() + key.len() + value.len() >= bytes {
            break;
        }
        message.extend(key);
        message.extend(value);
    }
    message.push(b';');
    Ok(message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slope_of_a_square_is_two() {
        let points = [1.0f64, 2.0, 4.0, 8.0].map(|x| (x.ln(), (3.0 * x * x).ln()));
        assert!((slope(&points) - 2.0).abs() < 1e-9);
    }

    #[test]
    fn messages_are_about_as_long_as_asked() {
        for shape in SHAPES {
            let message = (shape.message)(4_096).unwrap();
            assert!((3_800..=4_096).contains(&message.len()), "{}", shape.name);
            hyperglyph::decode(&message).unwrap();
        }
    }
}
