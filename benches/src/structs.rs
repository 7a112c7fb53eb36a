//! P3: `records` into a user's structs and out of them, by serde.

use std::hint::black_box;

use crate::ours::Ours;
use crate::peer::{RmpSerde, SerdeJson, SimdJson, SonicRs, Structs};
use crate::plain::close;
use crate::record::{OwnedRecord, Record};
use crate::report::{Cell, Goal, Row, Section, Table, Timings};
use crate::rounds::{Contender, Plan, interleave};
use crate::{Error, dataset, goal};

/// The columns.
const JOBS: [&str; 3] = ["decode borrowed", "decode owned", "encode"];

/// Times every contender in every job.
pub fn section(plan: Plan) -> Result<Section, Error> {
    let value = dataset::records();
    let records = Record::all(&value).ok_or("records are not records")?;
    let mut jobs: [Vec<Contender>; 3] = Default::default();
    let contestants = [
        contenders::<Ours>(Ours::NAME, &records)?,
        contenders::<SerdeJson>(SerdeJson::NAME, &records)?,
        contenders::<SimdJson>(SimdJson::NAME, &records)?,
        contenders::<SonicRs>(SonicRs::NAME, &records)?,
        contenders::<RmpSerde>(RmpSerde::NAME, &records)?,
    ];
    for contestant in contestants {
        for (job, contender) in jobs.iter_mut().zip(contestant) {
            job.push(contender);
        }
    }
    let timed = JOBS.into_iter().zip(jobs);
    let timings: Vec<Timings> = timed
        .map(|(job, contenders)| Timings::new(job, interleave(contenders, plan)))
        .collect();
    Ok(Section {
        id: "P3".into(),
        tables: vec![table(&timings)],
        missing: Vec::new(),
        timings,
    })
}

/// The three jobs by one codec, each checked.
pub fn contenders<S: Structs>(name: &str, records: &[Record<'_>]) -> Result<[Contender; 3], Error> {
    let message = S::to_vec(&records)?;
    let owned: Vec<OwnedRecord> = records.iter().map(Record::to_owned_record).collect();
    let (mut first, mut second) = (message.clone(), message.clone());
    let read: Vec<Record<'_>> = S::from_slice(&mut first)?;
    let read_owned: Vec<OwnedRecord> = S::from_slice(&mut second)?;
    let read_owned: Vec<Record<'_>> = read_owned.iter().map(OwnedRecord::borrowed).collect();
    if !same(&read, records, S::FLOAT_ERROR) || !same(&read_owned, records, S::FLOAT_ERROR) {
        return Err(format!("{name} reads something else than the records").into());
    }
    if S::to_vec(&owned)? != message {
        return Err(format!("{name} writes owned records in another way").into());
    }
    let borrowed = |message: &mut Vec<u8>| {
        drop(black_box(S::from_slice::<Vec<Record<'_>>>(black_box(
            message,
        ))));
    };
    let owning = |message: &mut Vec<u8>| {
        drop(black_box(S::from_slice::<Vec<OwnedRecord>>(black_box(
            message,
        ))));
    };
    Ok([
        decode::<S>(name, message.clone(), borrowed),
        decode::<S>(name, message, owning),
        Contender::new(name, move || S::to_vec(black_box(&owned))),
    ])
}

/// Whether the records are equal, but for so many units in the last place of
/// their scores.
fn same(read: &[Record<'_>], records: &[Record<'_>], float_error: u64) -> bool {
    let same = |(read, record): (&Record<'_>, &Record<'_>)| {
        let score = record.score;
        close(read.score, score, float_error)
            && Record {
                score,
                ..read.clone()
            } == *record
    };
    read.len() == records.len() && read.iter().zip(records).all(same)
}

fn decode<S: Structs>(
    name: &str,
    message: Vec<u8>,
    mut work: impl FnMut(&mut Vec<u8>) + 'static,
) -> Contender {
    let mut spoilt = message.clone();
    if S::SPOILS_INPUT {
        let mend = move |spoilt: &mut Vec<u8>| spoilt.copy_from_slice(&message);
        Contender::with_preparation(name, spoilt, mend, work)
    } else {
        Contender::new(name, move || work(&mut spoilt))
    }
}

fn table(timings: &[Timings]) -> Table {
    let row = |(peer, goals): &(&str, [f64; 3])| {
        let cell = |(timings, goal): (&Timings, &f64)| {
            let ours = timings.median_ns(Ours::NAME);
            let seen = timings.median_ns(peer).zip(ours);
            Cell::new(
                seen.map(|(peer, ours)| peer / ours),
                Some(Goal::AtLeast(*goal)),
            )
        };
        Row {
            label: (*peer).into(),
            cells: timings.iter().zip(goals).map(cell).collect(),
        }
    };
    Table {
        title: "P3 records as a user's structs: peer time ÷ ours".into(),
        columns: JOBS.map(String::from).into(),
        rows: goal::STRUCTS.iter().map(row).collect(),
    }
}
