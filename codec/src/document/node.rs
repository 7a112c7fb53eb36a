//! [`Node`]: one object of a document.

use std::hash::{Hash, Hasher};

use chrono::{DateTime, Utc};

use crate::Timedelta;
use crate::value::{float_bits, unique};

/// One object. Containers name the place of their parts in the arena; numbers of
/// 32 bits keep a node at 24 bytes, and a message is shorter than 4 GiB.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Node<'a> {
    Nil,
    Bool(bool),
    Integer(i64),
    /// The place of a big integer.
    Big(u32),
    Float(f64),
    Unicode(&'a str),
    Bytes(&'a [u8]),
    Datetime(DateTime<Utc>),
    Timedelta(Timedelta),
    List(Parts),
    Set(Parts),
    Dict(Parts),
    OrderedDict(Parts),
    /// The first of its three parts.
    Extension(u32),
    Blob {
        attributes: u32,
        number: u32,
    },
}

/// The parts of a container; of a map, its keys and values in turn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parts {
    pub(crate) start: u32,
    pub(crate) count: u32,
    /// Of a large map, where its table begins; of any other, nowhere.
    pub(crate) table: u32,
}

/// No table.
pub(crate) const NOWHERE: u32 = u32::MAX;

impl Node<'_> {
    /// Whether two plain scalars are equal (D6).
    #[inline]
    pub(crate) fn equals(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Unicode(a), Self::Unicode(b)) => a == b,
            (Self::Integer(a), Self::Integer(b)) => a == b,
            (Self::Bytes(a), Self::Bytes(b)) => a == b,
            (Self::Float(a), Self::Float(b)) => float_bits(*a) == float_bits(*b),
            (Self::Nil, Self::Nil) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Datetime(a), Self::Datetime(b)) => a == b,
            (Self::Timedelta(a), Self::Timedelta(b)) => a == b,
            _ => false,
        }
    }

    /// The fingerprint of a plain scalar, by which tables know it.
    pub(crate) fn print(&self) -> u64 {
        match self {
            Self::Unicode(text) => unique::print_of_text(text),
            other => unique::print(other),
        }
    }

    /// The mark of a plain scalar, for [`unique::repeats_of_few`].
    #[inline(always)]
    pub(crate) fn mark(&self) -> Option<u32> {
        match self {
            Self::Unicode(text) => Some(unique::mark_of_bytes(text.as_bytes())),
            Self::Integer(n) => Some(unique::mark_of_integer(*n)),
            other if other.is_plain() => Some(0),
            _ => None,
        }
    }

    /// Whether the node says all about the object by itself.
    pub(crate) const fn is_plain(&self) -> bool {
        matches!(
            self,
            Self::Nil
                | Self::Bool(_)
                | Self::Integer(_)
                | Self::Float(_)
                | Self::Unicode(_)
                | Self::Bytes(_)
                | Self::Datetime(_)
                | Self::Timedelta(_)
        )
    }
}

/// Of plain scalars, in agreement with [`Node::equals`].
impl Hash for Node<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::mem::discriminant(self).hash(state);
        match self {
            Self::Bool(value) => value.hash(state),
            Self::Integer(value) => value.hash(state),
            Self::Float(value) => float_bits(*value).hash(state),
            Self::Unicode(text) => text.hash(state),
            Self::Bytes(bytes) => bytes.hash(state),
            Self::Datetime(value) => value.hash(state),
            Self::Timedelta(value) => value.hash(state),
            _ => {}
        }
    }
}
