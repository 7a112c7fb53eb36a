//! [`Tree`]: the sink that builds a [`Value`].

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::sink::{Container, Name, Progress, Repeats, Sink};
use super::trailers::stand_in;
use crate::scalar::integer::BigInteger;
use crate::value::unique;
use crate::{Blob, Extension, Integer, Map, Set, Timedelta, Value};

/// Values that wait for their container.
#[derive(Default)]
pub(super) struct Tree<'a> {
    scratch: Vec<Value<'a>>,
    /// The root, if it is a container and done.
    root: Option<Value<'a>>,
}

impl<'a> Tree<'a> {
    /// The root object, once it has been read.
    pub(super) fn into_root(mut self) -> Value<'a> {
        let scalar = || self.scratch.pop();
        self.root.or_else(scalar).unwrap_or_default()
    }

    /// The parts from `start` on, in a list with hardly any room to spare.
    fn take_from(&mut self, start: usize) -> Vec<Value<'a>> {
        /// From here on a copy, which is there beside what it is copied from, counts.
        const LARGE: usize = 1_024;
        let count = self.scratch.len() - start;
        if start > 0 && (count < LARGE || start > count) {
            return self.scratch.split_off(start);
        }
        // The scratch list itself becomes the container, and what stood before moves
        // to a new one: that is less, and less memory.
        let outer = match start {
            0 => Vec::new(),
            _ => self.scratch.drain(..start).collect(),
        };
        let mut parts = std::mem::replace(&mut self.scratch, outer);
        // Little is worth less than what it takes to give it back.
        if parts.capacity() - parts.len() > parts.len() / 16 {
            parts.shrink_to_fit();
        }
        parts
    }

    /// A container of the parts from `start` on.
    #[inline]
    fn container(&mut self, container: Container, start: usize) -> Value<'a> {
        crate::fault!("COL-1/reversed" if container == Container::List => self.scratch[start..].reverse());
        crate::fault!("COL-2/first-moved-last" if container == Container::OrderedDict && self.scratch.len() > start => self.scratch[start..].rotate_left(2));
        match container {
            Container::List => Value::List(self.take_from(start)),
            Container::Set => Value::Set(Set::from_unique(self.take_from(start))),
            Container::Dict => Value::Dict(Map::from_flat(self.take_from(start))),
            Container::OrderedDict => Value::OrderedDict(Map::from_flat(self.take_from(start))),
            Container::Extension => {
                let [name, attributes, content] = self.take();
                crate::fault!("EXT-4/nil" if name.as_str().is_none_or(|it| it.starts_with("x-")) => return Value::Nil);
                crate::fault!("EXT-4/attributes-dropped" => return Extension { name, attributes: Value::Nil, content }.into());
                Value::Extension(Box::new(Extension {
                    name,
                    attributes,
                    content,
                }))
            }
            Container::Blob(number) => {
                let [attributes] = self.take();
                let content = stand_in(number);
                Value::Blob(Box::new(Blob {
                    attributes,
                    content,
                }))
            }
        }
    }

    fn take<const N: usize>(&mut self) -> [Value<'a>; N] {
        let mut parts = [const { Value::Nil }; N];
        for part in parts.iter_mut().rev() {
            *part = self.scratch.pop().unwrap_or_default();
        }
        parts
    }
}

impl<'a> Sink<'a> for Tree<'a> {
    #[inline]
    fn len(&self) -> usize {
        self.scratch.len()
    }

    #[inline]
    fn nil(&mut self) {
        crate::fault!("SNG-2/empty-text" => return self.unicode(""));
        self.scratch.push(Value::Nil);
    }

    #[inline]
    fn boolean(&mut self, value: bool) {
        crate::fault!("SNG-1/true-is-one" => return self.integer(value.into()));
        crate::fault!("SNG-1/false-is-nil" if !value => return self.nil());
        self.scratch.push(Value::Bool(value));
    }

    #[inline]
    fn integer(&mut self, value: i64) {
        self.scratch.push(Value::Integer(Integer::Small(value)));
    }

    fn big_integer(&mut self, value: BigInteger<'a>) {
        self.scratch.push(Value::Integer(Integer::Big(value)));
    }

    #[inline]
    fn float(&mut self, value: f64) {
        self.scratch.push(Value::Float(value));
    }

    #[inline]
    fn unicode(&mut self, text: &'a str) {
        crate::fault!("STR-7/bytes" => return self.bytes(text.as_bytes()));
        self.scratch.push(Value::Unicode(Cow::Borrowed(text)));
    }

    fn bytes(&mut self, bytes: &'a [u8]) {
        crate::fault!("BYT-3/read-as-text" if bytes.is_ascii() => return self.unicode(str::from_utf8(bytes).unwrap_or("")));
        self.scratch.push(Value::Bytes(Cow::Borrowed(bytes)));
    }

    fn datetime(&mut self, value: DateTime<Utc>) {
        self.scratch.push(Value::Datetime(value));
    }

    fn timedelta(&mut self, value: Timedelta) {
        self.scratch.push(Value::Timedelta(value));
    }

    #[inline]
    fn capacity(&self) -> usize {
        self.scratch.capacity()
    }

    fn reserve(&mut self, more: usize) {
        if self.scratch.capacity() == 0 {
            // All that a short message needs, and quicker than growth from nothing.
            self.scratch = Vec::with_capacity(more);
            return;
        }
        self.scratch.reserve_exact(more);
    }

    #[inline]
    fn repeats(&mut self, start: usize, is_map: bool) -> Repeats {
        let step = if is_map { 2 } else { 1 };
        let parts = &self.scratch[start..];
        crate::fault!("COL-5/few-compared" if parts.len() > step * unique::FEW => return Repeats::Nothing);
        crate::fault!("COL-7/keys-of-text" if is_map && parts.iter().step_by(2).any(|it| it.as_str().is_none()) => return Repeats::Part(0));
        if parts.len() <= step * unique::FEW {
            return unique::repeats_of_few(parts, step, unique::mark_of_value, |a, b| a == b);
        }
        let keys = parts.iter().step_by(step);
        if !keys.clone().all(unique::is_scalar) {
            return Repeats::Later;
        }
        match unique::first_duplicate(keys) {
            Some(at) => Repeats::Part(at * step),
            None => Repeats::Nothing,
        }
    }

    #[inline]
    fn close(&mut self, container: Container, start: usize, _: Progress) {
        let value = self.container(container, start);
        self.scratch.push(value);
    }

    fn close_root(&mut self, container: Container) {
        self.root = Some(self.container(container, 0));
    }

    fn name(&self, part: usize) -> Name<'_> {
        super::path::name(&self.scratch[part])
    }
}
