//! [`Tree`]: the sink that builds a [`Value`].

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::sink::{Container, Name, Repeats, Sink};
use super::trailers::stand_in;
use crate::scalar::integer::BigInteger;
use crate::value::unique;
use crate::{Blob, Extension, Integer, Map, Set, Timedelta, Value};

/// Values that wait for their container, or the root when all is done.
#[derive(Default)]
pub(super) struct Tree<'a> {
    scratch: Vec<Value<'a>>,
}

impl<'a> Tree<'a> {
    /// The root object, once it has been read.
    pub(super) fn into_root(mut self) -> Value<'a> {
        self.scratch.pop().unwrap_or_default()
    }

    /// The parts from `start` on, in a list without room to spare. The outermost
    /// container takes over the scratch list itself: the largest copy is saved.
    fn take_from(&mut self, start: usize) -> Vec<Value<'a>> {
        if start > 0 {
            return self.scratch.split_off(start);
        }
        let mut parts = std::mem::take(&mut self.scratch);
        parts.shrink_to_fit();
        parts
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
    fn len(&self) -> usize {
        self.scratch.len()
    }

    fn nil(&mut self) {
        self.scratch.push(Value::Nil);
    }

    fn boolean(&mut self, value: bool) {
        self.scratch.push(Value::Bool(value));
    }

    fn integer(&mut self, value: i64) {
        self.scratch.push(Value::Integer(Integer::Small(value)));
    }

    fn big_integer(&mut self, value: BigInteger<'a>) {
        self.scratch.push(Value::Integer(Integer::Big(value)));
    }

    fn float(&mut self, value: f64) {
        self.scratch.push(Value::Float(value));
    }

    fn unicode(&mut self, text: &'a str) {
        self.scratch.push(Value::Unicode(Cow::Borrowed(text)));
    }

    fn bytes(&mut self, bytes: &'a [u8]) {
        self.scratch.push(Value::Bytes(Cow::Borrowed(bytes)));
    }

    fn datetime(&mut self, value: DateTime<Utc>) {
        self.scratch.push(Value::Datetime(value));
    }

    fn timedelta(&mut self, value: Timedelta) {
        self.scratch.push(Value::Timedelta(value));
    }

    #[inline]
    fn repeats(&mut self, start: usize, is_map: bool) -> Repeats {
        let step = if is_map { 2 } else { 1 };
        let keys = self.scratch[start..].iter().step_by(step);
        if !keys.clone().all(unique::is_scalar) {
            return Repeats::Later;
        }
        match unique::first_duplicate(keys) {
            Some(at) => Repeats::Part(at * step),
            None => Repeats::Nothing,
        }
    }

    fn close(&mut self, container: Container, start: usize) {
        let value = match container {
            Container::List => Value::List(self.take_from(start)),
            Container::Set => Value::Set(Set::from_unique(self.take_from(start))),
            Container::Dict => Value::Dict(Map::from_flat(self.take_from(start))),
            Container::OrderedDict => Value::OrderedDict(Map::from_flat(self.take_from(start))),
            Container::Extension => {
                let [name, attributes, content] = self.take();
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
        };
        self.scratch.push(value);
    }

    fn name(&self, part: usize) -> Name<'_> {
        super::path::name(&self.scratch[part])
    }
}
