//! [`Listed`]: a message as a list of its tokens, one JSON object a line.

use std::io::{self, Write};

use hyperglyph::DecodeError;
use hyperglyph::token::{Container, Role, Token, TokenKind};
use serde_json::{Map, Value, json};

use super::words;

/// Writes a line for each token: `{"offset":0,"length":1,"depth":0,"name":"dict"}`.
#[derive(Debug)]
pub struct Listed<W> {
    out: W,
    /// A run of white space or payload that may go on.
    run: Option<(u64, u64, Map<String, Value>)>,
}

impl<W: Write> Listed<W> {
    /// Writes there.
    pub fn new(out: W) -> Self {
        Self { out, run: None }
    }

    /// The next token.
    pub fn token(&mut self, token: &Token<'_>) -> io::Result<()> {
        let length = token.bytes.len() as u64;
        let is_run = matches!(
            token.kind,
            TokenKind::Space | TokenKind::Text(_) | TokenKind::Data
        );
        match &mut self.run {
            // How it was cut says nothing.
            Some((offset, so_far, _)) if is_run && *offset + *so_far == token.offset => {
                *so_far += length;
                return Ok(());
            }
            _ => self.flush()?,
        }
        let more = describe(token);
        if is_run {
            self.run = Some((token.offset, length, more));
            return Ok(());
        }
        self.line(token.offset, length, more)
    }

    /// What is wrong, in a last line.
    pub fn error(&mut self, error: &DecodeError) -> io::Result<()> {
        self.flush()?;
        let line = json!({"error": {
            "offset": error.offset(),
            "kind": error.kind().id(),
            "expected": error.expected(),
            "found": error.found().to_string(),
            "path": error.path(),
            "requirement": error.requirement(),
            "help": error.kind().advice(),
        }});
        writeln!(self.out, "{line}")
    }

    /// Writes what waits, and gives back what it was written to.
    pub fn finish(mut self) -> io::Result<W> {
        self.flush()?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.run.take() {
            Some((offset, length, more)) => self.line(offset, length, more),
            None => Ok(()),
        }
    }

    fn line(&mut self, offset: u64, length: u64, more: Map<String, Value>) -> io::Result<()> {
        let mut line = Map::new();
        line.insert("offset".into(), offset.into());
        line.insert("length".into(), length.into());
        line.extend(more);
        writeln!(self.out, "{}", Value::Object(line))
    }
}

/// Everything but place and length.
fn describe(token: &Token<'_>) -> Map<String, Value> {
    let mut line = Map::new();
    line.insert("depth".into(), token.depth.into());
    let (role, index) = match token.role {
        Role::Root => ("root", None),
        Role::Item(n) => ("item", Some(n)),
        Role::Key(n) => ("key", Some(n)),
        Role::Value(n) => ("value", Some(n)),
        Role::Name => ("name", None),
        Role::Attributes => ("attributes", None),
        Role::Content => ("content", None),
        _ => ("", None),
    };
    if !role.is_empty() {
        line.insert("role".into(), role.into());
    }
    if let Some(index) = index {
        line.insert("index".into(), index.into());
    }
    line.insert("name".into(), name(&token.kind).into());
    match &token.kind {
        TokenKind::Unicode(size)
        | TokenKind::Bytes(size)
        | TokenKind::Chunk { length: size, .. } => {
            line.insert("size".into(), (*size).into());
        }
        TokenKind::Integer(_)
        | TokenKind::Float(_)
        | TokenKind::Datetime(_)
        | TokenKind::Timedelta(_)
        | TokenKind::Close { .. } => {
            line.insert("means".into(), words::kind(&token.kind, token.bytes).into());
        }
        _ => {}
    }
    line
}

/// The name of a token, of which there are as many as kinds.
fn name(kind: &TokenKind<'_>) -> &'static str {
    match kind {
        TokenKind::Space => "white-space",
        TokenKind::Nil => "nil",
        TokenKind::Bool(true) => "true",
        TokenKind::Bool(false) => "false",
        TokenKind::Integer(_) => "integer",
        TokenKind::Float(_) => "float",
        TokenKind::Datetime(_) => "datetime",
        TokenKind::Timedelta(_) => "timedelta",
        TokenKind::Unicode(_) => "unicode-length",
        TokenKind::Bytes(_) => "bytearray-length",
        TokenKind::Text(_) => "text",
        TokenKind::Data => "bytes",
        TokenKind::Terminator => "terminator",
        TokenKind::Open(Container::OrderedDict) => "ordered-dict",
        TokenKind::Open(container) => container.name(),
        TokenKind::Close { .. } => "end",
        TokenKind::Chunk { .. } => "chunk-length",
        TokenKind::BlobEnd(_) => "blob-end",
        _ => "token",
    }
}
