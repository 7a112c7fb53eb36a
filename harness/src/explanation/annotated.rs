//! [`Annotated`]: a message as a dump that says what its bytes mean.
//!
//! ```text
//!      0  44                       D                dict
//!      1  75 34 3a 6e 61 6d 65 3b    u4:name;       key: unicode, 4 bytes
//!      9  69 34 32 3b                i42;           value: integer
//!     13  3b                       ;                end of dict, 1 entry
//! ```

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use hyperglyph::token::{Role, Token, TokenKind};

use super::hex::{characters, hex};
use super::words;

/// Writes a row for each object, and one for each end of a container.
#[derive(Debug)]
pub struct Annotated<W> {
    out: W,
    /// Bytes in hex on one line; none where there shall be no hex.
    columns: usize,
    /// Characters on one line.
    width: usize,
    /// What began and may go on.
    row: Option<Row>,
}

/// An object on its way to a row: its first bytes, and how many there are.
#[derive(Debug)]
struct Row {
    offset: u64,
    bytes: Vec<u8>,
    length: u64,
    depth: usize,
    style: Style,
    note: String,
    /// How many bytes its head promises for it, and how many characters came.
    payload: Option<Payload>,
}

#[derive(Debug)]
struct Payload {
    promised: u64,
    came: u64,
    characters: Option<u64>,
    ended: bool,
}

/// So many lines of hex one object may have; of a longer one, some are shown.
const MOST_LINES: usize = 4;
const SOME_LINES: usize = 2;

/// A line is not too narrow for so much text.
const LEAST_TEXT: usize = 26;

impl<W: Write> Annotated<W> {
    /// Lines of about that many characters, with the bytes in hex or without.
    pub fn new(out: W, width: usize, with_hex: bool) -> Self {
        let columns = match width {
            _ if !with_hex => 0,
            0..70 => 4,
            70..90 => 8,
            90..120 => 12,
            _ => 16,
        };
        Self {
            out,
            columns,
            width,
            row: None,
        }
    }

    /// The next token.
    pub fn token(&mut self, token: &Token<'_>) -> io::Result<()> {
        let most = self.columns.max(12) * MOST_LINES;
        match &mut self.row {
            Some(row) if row.takes(token) => {
                row.extend(token, most);
                return Ok(());
            }
            _ => self.flush()?,
        }
        self.row = Some(Row::new(token, most));
        Ok(())
    }

    /// Writes what waits, and gives back what it was written to.
    pub fn finish(mut self) -> io::Result<W> {
        self.flush()?;
        self.out.flush()?;
        Ok(self.out)
    }

    /// Writes what waits.
    pub fn flush(&mut self) -> io::Result<()> {
        if let Some(row) = self.row.take() {
            self.write(&row)?;
        }
        Ok(())
    }

    fn write(&mut self, row: &Row) -> io::Result<()> {
        let dim = Style::new().dimmed();
        let note = row.note();
        // Deep down, the indentation leaves room for what is indented.
        let indent = (2 * row.depth).min(self.width / 4);
        let before = 8 + 3 * self.columns + usize::from(self.columns > 0);
        let room = self
            .width
            .saturating_sub(before + indent + 2 + note.chars().count());
        let text = row.text(room.max(LEAST_TEXT));
        let pad =
            (self.width.saturating_sub(before) / 2).saturating_sub(indent + text.chars().count());
        let shown = if row.length > row.bytes.len() as u64 {
            self.columns * SOME_LINES
        } else {
            row.bytes.len()
        };
        let mut lines = row.bytes[..shown].chunks(self.columns.max(1)).map(hex);
        write!(self.out, "{dim}{:>6}{dim:#}  ", row.offset)?;
        if self.columns > 0 {
            let first = lines.next().unwrap_or_default();
            let columns = 3 * self.columns;
            write!(self.out, "{dim}{first:<columns$}{dim:#} ")?;
        }
        let style = row.style;
        writeln!(
            self.out,
            "{:indent$}{style}{text}{style:#}{:pad$}  {note}",
            "", ""
        )?;
        if self.columns == 0 {
            return Ok(());
        }
        for (at, line) in (1..).zip(lines) {
            let offset = row.offset + (at * self.columns) as u64;
            writeln!(self.out, "{dim}{offset:>6}  {line}{dim:#}")?;
        }
        let more = row.length - shown as u64;
        if more > 0 {
            let offset = row.offset + shown as u64;
            let more = words::count(more, "more byte");
            writeln!(self.out, "{dim}{offset:>6}  … {more}{dim:#}")?;
        }
        Ok(())
    }
}

impl Row {
    fn new(token: &Token<'_>, most: usize) -> Self {
        let payload = |promised, is_text: bool| {
            Some(Payload {
                promised,
                came: 0,
                characters: is_text.then_some(0),
                ended: false,
            })
        };
        let mut row = Self {
            offset: token.offset,
            bytes: Vec::new(),
            length: 0,
            depth: token.depth,
            style: style(token),
            note: match token.kind {
                TokenKind::Close { .. } => words::kind(&token.kind, token.bytes),
                _ => words::role(token.role) + &words::kind(&token.kind, token.bytes),
            },
            payload: match token.kind {
                TokenKind::Unicode(length) => payload(length, true),
                TokenKind::Bytes(length) | TokenKind::Chunk { length, .. } => {
                    payload(length, false)
                }
                _ => None,
            },
        };
        row.push(token.bytes, most);
        row
    }

    /// Whether a token is a part of the same object.
    fn takes(&self, token: &Token<'_>) -> bool {
        match token.kind {
            TokenKind::Text(_) | TokenKind::Data | TokenKind::Terminator => true,
            TokenKind::Space => self.note == "white space",
            _ => false,
        }
    }

    fn extend(&mut self, token: &Token<'_>, most: usize) {
        self.push(token.bytes, most);
        let Some(payload) = &mut self.payload else {
            return;
        };
        match token.kind {
            TokenKind::Terminator => payload.ended = true,
            TokenKind::Text(text) => {
                payload.came += token.bytes.len() as u64;
                if let Some(characters) = &mut payload.characters {
                    *characters += text.chars().count() as u64;
                }
            }
            _ => payload.came += token.bytes.len() as u64,
        }
    }

    fn push(&mut self, bytes: &[u8], most: usize) {
        let room = most - self.bytes.len();
        self.bytes
            .extend_from_slice(&bytes[..bytes.len().min(room)]);
        self.length += bytes.len() as u64;
    }

    /// What it is, and whether it is whole.
    fn note(&self) -> String {
        let mut note = self.note.clone();
        if let Some(payload) = &self.payload {
            match payload.characters {
                _ if !payload.ended && payload.came < payload.promised => {
                    note += &format!(", {} of them came", payload.came);
                }
                Some(characters) if characters != payload.came => {
                    note += &format!(", {}", words::count(characters, "character"));
                }
                _ => {}
            }
        }
        note
    }

    /// Its first bytes as characters, so many at most.
    fn text(&self, most: usize) -> String {
        if self.note == "white space" {
            return String::new();
        }
        let mut bytes = &self.bytes[..];
        let is_cut = self.length > bytes.len() as u64;
        if is_cut
            && let Err(error) = str::from_utf8(bytes)
            && error.error_len().is_none()
        {
            // A character that is cut is not shown.
            bytes = &bytes[..error.valid_up_to()];
        }
        let text = characters(bytes);
        if !is_cut && text.chars().count() <= most {
            return text;
        }
        text.chars().take(most - 1).chain(['…']).collect()
    }
}

fn style(token: &Token<'_>) -> Style {
    match (token.role, &token.kind) {
        (_, TokenKind::Open(_) | TokenKind::Close { .. }) => Style::new().bold(),
        (Role::Key(_) | Role::Name, _) => AnsiColor::Cyan.on_default(),
        (_, TokenKind::Unicode(_) | TokenKind::Bytes(_)) => AnsiColor::Green.on_default(),
        (_, TokenKind::Chunk { .. } | TokenKind::BlobEnd(_)) => AnsiColor::Magenta.on_default(),
        _ => AnsiColor::Yellow.on_default(),
    }
}
