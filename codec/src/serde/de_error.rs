//! [`DeserializeError`]: why a message or a value is not the type that was asked for.

use std::fmt::{self, Display, Write};

use ::serde::de::{Error, Expected, Unexpected};

use crate::decode::Fault;
use crate::{DecodeError, DecodeOptions, ErrorKind, Value};

/// Text longer than this is cut in an error.
const LONG: usize = 40;

/// Why a message, or a value, is not the type that was asked for.
///
/// Bytes that are no message give the [`DecodeError`] that
/// [`decode`](crate::decode) gives; a message that is another type than the one
/// asked for says what was expected, what was found, and where.
///
/// ```
/// let error = hyperglyph::from_slice::<Vec<u8>>(b"Li1;u3:two;;").unwrap_err();
/// assert_eq!(error.to_string(), r#"expected u8, found unicode "two", at byte 4 in root[1]"#);
/// assert_eq!((error.offset(), error.path()), (Some(4), "root[1]"));
///
/// let error = hyperglyph::from_slice::<Vec<u8>>(b"Li1;i2;").unwrap_err();
/// assert!(error.decode_error().unwrap().is_incomplete());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeserializeError {
    // Boxed so that a result stays small on the way that matters.
    parts: Box<Parts>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Parts {
    cause: Cause,
    offset: Option<usize>,
    path: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Cause {
    /// The bytes are no message.
    Bytes(DecodeError),
    /// The bytes are no message, and nobody has yet told it in full.
    Fault { kind: ErrorKind, left: usize },
    /// Another type, or another number of things.
    Type { expected: String, found: String },
    /// One field twice: a duplicate key, or two names of one field.
    DuplicateField(&'static str),
    /// What a `Deserialize` implementation has to say.
    Custom(String),
}

impl DeserializeError {
    fn new(cause: Cause) -> Self {
        Self {
            parts: Box::new(Parts {
                cause,
                offset: None,
                path: String::from("root"),
            }),
        }
    }

    #[cold]
    pub(super) fn fault(fault: Fault) -> Self {
        let Fault { kind, left } = fault;
        Self::new(Cause::Fault { kind, left })
    }

    #[cold]
    pub(super) fn other(found: &str, expected: impl Display) -> Self {
        Self::new(Cause::Type {
            expected: expected.to_string(),
            found: found.to_owned(),
        })
    }

    /// The offset, where it is not known yet.
    #[cold]
    pub(super) fn place(mut self, offset: usize) -> Self {
        self.parts.offset.get_or_insert(offset);
        self
    }

    /// The same error, one step further out.
    #[cold]
    pub(super) fn step(mut self, step: &str) -> Self {
        self.parts.path.insert_str("root".len(), step);
        self
    }

    /// What is wrong with bytes, `decode` knows best. It is asked only here, so
    /// the two can never tell different stories.
    #[cold]
    pub(super) fn settle(mut self, message: &[u8], options: &DecodeOptions) -> Self {
        if let Cause::Fault { .. } | Cause::DuplicateField(_) = self.parts.cause
            && let Err(error) = options.decode(message)
        {
            return error.into();
        }
        if let Cause::Fault { kind, left } = self.parts.cause {
            let fault = Fault { kind, left };
            let path = std::mem::take(&mut self.parts.path);
            return DecodeError::new(fault, message, path).into();
        }
        self
    }

    /// What is wrong with the bytes, if it is they that are wrong.
    #[must_use]
    pub fn decode_error(&self) -> Option<&DecodeError> {
        match &self.parts.cause {
            Cause::Bytes(error) => Some(error),
            _ => None,
        }
    }

    /// The byte at which the object that does not fit begins, or the first byte
    /// that cannot be right; nothing where a [`Value`] was read.
    #[must_use]
    pub fn offset(&self) -> Option<usize> {
        match &self.parts.cause {
            Cause::Bytes(error) => Some(error.offset()),
            _ => self.parts.offset,
        }
    }

    /// The place in the value: `root["users"][3]`.
    #[must_use]
    pub fn path(&self) -> &str {
        match &self.parts.cause {
            Cause::Bytes(error) => error.path(),
            _ => &self.parts.path,
        }
    }

    /// What the type, or the grammar, expects there.
    #[must_use]
    pub fn expected(&self) -> Option<&str> {
        match &self.parts.cause {
            Cause::Bytes(error) => Some(error.expected()),
            Cause::Type { expected, .. } => Some(expected),
            _ => None,
        }
    }

    /// What stands there instead.
    #[must_use]
    pub fn found(&self) -> Option<String> {
        match &self.parts.cause {
            Cause::Bytes(error) => Some(error.found().to_string()),
            Cause::Type { found, .. } => Some(found.clone()),
            _ => None,
        }
    }
}

impl From<DecodeError> for DeserializeError {
    fn from(error: DecodeError) -> Self {
        Self::new(Cause::Bytes(error))
    }
}

impl Display for DeserializeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.parts.cause {
            Cause::Bytes(error) => return error.fmt(f),
            Cause::Fault { kind, .. } => write!(f, "expected {}", kind.expected())?,
            Cause::Type { expected, found } => write!(f, "expected {expected}, found {found}")?,
            Cause::DuplicateField(field) => write!(f, "the field `{field}` is there twice")?,
            Cause::Custom(message) => f.write_str(message)?,
        }
        if let Some(offset) = self.parts.offset {
            write!(f, ", at byte {offset}")?;
        }
        write!(f, " in {}", self.parts.path)
    }
}

impl std::error::Error for DeserializeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        None
    }
}

impl Error for DeserializeError {
    #[cold]
    fn custom<T: Display>(message: T) -> Self {
        Self::new(Cause::Custom(message.to_string()))
    }

    #[cold]
    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::other(&found(unexpected), expected)
    }

    #[cold]
    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::other(&found(unexpected), expected)
    }

    #[cold]
    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        Self::other(&format!("{length} of them"), expected)
    }

    #[cold]
    fn duplicate_field(field: &'static str) -> Self {
        Self::new(Cause::DuplicateField(field))
    }
}

/// What serde calls by Rust's names, by those of the specification.
fn found(unexpected: Unexpected<'_>) -> String {
    match unexpected {
        Unexpected::Bool(b) => b.to_string(),
        Unexpected::Unsigned(n) => format!("integer {n}"),
        Unexpected::Signed(n) => format!("integer {n}"),
        Unexpected::Float(f) => format!("float {f:?}"),
        Unexpected::Char(c) => format!("unicode {:?}", c.to_string()),
        Unexpected::Str(text) => format!("unicode {}", quoted(text)),
        Unexpected::Bytes(_) => String::from("a bytearray"),
        Unexpected::Unit | Unexpected::Option => String::from("nil"),
        Unexpected::Seq => String::from("a list"),
        Unexpected::Map => String::from("a dict"),
        Unexpected::Enum | Unexpected::UnitVariant => String::from("a unicode"),
        Unexpected::NewtypeVariant | Unexpected::TupleVariant | Unexpected::StructVariant => {
            String::from("a dict of one entry")
        }
        other => other.to_string(),
    }
}

/// A value that is not what was asked for, in as few words as tell it.
pub(super) fn describe(value: &Value<'_>) -> String {
    match value {
        Value::Integer(n) => format!("integer {}", cut(&n.to_string())),
        Value::Float(f) => format!("float {f:?}"),
        Value::Unicode(text) => format!("unicode {}", quoted(text)),
        Value::Nil | Value::Bool(_) => value.type_name().to_owned(),
        Value::OrderedDict(_) | Value::Extension(_) => format!("an {}", value.type_name()),
        _ => format!("a {}", value.type_name()),
    }
}

/// The step of a path to an item.
#[cold]
pub(super) fn item_step(set: bool, item: usize) -> String {
    if set {
        format!(".item({item})")
    } else {
        format!("[{item}]")
    }
}

/// The step of a path into what stands behind a key.
#[cold]
pub(super) fn key_step(key: &Value<'_>, entry: usize) -> String {
    match key {
        Value::Unicode(name) => format!("[{}]", quoted(name)),
        Value::Integer(n) => format!("[i{}]", cut(&n.to_string())),
        other => format!(".value({entry}, of a {})", other.type_name()),
    }
}

fn quoted(text: &str) -> String {
    let mut quoted = String::new();
    let short = cut(text);
    let dots = if short.len() < text.len() { "…" } else { "" };
    write!(quoted, "{short:?}{dots}").expect("a string takes everything");
    quoted
}

fn cut(text: &str) -> &str {
    text.char_indices()
        .nth(LONG)
        .map_or(text, |(end, _)| &text[..end])
}
