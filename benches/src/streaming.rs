//! P4: one message of 1 GiB whose three blobs interleave, as a stream.
//!
//! Bytes come from a source that repeats a piece of memory. Decoding is compared
//! with reading the message in pieces of the same size, encoding with reading the
//! contents of its blobs and passing them on. The peak of resident memory is that
//! of a fresh process, `codec-memory`.

use std::hint::black_box;
use std::io::{self, Cursor, Read, Write};

use hyperglyph::stream::{Reader, Writer, blobs};
use hyperglyph::{Blob, Value};

use crate::report::{Cell, Goal, Row, Table, Timings};
use crate::rounds::{Contender, Plan, Timing, interleave};
use crate::{Error, ours};

/// As reader and writer of the codec have it.
const PIECE: usize = 64 << 10;
const BLOBS: usize = 3;
/// Bytes in all blobs together.
const CONTENT: u64 = 1 << 30;
const READ: &str = "read";

/// P4, at most.
const RESIDENT_MIB: f64 = 32.0;
/// P4, at least.
const THROUGHPUT: f64 = 0.9;

/// The two directions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From bytes to the root value and chunks.
    Decode,
    /// From the root value and contents to bytes.
    Encode,
}

impl Direction {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Decode, Self::Encode];

    /// As the table has it, and the argument of `codec-memory`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Decode => "decode",
            Self::Encode => "encode",
        }
    }

    /// Does it once, to the end of the message.
    pub fn run(self) -> Result<(), Error> {
        match self {
            Self::Decode => decode(CONTENT),
            Self::Encode => encode(CONTENT),
        }
    }
}

/// Times both directions. `resident` is the peak in MiB of a process that does one.
pub fn table(
    plan: Plan,
    resident: impl Fn(Direction) -> Result<Option<f64>, Error>,
) -> Result<(Table, Vec<Timings>), Error> {
    let mut rows = Vec::new();
    let mut timings = Vec::new();
    for direction in Direction::ALL {
        direction.run()?;
        let baseline = match direction {
            Direction::Decode => Contender::new(READ, || read(message(CONTENT), &mut Sink)),
            Direction::Encode => Contender::new(READ, || {
                let mut contents = contents(CONTENT).into_iter();
                contents.try_for_each(|content| read(content, &mut Sink))
            }),
        };
        let ours = Contender::new(ours::STREAM, move || direction.run());
        let timed = interleave(vec![ours, baseline], plan);
        rows.push(row(direction, &timed, resident(direction)?));
        timings.push(Timings::new(
            &format!("stream, {}", direction.name()),
            timed,
        ));
    }
    let table = Table {
        title: "P4 a stream of 1 GiB with interleaved blobs".into(),
        columns: ["MiB resident", "throughput ÷ a read"]
            .map(String::from)
            .into(),
        rows,
    };
    Ok((table, timings))
}

fn row(direction: Direction, timed: &[Timing], resident: Option<f64>) -> Row {
    let ratio = match timed {
        [ours, baseline] => Some(baseline.median_ns / ours.median_ns),
        _ => None,
    };
    Row {
        label: direction.name().into(),
        cells: vec![
            Cell::new(resident, Some(Goal::AtMost(RESIDENT_MIB))).decimals(1),
            Cell::new(ratio, Some(Goal::AtLeast(THROUGHPUT))),
        ],
    }
}

fn decode(content: u64) -> Result<(), Error> {
    let (root, mut chunks) = Reader::new(message(content)).root()?;
    let mut arrived = vec![0; blobs(&root).len()];
    while let Some((blob, data)) = chunks.next_chunk()? {
        arrived[blob.index()] += black_box(data).len() as u64;
    }
    if arrived == [rounds(content) * PIECE as u64; BLOBS] {
        return Ok(());
    }
    Err(format!("the blobs of a stream arrive with {arrived:?} bytes").into())
}

fn encode(content: u64) -> Result<(), Error> {
    let blob = || Value::from(Blob::new("audio/ogg", b""));
    let root: Value<'_> = std::iter::repeat_with(blob).take(BLOBS).collect();
    Writer::new(Sink).write_interleaved(&root, contents(content))?;
    Ok(())
}

/// Chunks of each blob.
fn rounds(content: u64) -> u64 {
    content / (PIECE * BLOBS) as u64
}

/// A list of three blobs, then a chunk of each in turn, then their ends.
fn message(content: u64) -> impl Read {
    let mut root = vec![b'L'];
    let mut chunks = Vec::new();
    let mut ends = Vec::new();
    for id in 0..BLOBS {
        root.extend(format!("B{id}:Du12:content-type;u9:audio/ogg;;;").bytes());
        chunks.extend(format!("c{id}:{PIECE}:").bytes());
        chunks.extend(piece());
        chunks.push(b';');
        ends.extend(format!("c{id};").bytes());
    }
    root.push(b';');
    let all = chunks.len() as u64 * rounds(content);
    Cursor::new(root)
        .chain(Repeat::new(chunks).take(all))
        .chain(Cursor::new(ends))
}

/// What the blobs of the message hold.
fn contents(content: u64) -> [impl Read; BLOBS] {
    std::array::from_fn(|_| Repeat::new(piece()).take(rounds(content) * PIECE as u64))
}

fn piece() -> Vec<u8> {
    let mut piece = vec![0; PIECE];
    fastrand::Rng::with_seed(0).fill(&mut piece);
    piece
}

/// Reads it all in pieces, and passes them on.
fn read(mut source: impl Read, sink: &mut Sink) -> io::Result<()> {
    let mut piece = vec![0; PIECE];
    loop {
        match source.read(&mut piece)? {
            0 => return Ok(()),
            count => sink.write_all(&piece[..count])?,
        }
    }
}

/// The same bytes again and again.
struct Repeat {
    bytes: Vec<u8>,
    at: usize,
}

impl Repeat {
    fn new(bytes: Vec<u8>) -> Self {
        Self { bytes, at: 0 }
    }
}

impl Read for Repeat {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let left = &self.bytes[self.at..];
        let count = left.len().min(room.len());
        room[..count].copy_from_slice(&left[..count]);
        self.at = (self.at + count) % self.bytes.len();
        Ok(count)
    }
}

/// Takes everything, without letting the compiler know that it does nothing.
struct Sink;

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(black_box(bytes).len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The peak of this process in MiB, where the system tells.
#[must_use]
pub fn resident_mib() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kib / 1_024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: u64 = 10 * (PIECE * BLOBS) as u64;

    #[test]
    fn the_source_is_a_message_with_blobs_of_the_size_asked_for() {
        let mut bytes = Vec::new();
        message(SMALL).read_to_end(&mut bytes).unwrap();
        let value = hyperglyph::decode(&bytes).unwrap();
        for blob in value.as_list().unwrap() {
            let content = &blob.as_blob().unwrap().content;
            assert_eq!(content.len(), 10 * PIECE);
            assert!(content.ends_with(&piece()));
        }
        decode(SMALL).unwrap();
        encode(SMALL).unwrap();
    }
}
