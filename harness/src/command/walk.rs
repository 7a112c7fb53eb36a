//! A message of any length, token by token, with what is wrong with it.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use hyperglyph::token::{Token, Tokens};
use hyperglyph::{DecodeError, DecodeOptions, Limits, Profile};

use super::output::Failure;

/// As much is read at once.
const SIZE: usize = 64 << 10;

/// So much before an error is shown, and so much behind it.
const BEFORE: u64 = 64;
const BEHIND: usize = 32;

/// What is made of a message.
pub(super) trait Walker {
    /// These bytes come next.
    fn bytes(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let _ = bytes;
        Ok(())
    }

    /// This token comes next.
    fn token(&mut self, token: &Token<'_>) -> Result<(), Failure>;

    /// The message is wrong there.
    fn wrong(&mut self, error: &DecodeError) -> Result<(), Failure> {
        let _ = error;
        Ok(())
    }
}

/// Goes through a file, or through stdin where there is none or it is `-`.
///
/// A piece of it is held, and the token that is being read.
pub(super) fn walk(
    file: Option<&Path>,
    profile: Profile,
    walker: &mut impl Walker,
) -> Result<(), Failure> {
    let mut input = Input::open(file)?;
    let limits = Limits {
        // Nothing of the message is kept.
        message: usize::MAX,
        ..Limits::default()
    };
    let options = DecodeOptions::new().profile(profile).limits(limits);
    let mut tokens = Tokens::with_options(options);
    let mut told = 0;
    let error = loop {
        let fresh = input.more(told)?;
        if fresh == 0 {
            match tokens.finish() {
                Ok(()) => return Ok(()),
                Err(error) => break error,
            }
        }
        let mut piece = &input.bytes[input.bytes.len() - fresh..];
        walker.bytes(piece)?;
        let wrong = loop {
            match tokens.next(&mut piece) {
                Ok(Some(token)) => {
                    told = token.offset + token.bytes.len() as u64;
                    walker.token(&token)?;
                }
                Ok(None) => break None,
                Err(error) => break Some(error),
            }
        };
        if let Some(error) = wrong {
            break error;
        }
    };
    walker.wrong(&error)?;
    Err(Failure::Short(input.explain(&error)?))
}

/// Where the message comes from, and what of it is at hand.
struct Input {
    source: Box<dyn Read>,
    /// How errors name it.
    name: String,
    bytes: Vec<u8>,
    /// Where in the message these begin.
    start: u64,
}

impl Input {
    fn open(file: Option<&Path>) -> Result<Self, Failure> {
        let (source, name): (Box<dyn Read>, _) = match file {
            Some(file) if file != Path::new("-") => {
                let name = file.display().to_string();
                let opened = File::open(file).map_err(|error| unread(&name, &error))?;
                (Box::new(opened), name)
            }
            _ => (Box::new(io::stdin().lock()), String::from("stdin")),
        };
        Ok(Self {
            source,
            name,
            bytes: Vec::new(),
            start: 0,
        })
    }

    /// Reads on, and gives the number of new bytes. Of the old ones those stay
    /// that an error may be about: of a token that has not ended, and some before it.
    fn more(&mut self, told: u64) -> Result<usize, Failure> {
        let done = told.saturating_sub(BEFORE).saturating_sub(self.start);
        let done = usize::try_from(done).unwrap_or(0).min(self.bytes.len());
        self.bytes.drain(..done);
        self.start += done as u64;
        let before = self.bytes.len();
        self.bytes.resize(before + SIZE, 0);
        let count = loop {
            match self.source.read(&mut self.bytes[before..]) {
                Ok(count) => break count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(unread(&self.name, &error)),
            }
        };
        self.bytes.truncate(before + count);
        Ok(count)
    }

    /// The error with the bytes around it.
    fn explain(&mut self, error: &DecodeError) -> Result<String, Failure> {
        let start = usize::try_from(self.start).unwrap_or(usize::MAX);
        let behind = error.offset() + BEHIND;
        while start + self.bytes.len() < behind && self.more(0)? > 0 {}
        Ok(error.explain_in(&self.bytes, start))
    }
}

fn unread(name: &str, error: &io::Error) -> Failure {
    Failure::Own(format!("cannot read {name}: {error}"))
}
