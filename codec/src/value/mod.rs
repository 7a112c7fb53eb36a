//! [`Value`]: any hyperglyph object, as a tree that is easy to build, change and compare.

mod blob;
mod convert;
pub(crate) mod deep;
mod equality;
mod extension;
mod index;
mod map;
mod set;
pub(crate) mod unique;

use std::borrow::Cow;

use chrono::{DateTime, Utc};

pub use blob::Blob;
pub(crate) use equality::float_bits;
#[cfg(feature = "serde")]
pub(crate) use extension::DEFINED;
pub use extension::Extension;
pub use map::Map;
pub use set::Set;

use crate::{Integer, Timedelta};

/// Any hyperglyph object: one variant for each production of the grammar.
///
/// A decoded value borrows strings, bytes and big integers from the message
/// wherever they stand there in one piece; [`Value::into_owned`] cuts it loose.
///
/// Two values are equal as D6 says: same type, same value. `Integer(1)`,
/// `Float(1.0)` and `Bool(true)` are three different values; floats compare by
/// their bits, with all NaNs equal; sets and dicts compare without order.
#[derive(Clone, Debug, Default)]
pub enum Value<'a> {
    /// `N;`
    #[default]
    Nil,
    /// `T;` or `F;`
    Bool(bool),
    /// `i123;`, of any size
    Integer(Integer<'a>),
    /// `f0x1.8p+0;`
    Float(f64),
    /// `u5:hello;`
    Unicode(Cow<'a, str>),
    /// `b3:123;`
    Bytes(Cow<'a, [u8]>),
    /// `d1970-01-01T00:00:00.000Z;`, years 0000 to 9999
    Datetime(DateTime<Utc>),
    /// `pP0Y0M3DT0H2M0S;`
    Timedelta(Timedelta),
    /// `Li1;i2;;`
    List(Vec<Value<'a>>),
    /// `Si1;i2;;`
    Set(Set<'a>),
    /// `Di1;i2;;`, order without meaning
    Dict(Map<'a>),
    /// `Oi1;i2;;`, order kept and compared
    OrderedDict(Map<'a>),
    /// `Xu4:link;D;N;;`
    Extension(Box<Extension<'a>>),
    /// `B0:D;;` and its chunks
    Blob(Box<Blob<'a>>),
}

impl<'a> Value<'a> {
    /// The name of this value's type, as the specification writes it.
    #[must_use]
    pub const fn type_name(&self) -> &'static str {
        match self {
            Self::Nil => "nil",
            Self::Bool(true) => "true",
            Self::Bool(false) => "false",
            Self::Integer(_) => "integer",
            Self::Float(_) => "float",
            Self::Unicode(_) => "unicode",
            Self::Bytes(_) => "bytearray",
            Self::Datetime(_) => "datetime",
            Self::Timedelta(_) => "timedelta",
            Self::List(_) => "list",
            Self::Set(_) => "set",
            Self::Dict(_) => "dict",
            Self::OrderedDict(_) => "ordered dict",
            Self::Extension(_) => "extension",
            Self::Blob(_) => "blob",
        }
    }

    /// Whether this is nil.
    #[must_use]
    pub const fn is_nil(&self) -> bool {
        matches!(self, Self::Nil)
    }

    /// The boolean, if it is one.
    #[must_use]
    pub const fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(b) => Some(*b),
            _ => None,
        }
    }

    /// The integer, if it is one and fits.
    #[must_use]
    pub const fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Integer(Integer::Small(n)) => Some(*n),
            _ => None,
        }
    }

    /// The float, if it is one.
    #[must_use]
    pub const fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Float(f) => Some(*f),
            _ => None,
        }
    }

    /// The string, if it is a unicode.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Unicode(s) => Some(s),
            _ => None,
        }
    }

    /// The bytes, if it is a bytearray.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Bytes(b) => Some(b),
            _ => None,
        }
    }

    /// The items, if it is a list.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Value<'a>]> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }

    /// The entries, if it is a dict or an ordered dict.
    #[must_use]
    pub const fn as_map(&self) -> Option<&Map<'a>> {
        match self {
            Self::Dict(map) | Self::OrderedDict(map) => Some(map),
            _ => None,
        }
    }

    /// The extension, if it is one.
    #[must_use]
    pub fn as_extension(&self) -> Option<&Extension<'a>> {
        match self {
            Self::Extension(extension) => Some(extension),
            _ => None,
        }
    }

    /// The blob, if it is one.
    #[must_use]
    pub fn as_blob(&self) -> Option<&Blob<'a>> {
        match self {
            Self::Blob(blob) => Some(blob),
            _ => None,
        }
    }

    /// The value under a name: an entry of a dict or ordered dict, or what
    /// the content of an extension holds under it (RES-5).
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value<'a>> {
        match self {
            Self::Dict(map) | Self::OrderedDict(map) => map.get(name),
            Self::Extension(extension) => extension.content.get(name),
            _ => None,
        }
    }

    /// The same value, borrowing from nothing.
    #[must_use]
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Self::Nil => Value::Nil,
            Self::Bool(b) => Value::Bool(b),
            Self::Integer(i) => Value::Integer(i.into_owned()),
            Self::Float(f) => Value::Float(f),
            Self::Unicode(s) => Value::Unicode(Cow::Owned(s.into_owned())),
            Self::Bytes(b) => Value::Bytes(Cow::Owned(b.into_owned())),
            Self::Datetime(d) => Value::Datetime(d),
            Self::Timedelta(t) => Value::Timedelta(t),
            Self::List(items) => Value::List(owned(items)),
            Self::Set(set) => Value::Set(set.into_owned()),
            Self::Dict(map) => Value::Dict(map.into_owned()),
            Self::OrderedDict(map) => Value::OrderedDict(map.into_owned()),
            Self::Extension(extension) => Value::Extension(Box::new(extension.into_owned())),
            Self::Blob(blob) => Value::Blob(Box::new(blob.into_owned())),
        }
    }
}

fn owned(items: Vec<Value<'_>>) -> Vec<Value<'static>> {
    items.into_iter().map(Value::into_owned).collect()
}
