//! `hyperglyph fmt`

use std::collections::VecDeque;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use clap::Args;
use hyperglyph::token::Token;
use hyperglyph::{DecodeOptions, canonical};
use hyperglyph_harness::Layout;

use super::answer;
use super::decode::ProfileName;
use super::output::{Failure, read, short, stdout, write};
use super::walk::{Walker, walk};

/// Print a message indented, or in another form of the same value
#[derive(Args, Debug)]
#[command(after_help = "\
What is printed is a message still: white space is legal between objects, and no scalar is rewritten. Its
value is the same, and formatting it again changes nothing. A message of any size goes through in less
than 16 MiB of memory; so the part before an error is printed already when the error is found, and two equal
keys or items are not noticed, as that takes the whole message in memory.

--canonical holds the whole message (256 MiB at most) and checks all of it: equal values become equal bytes.
It is printed without a line end, ready to be hashed or signed.

Examples:
  printf 'Du1:a;i1;u1:b;LT;N;;;' | hyperglyph fmt
  curl -s http://127.0.0.1:8000/ | hyperglyph fmt
  hyperglyph fmt --check message.hg && echo formatted
  hyperglyph fmt --canonical message.hg | sha256sum")]
pub(super) struct Fmt {
    /// The message; stdin where there is none, or where it is `-`
    file: Option<PathBuf>,
    /// Take all white space out
    #[arg(long, conflicts_with = "canonical")]
    compact: bool,
    /// Write the one form that all equal values share; needs the whole message in memory
    #[arg(long)]
    canonical: bool,
    /// Print nothing; exit 1 where the message is not in that form
    #[arg(long)]
    check: bool,
    /// What is taken: what the text says, or also what the implementations of 2012 write
    #[arg(long, value_enum, default_value_t = ProfileName::Spec)]
    profile: ProfileName,
}

impl Fmt {
    pub(super) fn run(self) -> Result<(), Failure> {
        if self.canonical {
            return self.canonical();
        }
        let out = if self.check {
            Output::Compared(Compared::default())
        } else {
            Output::Printed(BufWriter::new(io::stdout().lock()))
        };
        let output = Checked { out, failure: None };
        let mut formatter = Formatter {
            layout: if self.compact {
                Layout::compact(output)
            } else {
                Layout::indented(output)
            },
        };
        let walked = walk(self.file.as_deref(), self.profile.into(), &mut formatter);
        if let Err(failure) = walked {
            // What stands before the error was said; that it cannot be is not news now.
            let _ = formatter.layout.out().flush();
            return Err(failure);
        }
        formatter.layout.finish()?.end()
    }

    /// The canonical form, of a message that is held whole.
    fn canonical(&self) -> Result<(), Failure> {
        let message = read(self.file.as_deref())?;
        let value = DecodeOptions::new()
            .profile(self.profile.into())
            .decode(&message)
            .map_err(|error| Failure::Short(error.explain(&message)))?;
        let canonical = canonical(&value).map_err(short)?;
        if !self.check {
            return write(answer::message(&canonical, stdout())?);
        }
        let mut compared = Compared::default();
        compared.input.extend(message);
        compared.write_all(&canonical)?;
        compared.end()
    }
}

/// Writes tokens until something is wrong.
struct Formatter {
    layout: Layout<Checked>,
}

impl Walker for Formatter {
    fn bytes(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        if let Output::Compared(compared) = &mut self.layout.out().out {
            compared.input.extend(bytes);
        }
        Ok(())
    }

    fn token(&mut self, token: &Token<'_>) -> Result<(), Failure> {
        self.layout.token(token)?;
        match self.layout.out().failure.take() {
            Some(failure) => Err(failure),
            None => Ok(()),
        }
    }
}

/// Where the form goes, and why it may not go on.
struct Checked {
    out: Output,
    failure: Option<Failure>,
}

enum Output {
    Printed(BufWriter<io::StdoutLock<'static>>),
    Compared(Compared),
}

impl Checked {
    fn end(self) -> Result<(), Failure> {
        match (self.failure, self.out) {
            (Some(failure), _) => Err(failure),
            (None, Output::Compared(compared)) => compared.end(),
            (None, Output::Printed(_)) => Ok(()),
        }
    }
}

impl Write for Checked {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.out {
            Output::Printed(out) => match answer::message(bytes, stdout()) {
                Ok(bytes) if self.failure.is_none() => out.write_all(bytes)?,
                Ok(_) => {}
                Err(failure) => self.failure = Some(failure),
            },
            Output::Compared(compared) => {
                compared.write_all(bytes)?;
                self.failure = compared.differs.map(other);
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.out {
            Output::Printed(out) => out.flush(),
            Output::Compared(_) => Ok(()),
        }
    }
}

/// What was read and not written, and whether what was written is the same.
///
/// A token is written when it was read, and white space when what follows it
/// was: a byte that is not there has another in its place.
#[derive(Default)]
struct Compared {
    input: VecDeque<u8>,
    same: u64,
    differs: Option<u64>,
}

impl Compared {
    fn end(self) -> Result<(), Failure> {
        match self.differs {
            Some(at) => Err(other(at)),
            None if !self.input.is_empty() => Err(other(self.same)),
            None => Ok(()),
        }
    }
}

impl Write for Compared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.differs.is_none() {
            let (front, back) = self.input.as_slices();
            let same = match common(front, bytes) {
                all if all == front.len() => all + common(back, &bytes[all..]),
                some => some,
            };
            self.input.drain(..same);
            self.same += same as u64;
            if same < bytes.len() {
                self.differs = Some(self.same);
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// How many bytes two slices share at their beginning.
fn common(a: &[u8], b: &[u8]) -> usize {
    let length = a.len().min(b.len());
    if a[..length] == b[..length] {
        return length;
    }
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

fn other(at: u64) -> Failure {
    Failure::Short(format!(
        "the message is not in that form, from byte {at} on\n  help: run the same command without --check to print it so"
    ))
}
