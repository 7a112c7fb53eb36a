//! From Rust's own types to [`Value`], for those that can mean only one thing.

use std::borrow::Cow;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Blob, Extension, Map, Set, Value};
use crate::{Integer, Timedelta};

impl From<()> for Value<'_> {
    fn from((): ()) -> Self {
        Self::Nil
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    /// Nil for `None`.
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nil, Into::into)
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Unicode(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Unicode(Cow::Owned(text))
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    /// A bytearray; for a list of integers, map the bytes to values.
    fn from(bytes: &'a [u8]) -> Self {
        Self::Bytes(Cow::Borrowed(bytes))
    }
}

impl From<TimeDelta> for Value<'_> {
    fn from(delta: TimeDelta) -> Self {
        Self::Timedelta(delta.into())
    }
}

impl<'a> FromIterator<Value<'a>> for Value<'a> {
    /// A list.
    fn from_iter<I: IntoIterator<Item = Value<'a>>>(items: I) -> Self {
        Self::List(items.into_iter().collect())
    }
}

macro_rules! from {
    ($($variant:ident($type:ty)),* $(,)?) => {$(
        impl<'a> From<$type> for Value<'a> {
            fn from(value: $type) -> Self {
                Self::$variant(value.into())
            }
        }
    )*};
}

from! {
    Bool(bool),
    Integer(i8), Integer(i16), Integer(i32), Integer(i64), Integer(i128),
    Integer(u8), Integer(u16), Integer(u32), Integer(u64), Integer(u128),
    Integer(Integer<'a>),
    Float(f32), Float(f64),
    Unicode(Cow<'a, str>),
    Bytes(Cow<'a, [u8]>),
    Datetime(DateTime<Utc>),
    Timedelta(Timedelta),
    List(Vec<Value<'a>>),
    Set(Set<'a>),
    Dict(Map<'a>),
    Extension(Extension<'a>),
    Blob(Blob<'a>),
}
