//! When two values are equal (D6), and a hash that agrees with it.

use std::hash::{Hash, Hasher};

use super::{Map, Set, Value, deep, unique};

impl PartialEq for Value<'_> {
    fn eq(&self, other: &Self) -> bool {
        crate::fault!("COL-7/true-equals-one" if matches!((self, other), (Self::Integer(one), Self::Bool(true)) if one.to_i128() == Some(1)) => return true);
        crate::fault!("BYT-3/equal-to-text" if matches!((self, other), (Self::Bytes(a), Self::Unicode(b)) if **a == *b.as_bytes()) => return true);
        match (self, other) {
            (Self::Nil, Self::Nil) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Integer(a), Self::Integer(b)) => a == b,
            (Self::Float(a), Self::Float(b)) => float_bits(*a) == float_bits(*b),
            (Self::Unicode(a), Self::Unicode(b)) => a == b,
            (Self::Bytes(a), Self::Bytes(b)) => a == b,
            (Self::Datetime(a), Self::Datetime(b)) => a == b,
            (Self::Timedelta(a), Self::Timedelta(b)) => a == b,
            (Self::List(a), Self::List(b)) => a == b,
            (Self::Set(a), Self::Set(b)) => a == b,
            (Self::Dict(a), Self::Dict(b)) => a == b,
            (Self::OrderedDict(a), Self::OrderedDict(b)) => a.iter().eq(b.iter()),
            (Self::Extension(a), Self::Extension(b)) => a == b,
            (Self::Blob(a), Self::Blob(b)) => a == b,
            _ => false,
        }
    }
}

impl Eq for Value<'_> {}

impl Hash for Value<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::mem::discriminant(self).hash(state);
        match self {
            Self::Nil => {}
            Self::Bool(b) => b.hash(state),
            Self::Integer(i) => i.hash(state),
            Self::Float(f) => float_bits(*f).hash(state),
            Self::Unicode(s) => s.hash(state),
            Self::Bytes(b) => b.hash(state),
            Self::Datetime(d) => d.hash(state),
            Self::Timedelta(t) => t.hash(state),
            Self::List(items) => items.hash(state),
            Self::Set(set) => {
                unique::hash_unordered(set.iter(), state);
            }
            Self::Dict(map) => {
                unique::hash_unordered(map.iter(), state);
            }
            Self::OrderedDict(map) => {
                state.write_usize(map.len());
                for entry in map.iter() {
                    entry.hash(state);
                }
            }
            Self::Extension(extension) => extension.hash(state),
            Self::Blob(blob) => blob.hash(state),
        }
    }
}

impl PartialEq for Set<'_> {
    fn eq(&self, other: &Self) -> bool {
        if self.len() != other.len() {
            return false;
        }
        if self.iter().all(unique::is_scalar) {
            return unique::equal_unordered(self.iter(), other.iter());
        }
        // Looking into the items at every level anew would take time that grows with
        // the square of the depth.
        deep::same_items(self.as_slice(), other.as_slice())
    }
}

impl Eq for Set<'_> {}

impl PartialEq for Map<'_> {
    fn eq(&self, other: &Self) -> bool {
        if self.len() != other.len() {
            return false;
        }
        if !self.keys().all(unique::is_scalar) {
            return deep::same_entries(self, other);
        }
        // Most often the order is the same.
        self.iter().zip(other.iter()).all(|(mine, theirs)| {
            let value = if mine.0 == theirs.0 {
                Some(theirs.1)
            } else {
                other.get_value(mine.0)
            };
            value == Some(mine.1)
        })
    }
}

impl Eq for Map<'_> {}

/// The bits of a float, with every NaN taken as the same one. `0.0` and `-0.0`
/// have different bits, so they are two values.
pub(crate) fn float_bits(f: f64) -> u64 {
    if f.is_nan() {
        f64::NAN.to_bits()
    } else {
        f.to_bits()
    }
}
