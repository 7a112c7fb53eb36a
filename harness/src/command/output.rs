//! What goes to stdout and stderr, and how a command ends.

use std::fmt::Display;
use std::fs::File;
use std::io::{self, ErrorKind, IsTerminal, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use hyperglyph_client::Blame;
use hyperglyph_harness::visible;

use super::answer::Stdout;

/// How a command ends that does not end well.
#[derive(Debug)]
pub(super) enum Failure {
    /// Exit 1: what was looked at falls short; it was said where.
    Short(String),
    /// Exit 2: nothing could be done with the arguments.
    Usage(String),
    /// Exit 3: the command itself failed.
    Own(String),
    /// Exit 0: whoever read our output has heard enough.
    Unheard,
}

impl Failure {
    pub(super) fn own(error: impl Display) -> Self {
        Self::Own(error.to_string())
    }

    /// Says why, on stderr, and gives the exit code.
    pub(super) fn report(self) -> ExitCode {
        let (code, text) = match self {
            Self::Short(text) => (1, text),
            Self::Usage(text) => (2, text),
            Self::Own(text) => (3, text),
            Self::Unheard => (0, String::new()),
        };
        if !text.is_empty() {
            let text = text.strip_prefix("error: ").unwrap_or(&text);
            // It may quote what a server or a file holds.
            let text = visible::text(text.trim_end());
            // With stderr gone there is nobody left to tell.
            let _ = writeln!(anstream::stderr(), "error: {text}");
        }
        ExitCode::from(code)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::BrokenPipe => Self::Unheard,
            _ => Self::own(error),
        }
    }
}

/// Exit 1, for what explains itself.
pub(super) fn short<E: Display>(error: E) -> Failure {
    Failure::Short(error.to_string())
}

/// What a call ended with: exit 3 where nobody was reached, else exit 1.
pub(super) fn failed(error: hyperglyph_client::Error) -> Failure {
    match error.blame() {
        Blame::Transport => Failure::own(error),
        _ => Failure::Short(error.to_string()),
    }
}

/// Text for people on stdout; the colours stay only on a terminal.
pub(super) fn say(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

/// Bytes on stdout, as they are.
pub(super) fn write(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    Ok(out.flush()?)
}

/// Where stdout goes.
pub(super) fn stdout() -> Stdout {
    if io::stdout().is_terminal() {
        Stdout::Terminal
    } else {
        Stdout::Elsewhere
    }
}

/// No message or JSON is read that is longer: a decoder takes 256 MiB (MSG-7),
/// and a byte more is enough to tell that this is over.
const LONGEST: u64 = (256 << 20) + 1;

/// All of a file, or of stdin where there is none or it is `-`; of what is too
/// long, only so much that it shows.
pub(super) fn read(file: Option<&Path>) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    match file {
        Some(file) if file != Path::new("-") => {
            let unread = |error| Failure::Own(format!("cannot read {}: {error}", file.display()));
            let opened = File::open(file).map_err(unread)?;
            opened
                .take(LONGEST)
                .read_to_end(&mut bytes)
                .map_err(unread)?;
        }
        _ => {
            io::stdin().lock().take(LONGEST).read_to_end(&mut bytes)?;
        }
    }
    Ok(bytes)
}

/// A runtime for everything that talks to the network.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Failure::own)
}
