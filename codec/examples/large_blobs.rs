//! A message of 1 GiB, three interleaved blobs in it, written and read in a few
//! hundred KiB of memory.
//!
//!     large_blobs                 writes and reads in one process, over a pipe
//!     large_blobs encode > FILE   writes to standard output
//!     large_blobs decode < FILE   reads from standard input
//!     large_blobs ratio           time, against passing on the same bytes undecoded
//!
//! A number behind these is the size of all contents together, in MiB. Ends in
//! failure where the content that arrives is not that which left, or the peak
//! of memory reaches 32 MiB.

use std::error::Error;
use std::hint::black_box;
use std::io::{self, Read, Write};
use std::time::{Duration, Instant};

use hyperglyph::stream::{Reader, Writer, blobs};
use hyperglyph::{Blob, Value};

const MIB: u64 = 1 << 20;
const MOST_MEMORY: u64 = 32 * MIB;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1).peekable();
    let mode = args.next_if(|arg| arg.parse::<u64>().is_err());
    let size = args.next().map_or(Ok(1024), |arg| arg.parse::<u64>())? * MIB;
    match mode.as_deref() {
        None => {
            let (reading, writing) = io::pipe()?;
            let writer = std::thread::spawn(move || {
                encode(size, writing).map_err(|error| error.to_string())
            });
            decode(size, reading)?;
            writer.join().map_err(|_| "the writer panicked")??;
        }
        Some("encode") => encode(size, io::stdout().lock())?,
        Some("decode") => decode(size, io::stdin().lock())?,
        Some("ratio") => return ratio(size),
        Some(other) => {
            return Err(format!("no mode {other}: there are encode, decode and ratio").into());
        }
    }
    check_memory()
}

/// Three blobs that have different shares of the size.
fn shares(size: u64) -> [u64; 3] {
    [size / 2, size / 8, size - size / 2 - size / 8]
}

fn encode(size: u64, output: impl Write) -> Result<(), Box<dyn Error>> {
    let album =
        ["one", "two", "three"].map(|name| Value::from(Blob::new(format!("audio/{name}"), b"")));
    let sources = shares(size).map(|share| Pattern::new().take(share));
    Writer::new(output).write_interleaved(&Value::List(album.into()), sources)?;
    Ok(())
}

fn decode(size: u64, input: impl Read) -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    let (root, mut contents) = Reader::new(input).root()?;
    let mut counts: Vec<(u64, Pattern)> =
        blobs(&root).iter().map(|_| (0, Pattern::new())).collect();
    while let Some((blob, data)) = contents.next_chunk()? {
        let (count, pattern) = &mut counts[blob.index()];
        pattern.expect(data)?;
        *count += data.len() as u64;
    }
    let seconds = start.elapsed().as_secs_f64();
    let total: u64 = counts.iter().map(|(count, _)| count).sum();
    for ((count, _), share) in counts.iter().zip(shares(size)) {
        if *count != share {
            return Err(format!("{count} bytes of a blob arrived, {share} left").into());
        }
    }
    eprintln!(
        "{} blobs, {total} bytes, {seconds:.2} s, {:.0} MiB/s",
        counts.len(),
        per_second(total, seconds)
    );
    Ok(())
}

/// The time to read a message in pieces of 64 KiB and to decode these, divided
/// by the time to read it in the same pieces; the same for writing. Rounds take turns.
fn ratio(size: u64) -> Result<(), Box<dyn Error>> {
    let mut message = Vec::new();
    encode(size, &mut message)?;
    let mut rounds: [Vec<Duration>; 4] = Default::default();
    for _ in 0..9 {
        let mut timed = |n: usize, run: &mut dyn FnMut() -> io::Result<()>| {
            let start = Instant::now();
            run().map(|()| rounds[n].push(start.elapsed()))
        };
        timed(0, &mut || {
            let (mut input, mut piece) = (&message[..], vec![0; 64 << 10]);
            while input.read(black_box(&mut piece))? > 0 {}
            Ok(())
        })?;
        timed(1, &mut || {
            let (_, mut blobs) = Reader::new(&message[..]).root().map_err(io::Error::other)?;
            while black_box(blobs.next_chunk().map_err(io::Error::other)?).is_some() {}
            Ok(())
        })?;
        timed(2, &mut || {
            let mut piece = vec![0; 64 << 10];
            for share in shares(size) {
                let mut source = Pattern::new().take(share);
                loop {
                    let count = source.read(&mut piece)?;
                    if count == 0 {
                        break;
                    }
                    io::sink().write_all(black_box(&piece[..count]))?;
                }
            }
            Ok(())
        })?;
        timed(3, &mut || {
            encode(size, io::sink()).map_err(|error| io::Error::other(error.to_string()))
        })?;
    }
    let [read, decoded, passed, encoded] = rounds.map(|mut times| {
        times.sort_unstable();
        times[times.len() / 2].as_secs_f64()
    });
    let total = message.len() as u64;
    println!(
        "read    {:>7.0} MiB/s   decoded {:>7.0} MiB/s   ratio {:.3}",
        per_second(total, read),
        per_second(total, decoded),
        read / decoded
    );
    println!(
        "passed  {:>7.0} MiB/s   encoded {:>7.0} MiB/s   ratio {:.3}",
        per_second(total, passed),
        per_second(total, encoded),
        passed / encoded
    );
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "for people")]
fn per_second(bytes: u64, seconds: f64) -> f64 {
    bytes as f64 / MIB as f64 / seconds
}

/// Bytes without end, which repeat after a number of them that is no multiple
/// of any chunk: a lost or doubled chunk shows.
struct Pattern {
    bytes: Vec<u8>,
    at: usize,
}

impl Pattern {
    fn new() -> Self {
        let bytes = (0..65_521u32).map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[0]);
        Self {
            bytes: bytes.collect(),
            at: 0,
        }
    }

    /// What comes next, up to where the pattern begins again.
    fn next(&mut self, most: usize) -> &[u8] {
        let start = self.at;
        let end = self.bytes.len().min(start + most);
        self.at = end % self.bytes.len();
        &self.bytes[start..end]
    }

    fn expect(&mut self, mut data: &[u8]) -> Result<(), &'static str> {
        while !data.is_empty() {
            let next = self.next(data.len());
            if !data.starts_with(next) {
                return Err("other bytes arrived than left");
            }
            data = &data[next.len()..];
        }
        Ok(())
    }
}

impl Read for Pattern {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while filled < room.len() {
            let next = self.next(room.len() - filled);
            room[filled..][..next.len()].copy_from_slice(next);
            filled += next.len();
        }
        Ok(filled)
    }
}

/// What the system says of the peak of memory, where it says it.
fn check_memory() -> Result<(), Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let Some(peak) = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok())
    else {
        eprintln!("peak memory: this system does not tell");
        return Ok(());
    };
    eprintln!("peak memory: {:.1} MiB", per_second(peak << 10, 1.0));
    if peak << 10 >= MOST_MEMORY {
        return Err(format!("that is over {} MiB", MOST_MEMORY / MIB).into());
    }
    Ok(())
}
