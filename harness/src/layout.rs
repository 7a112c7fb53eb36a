//! [`Layout`]: a message with white space where the grammar takes it, and
//! people look for it.
//!
//! ```text
//! D
//!   u3:url; u1:/;
//!   u5:hello; X u4:form;
//!     D u3:url; u6:/hello; u6:method; u4:POST; u6:values; L; ;
//!     N;
//!   ;
//! ;
//! ```
//!
//! A container stands on one line where it has room there, and else its parts
//! stand below it, indented: items, entries, attributes and content each on a
//! line of its own. No white space goes into a scalar, nor around the dict of a
//! blob, where the text takes none (MSG-3, MSG-4, D5). What a scalar says is
//! written as it was.
//!
//! Nothing is held but the line that is being written: a message may be of any
//! length.

use std::io::{self, Write};

use hyperglyph::token::{Container, Token, TokenKind};

/// A container that does not end within so many bytes of a line is broken.
const WIDTH: usize = 88;

/// Spaces for each level.
const INDENT: usize = 2;

/// Writes tokens of one message with new white space.
#[derive(Debug)]
pub struct Layout<W> {
    out: W,
    style: Style,
    stack: Vec<Group>,
    /// From this one on it is open which containers will be broken.
    undecided: Option<usize>,
    /// What was written into these, and waits.
    line: Vec<Item>,
    bytes: Vec<u8>,
    /// How long the line would become with it.
    length: usize,
    /// How much of a line was written.
    column: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Indented,
    Compact,
}

/// A container that has begun and not ended.
#[derive(Debug)]
struct Group {
    container: Container,
    parts: usize,
    /// The level of its first line.
    level: usize,
}

/// Bytes that wait, and what stands before them.
#[derive(Debug)]
struct Item {
    space: Space,
    /// The container whose space that is.
    group: usize,
    end: usize,
    /// Whether these are the first of a container in that one.
    opens: bool,
}

/// What may stand between two parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Space {
    Nothing,
    /// A space.
    Word,
    /// A line of its own, in a container that is broken; else a space.
    Line,
    /// The same for the end of the container, which stands below its beginning.
    End,
}

impl<W: Write> Layout<W> {
    /// Lines that are indented, and end with the last.
    pub fn indented(out: W) -> Self {
        Self::new(out, Style::Indented)
    }

    /// No white space at all.
    pub fn compact(out: W) -> Self {
        Self::new(out, Style::Compact)
    }

    fn new(out: W, style: Style) -> Self {
        Self {
            out,
            style,
            stack: Vec::new(),
            undecided: None,
            line: Vec::new(),
            bytes: Vec::new(),
            length: 0,
            column: 0,
        }
    }

    /// Where it is written to.
    pub fn out(&mut self) -> &mut W {
        &mut self.out
    }

    /// Writes the next token.
    pub fn token(&mut self, token: &Token<'_>) -> io::Result<()> {
        if token.kind == TokenKind::Space {
            return Ok(());
        }
        if self.style == Style::Compact {
            return self.out.write_all(token.bytes);
        }
        let bytes = token.bytes;
        match token.kind {
            TokenKind::Text(_) | TokenKind::Data | TokenKind::Terminator => {
                self.put(Space::Nothing, bytes, false)
            }
            TokenKind::Unicode(length) | TokenKind::Bytes(length) => {
                self.part(bytes, usize::try_from(length).unwrap_or(WIDTH), false)
            }
            TokenKind::Open(container) => {
                self.part(bytes, 0, true)?;
                self.open(container);
                Ok(())
            }
            TokenKind::Close { container, parts } => {
                let space = match container {
                    Container::Blob(_) => Space::Nothing,
                    _ if parts == 0 => Space::Nothing,
                    _ => Space::End,
                };
                self.room(bytes.len() + 1)?;
                self.put(space, bytes, false)?;
                self.close()
            }
            TokenKind::Chunk { .. } | TokenKind::BlobEnd(_) => {
                self.out.write_all(b"\n")?;
                self.out.write_all(bytes)
            }
            _ => self.part(bytes, 0, false),
        }
    }

    /// Ends the last line, and gives back what it was written to.
    pub fn finish(mut self) -> io::Result<W> {
        if self.style == Style::Indented {
            self.out.write_all(b"\n")?;
        }
        self.out.flush()?;
        Ok(self.out)
    }

    /// The first bytes of an object, and how many of it follow.
    fn part(&mut self, bytes: &[u8], more: usize, opens: bool) -> io::Result<()> {
        let space = match self.stack.last_mut() {
            None => Space::Nothing,
            Some(group) => {
                group.parts += 1;
                match (group.container, group.parts - 1) {
                    (Container::Blob(_), _) => Space::Nothing,
                    (Container::Dict | Container::OrderedDict, part) if part % 2 == 1 => {
                        Space::Word
                    }
                    (Container::Extension, 0) => Space::Word,
                    _ => Space::Line,
                }
            }
        };
        self.room(bytes.len().saturating_add(more).saturating_add(2))?;
        self.put(space, bytes, opens)
    }

    /// Breaks containers until so many bytes fit on the line, or none is left.
    fn room(&mut self, count: usize) -> io::Result<()> {
        while let Some(group) = self.undecided
            && (self.column + self.length).saturating_add(count) > WIDTH
        {
            self.broken(group)?;
        }
        Ok(())
    }

    /// Writes bytes, or has them wait.
    fn put(&mut self, space: Space, bytes: &[u8], opens: bool) -> io::Result<()> {
        let group = self.stack.len().saturating_sub(1);
        if self.undecided.is_none() {
            self.begin(space, group)?;
            self.column += bytes.len();
            return self.out.write_all(bytes);
        }
        self.length += bytes.len() + usize::from(space != Space::Nothing);
        self.bytes.extend_from_slice(bytes);
        self.line.push(Item {
            space,
            group,
            end: self.bytes.len(),
            opens,
        });
        Ok(())
    }

    fn open(&mut self, container: Container) {
        let level = match self.stack.last() {
            Some(group) if matches!(group.container, Container::Blob(_)) => group.level,
            Some(group) => group.level + 1,
            None => 0,
        };
        self.undecided.get_or_insert(self.stack.len());
        self.stack.push(Group {
            container,
            parts: 0,
            level,
        });
    }

    fn close(&mut self) -> io::Result<()> {
        self.stack.pop();
        if self.undecided == Some(self.stack.len()) {
            // It has ended on its line.
            self.write_line(self.line.len(), None)?;
            self.undecided = None;
        }
        Ok(())
    }

    /// That container is broken, and it is decided what waits in it: only the
    /// one in it that is still open may go on as a line.
    fn broken(&mut self, group: usize) -> io::Result<()> {
        let inner = self.stack.len() > group + 1;
        let last = self
            .line
            .iter()
            .rposition(|item| item.opens && item.group == group);
        let opened = last.filter(|_| inner).map(|last| last + 1);
        self.write_line(opened.unwrap_or(self.line.len()), Some(group))?;
        self.undecided = opened.map(|_| group + 1);
        Ok(())
    }

    /// Writes the first items that wait, those in `broken` on lines of their own.
    fn write_line(&mut self, count: usize, broken: Option<usize>) -> io::Result<()> {
        let rest = self.line.split_off(count);
        let ready = std::mem::replace(&mut self.line, rest);
        let bytes = std::mem::take(&mut self.bytes);
        let mut start = 0;
        for item in ready {
            match item.space {
                Space::Line | Space::End if broken != Some(item.group) => {
                    self.begin(Space::Word, item.group)?;
                }
                space => self.begin(space, item.group)?,
            }
            self.out.write_all(&bytes[start..item.end])?;
            self.column += item.end - start;
            start = item.end;
        }
        self.bytes.extend_from_slice(&bytes[start..]);
        self.length = self.bytes.len();
        for item in &mut self.line {
            item.end -= start;
            self.length += usize::from(item.space != Space::Nothing);
        }
        Ok(())
    }

    /// White space before a part of that container, or before its end.
    fn begin(&mut self, space: Space, group: usize) -> io::Result<()> {
        match space {
            Space::Nothing => Ok(()),
            Space::Word => {
                self.column += 1;
                self.out.write_all(b" ")
            }
            Space::Line => self.line_at(self.stack[group].level + 1),
            Space::End => self.line_at(self.stack[group].level),
        }
    }

    fn line_at(&mut self, level: usize) -> io::Result<()> {
        self.column = INDENT * level;
        write!(self.out, "\n{:1$}", "", self.column)
    }
}
