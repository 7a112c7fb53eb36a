//! `hyperglyph explain`

use std::io::{BufWriter, Write};
use std::path::PathBuf;

use clap::Args;
use hyperglyph::DecodeError;
use hyperglyph::token::Token;
use hyperglyph_harness::{Annotated, Listed};

use super::decode::ProfileName;
use super::output::Failure;
use super::walk::{Walker, walk};

/// Say what each byte of a message means
#[derive(Args, Debug)]
#[command(after_help = "\
A row has the offset, the bytes in hex, the bytes as text (indented as they are nested), and what they are.
Of a long object the beginning is shown. Where the message is malformed, the rows go to that place, and the
error says what was expected there, by which requirement, and what to do; the exit code is 1.

A message of any size goes through in less than 16 MiB of memory. So two equal keys or items are not
noticed: `hyperglyph decode` does, with the whole message in memory.

--json prints one object a line for each token of the grammar: offset, length, depth, role and name. The head
of a string, its bytes and its terminator are tokens of their own there.

Examples:
  printf 'Du1:a;i1;u1:b;LT;N;;;' | hyperglyph explain
  hyperglyph explain --no-hex message.hg | less
  hyperglyph explain --json message.hg | jq -c 'select(.name == \"blob\")'")]
pub(super) struct Explain {
    /// The message; stdin where there is none, or where it is `-`
    file: Option<PathBuf>,
    /// Leave the bytes in hex out
    #[arg(long, conflicts_with = "json")]
    no_hex: bool,
    /// Characters on a line
    #[arg(long, default_value_t = 100, conflicts_with = "json")]
    width: usize,
    /// Print one JSON object a line for each token
    #[arg(long)]
    json: bool,
    /// What is taken: what the text says, or also what the implementations of 2012 write
    #[arg(long, value_enum, default_value_t = ProfileName::Spec)]
    profile: ProfileName,
}

impl Explain {
    pub(super) fn run(self) -> Result<(), Failure> {
        let out = BufWriter::new(anstream::stdout().lock());
        let (file, profile) = (self.file.as_deref(), self.profile.into());
        if self.json {
            let mut listed = Listed::new(out);
            let walked = walk(file, profile, &mut listed);
            // What was understood stands before the error.
            listed.finish()?;
            walked
        } else {
            let mut annotated = Annotated::new(out, self.width, !self.no_hex);
            let walked = walk(file, profile, &mut annotated);
            annotated.finish()?;
            walked
        }
    }
}

impl<W: Write> Walker for Listed<W> {
    fn token(&mut self, token: &Token<'_>) -> Result<(), Failure> {
        Ok(Listed::token(self, token)?)
    }

    fn wrong(&mut self, error: &DecodeError) -> Result<(), Failure> {
        Ok(self.error(error)?)
    }
}

impl<W: Write> Walker for Annotated<W> {
    fn token(&mut self, token: &Token<'_>) -> Result<(), Failure> {
        Ok(Annotated::token(self, token)?)
    }
}
