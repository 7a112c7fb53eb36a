//! What becomes content.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::BuildHasher;

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use hyperglyph::page::{Collection, Error, Form, Link, Resource};
use hyperglyph::{Blob, Extension, Integer, Map, Set, Timedelta, Value};

use super::{Content, IntoContent, Kind};
use crate::Failure;

macro_rules! values {
    ($($type:ty),* $(,)?) => {$(
        impl IntoContent for $type {
            fn into_content(self) -> Content {
                Content(Kind::Value(self.into()))
            }
        }
    )*};
}

values! {
    (), bool, f32, f64, &'static str, String, Cow<'static, str>,
    i8, i16, i32, i64, i128, u8, u16, u32, u64, u128, Integer<'static>,
    DateTime<Utc>, TimeDelta, Timedelta,
    Value<'static>, Map<'static>, Set<'static>, Extension<'static>, Blob<'static>,
}

impl IntoContent for Content {
    fn into_content(self) -> Content {
        self
    }
}

impl IntoContent for Bytes {
    /// A bytearray.
    fn into_content(self) -> Content {
        Content(Kind::Value(Value::Bytes(Vec::from(self).into())))
    }
}

impl<T: IntoContent> IntoContent for Option<T> {
    /// Nil for `None`.
    fn into_content(self) -> Content {
        self.map_or(Content(Kind::Value(Value::Nil)), T::into_content)
    }
}

impl<T: IntoContent> IntoContent for Box<T> {
    fn into_content(self) -> Content {
        (*self).into_content()
    }
}

impl<T: IntoContent> IntoContent for Vec<T> {
    fn into_content(self) -> Content {
        Content::list(self)
    }
}

impl<T: IntoContent, const N: usize> IntoContent for [T; N] {
    fn into_content(self) -> Content {
        Content::list(self)
    }
}

impl<K: Into<Value<'static>>, T: IntoContent> IntoContent for BTreeMap<K, T> {
    fn into_content(self) -> Content {
        Content::dict(self)
    }
}

impl<K: Into<Value<'static>>, T: IntoContent, S> IntoContent for HashMap<K, T, S> {
    fn into_content(self) -> Content {
        Content::dict(self)
    }
}

impl<T: Into<Value<'static>>> IntoContent for BTreeSet<T> {
    fn into_content(self) -> Content {
        set(self)
    }
}

impl<T: Into<Value<'static>>, S: BuildHasher> IntoContent for HashSet<T, S> {
    fn into_content(self) -> Content {
        set(self)
    }
}

fn set<T: Into<Value<'static>>>(items: impl IntoIterator<Item = T>) -> Content {
    let set: Set<'_> = items.into_iter().map(Into::into).collect();
    Content(Kind::Value(set.into()))
}

macro_rules! tuples {
    ($(($($A:ident)*))*) => {$(
        impl<$($A: IntoContent),*> IntoContent for ($($A,)*) {
            /// A list.
            #[allow(non_snake_case, reason = "a macro names what it takes apart for its types")]
            fn into_content(self) -> Content {
                let ($($A,)*) = self;
                Content::list([$($A.into_content()),*])
            }
        }
    )*};
}

tuples! {
    (A B)
    (A B C)
    (A B C D)
    (A B C D E)
    (A B C D E F)
}

macro_rules! page_types {
    ($($type:ty),*) => {$(
        impl IntoContent for $type {
            fn into_content(self) -> Content {
                Content(Kind::Value(self.write().into()))
            }
        }
    )*};
}

page_types! { Link<'static>, Error<'static>, Collection<'static> }

macro_rules! checked_page_types {
    ($($type:ty),*) => {$(
        impl IntoContent for $type {
            fn into_content(self) -> Content {
                match self.write() {
                    Ok(extension) => extension.into_content(),
                    Err(error) => Failure::internal(error).into_content(),
                }
            }
        }
    )*};
}

checked_page_types! { Form<'static>, Resource<'static> }
