//! [`Token`]: the smallest part of a message that the grammar names.

use chrono::{DateTime, Utc};

use crate::stream::BlobId;
use crate::{Integer, Timedelta};

/// A part of a message: its bytes, where they stand, and what they are.
///
/// The tokens of a message, one behind the other, are the message: every byte
/// belongs to exactly one.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Token<'b> {
    /// Where its first byte stands, counted from 0.
    pub offset: u64,
    /// The bytes, as they were written.
    pub bytes: &'b [u8],
    /// How many containers are around it. Beginning and end of a container are
    /// not inside it.
    pub depth: usize,
    /// What the object that it belongs to is to its container.
    pub role: Role,
    /// What it is.
    pub kind: TokenKind<'b>,
}

/// What a [`Token`] is.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum TokenKind<'b> {
    /// White space. A long run may come in several.
    Space,
    /// `N;`
    Nil,
    /// `T;` or `F;`
    Bool(bool),
    /// `i42;`
    Integer(Integer<'b>),
    /// `f0x1.8p+0;`
    Float(f64),
    /// `d1970-01-01T00:00:00.000Z;`
    Datetime(DateTime<Utc>),
    /// `pP0Y0M3DT0H2M0S;`
    Timedelta(Timedelta),
    /// `u5:`, the head of a unicode string of so many bytes; of the empty one, `u`.
    Unicode(u64),
    /// `b5:`, the head of a bytearray of so many bytes; of the empty one, `b`.
    Bytes(u64),
    /// Bytes of a unicode string, never none. How they are cut says nothing,
    /// but that it is between characters.
    Text(&'b str),
    /// Bytes of a bytearray or a chunk, never none. How they are cut says nothing.
    Data,
    /// The `;` of a unicode string, a bytearray or a chunk.
    Terminator,
    /// The letter of a container; of a blob, `B0:`.
    Open(Container),
    /// The `;` of a container, which has so many parts: of a dict, keys and values.
    Close {
        /// What ends.
        container: Container,
        /// Objects in it.
        parts: usize,
    },
    /// `c0:5:`, the head of a chunk of so many bytes.
    Chunk {
        /// Whose bytes.
        blob: BlobId,
        /// How many.
        length: u64,
    },
    /// `c0;`, the end of a blob.
    BlobEnd(BlobId),
}

/// The objects that hold others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Container {
    /// `L…;`
    List,
    /// `S…;`
    Set,
    /// `D…;`
    Dict,
    /// `O…;`
    OrderedDict,
    /// `X…;`
    Extension,
    /// `B0:D…;;`, the only part of which is the dict of its attributes.
    Blob(BlobId),
}

impl Container {
    /// The name of its type, as [`Value::type_name`](crate::Value::type_name) gives it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Set => "set",
            Self::Dict => "dict",
            Self::OrderedDict => "ordered dict",
            Self::Extension => "extension",
            Self::Blob(_) => "blob",
        }
    }
}

/// What an object is to the container around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Role {
    /// It is the root of the message.
    Root,
    /// The item of a list or set with this number, counted from 0.
    Item(usize),
    /// The key of the entry with this number, counted from 0.
    Key(usize),
    /// The value of the entry with this number, counted from 0.
    Value(usize),
    /// The name of an extension.
    Name,
    /// The attributes of an extension or of a blob.
    Attributes,
    /// The content of an extension.
    Content,
    /// It is no object: white space, or what stands behind the root.
    None,
}
