//! [`Arena`]: the sink that builds a document.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::Document;
use super::node::{NOWHERE, Node, Parts};
use crate::Timedelta;
use crate::decode::{Container, Name, Progress, Repeats, Sink};
use crate::scalar::integer::BigInteger;
use crate::value::unique;

/// Finished parts that wait for their container, and all that have found theirs.
#[derive(Debug, Default)]
pub(crate) struct Arena<'a> {
    scratch: Vec<Node<'a>>,
    /// Of all containers but the root, side by side.
    parts: Vec<Node<'a>>,
    /// Of the root: what was left on the scratch list, taken over as it is.
    outer: Vec<Node<'a>>,
    root: Option<Node<'a>>,
    integers: Vec<BigInteger<'a>>,
    tables: Vec<u32>,
    /// The table of the map that is about to close.
    table: u32,
}

/// Slots of a table hold the number of an entry plus one, or this.
pub(super) const FREE: u32 = 0;

impl<'a> Arena<'a> {
    pub(super) fn into_document(mut self, blobs: Vec<Cow<'a, [u8]>>) -> Document<'a> {
        let scalar = self.scratch.pop();
        Document {
            root: self.root.or(scalar).unwrap_or(Node::Nil),
            parts: self.parts,
            outer: self.outer,
            integers: self.integers,
            blobs,
            tables: self.tables,
        }
    }

    /// The container whose parts begin there.
    #[inline]
    fn container(&self, container: Container, first: usize, count: usize) -> Node<'a> {
        let parts = Parts {
            start: small(first),
            count: small(count),
            table: if container.is_map() {
                self.table
            } else {
                NOWHERE
            },
        };
        match container {
            Container::List => Node::List(parts),
            Container::Set => Node::Set(parts),
            Container::Dict => Node::Dict(parts),
            Container::OrderedDict => Node::OrderedDict(parts),
            Container::Extension => Node::Extension(parts.start),
            Container::Blob(number) => Node::Blob {
                attributes: parts.start,
                number,
            },
        }
    }

    /// Looks every key of a large map up in a table that is kept for later.
    fn repeats_in_table(&mut self, start: usize, step: usize, keep: bool) -> Repeats {
        let nodes = &self.scratch[start..];
        let count = nodes.len().div_ceil(step);
        let mask = (2 * count).next_power_of_two() - 1;
        let base = self.tables.len();
        self.tables.resize(base + mask + 1, FREE);
        let table = &mut self.tables[base..];
        let mut repeats = Repeats::Nothing;
        'entries: for entry in 0..count {
            let key = &nodes[entry * step];
            let mut slot = slot(key.print(), mask);
            let mut steps = 0;
            while table[slot] != FREE {
                let earlier = &nodes[(table[slot] - 1) as usize * step];
                if earlier.equals(key) {
                    repeats = Repeats::Part(entry * step);
                    break 'entries;
                }
                steps += 1;
                slot = (slot + 1) & mask;
                if steps > LONG {
                    // Nobody knows the seed, so this does not happen; and if it
                    // does, it is not slow.
                    self.tables.truncate(base);
                    return Repeats::Later;
                }
            }
            table[slot] = small(entry) + 1;
        }
        if keep {
            self.table = small(base);
        } else {
            self.tables.truncate(base);
        }
        repeats
    }

    /// The same where the digits of integers are not in the nodes themselves.
    #[cold]
    fn repeats_with_big_integers(&self, start: usize, step: usize) -> Repeats {
        let nodes: Vec<_> = self.scratch[start..].iter().step_by(step).collect();
        let big = |node: &Node<'a>| match node {
            Node::Big(at) => self.integers.get(*at as usize),
            _ => None,
        };
        if !nodes
            .iter()
            .all(|node| node.is_plain() || big(node).is_some())
        {
            return Repeats::Later;
        }
        let print = |at: usize| match big(nodes[at]) {
            Some(integer) => unique::print(integer),
            None => unique::print(nodes[at]),
        };
        let equal = |a: usize, b: usize| match (big(nodes[a]), big(nodes[b])) {
            (Some(a), Some(b)) => a == b,
            (None, None) => nodes[a].equals(nodes[b]),
            _ => false,
        };
        match unique::first_duplicate_by(nodes.len(), print, equal) {
            Some(at) => Repeats::Part(at * step),
            None => Repeats::Nothing,
        }
    }
}

/// A search that goes on for longer is given up.
const LONG: usize = 64;

/// Where the search for a fingerprint begins.
#[expect(clippy::cast_possible_truncation, reason = "any bits will do")]
pub(super) const fn slot(print: u64, mask: usize) -> usize {
    print as usize & mask
}

/// A place in the arena. A message is shorter than 4 GiB, and has fewer parts
/// and slots than bytes.
#[expect(clippy::cast_possible_truncation, reason = "see above")]
const fn small(place: usize) -> u32 {
    place as u32
}

impl<'a> Sink<'a> for Arena<'a> {
    #[inline]
    fn len(&self) -> usize {
        self.scratch.len()
    }

    fn nil(&mut self) {
        self.scratch.push(Node::Nil);
    }

    fn boolean(&mut self, value: bool) {
        self.scratch.push(Node::Bool(value));
    }

    #[inline]
    fn integer(&mut self, value: i64) {
        self.scratch.push(Node::Integer(value));
    }

    fn big_integer(&mut self, value: BigInteger<'a>) {
        self.scratch.push(Node::Big(small(self.integers.len())));
        self.integers.push(value);
    }

    #[inline]
    fn float(&mut self, value: f64) {
        self.scratch.push(Node::Float(value));
    }

    #[inline]
    fn unicode(&mut self, text: &'a str) {
        self.scratch.push(Node::Unicode(text));
    }

    fn bytes(&mut self, bytes: &'a [u8]) {
        self.scratch.push(Node::Bytes(bytes));
    }

    fn datetime(&mut self, value: DateTime<Utc>) {
        self.scratch.push(Node::Datetime(value));
    }

    fn timedelta(&mut self, value: Timedelta) {
        self.scratch.push(Node::Timedelta(value));
    }

    #[inline]
    fn capacity(&self) -> usize {
        self.scratch.capacity()
    }

    fn reserve(&mut self, more: usize) {
        self.scratch.reserve_exact(more);
    }

    #[inline]
    fn repeats(&mut self, start: usize, is_map: bool) -> Repeats {
        let step = if is_map { 2 } else { 1 };
        let nodes = &self.scratch[start..];
        self.table = NOWHERE;
        if nodes.len() <= step * unique::FEW {
            return unique::repeats_of_few(nodes, step, Node::mark, Node::equals);
        }
        if !nodes.iter().step_by(step).all(Node::is_plain) {
            return self.repeats_with_big_integers(start, step);
        }
        self.repeats_in_table(start, step, is_map)
    }

    #[inline]
    fn close(&mut self, container: Container, start: usize, progress: Progress) {
        let first = self.parts.len();
        let count = self.scratch.len() - start;
        if self.parts.capacity() - first < count {
            let more = progress.more(first);
            self.parts.reserve_exact(more.max(count));
        }
        self.parts.extend_from_slice(&self.scratch[start..]);
        self.scratch.truncate(start);
        let node = self.container(container, first, count);
        self.scratch.push(node);
    }

    fn close_root(&mut self, container: Container) {
        let count = self.scratch.len();
        self.root = Some(self.container(container, self.parts.len(), count));
        self.outer = std::mem::take(&mut self.scratch);
    }

    fn name(&self, part: usize) -> Name<'_> {
        match &self.scratch[part] {
            Node::Unicode(text) => Name::Text(text),
            Node::Integer(number) => Name::Integer(*number),
            other => Name::Other(super::view::type_name(other)),
        }
    }
}
