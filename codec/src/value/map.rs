//! [`Map`]: the entries of a dict or an ordered dict.

use std::fmt;

use once_cell::race::OnceBox;

use super::index::Index;
use super::{Value, owned, unique};

/// Entries with unique keys, in the order in which they were put.
///
/// A [`Value::Dict`] and a [`Value::OrderedDict`] both hold one; only what the
/// order means differs. Two maps are equal when they hold equal entries, in
/// whatever order; compare [`Map::iter`]s where order counts.
///
/// ```
/// use hyperglyph::{Map, Value};
///
/// let mut user = Map::new();
/// user.insert("name", "bob");
/// user.insert("age", 41);
/// assert_eq!(user.get("name"), Some(&Value::from("bob")));
/// assert_eq!(user.insert("age", 42), Some(Value::from(41)));
/// ```
///
/// In a map of more than 16 entries keys are found by their fingerprint, through
/// an index that the first look makes; [`Map::remove`] throws it away.
#[derive(Default)]
pub struct Map<'a> {
    /// Key, value, key, value: what the decoder leaves on its stack is taken
    /// over as it is, with one exact allocation. In a map that has grown, there is
    /// room behind the last entry, filled with nil.
    flat: Box<[Value<'a>]>,
    /// Of a large map in which somebody looked. It alone knows how many entries
    /// there are, where there is room for more.
    index: OnceBox<Index>,
}

impl<'a> Map<'a> {
    /// A map without entries.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Keys and values in turn, the keys known to be unique.
    pub(crate) fn from_flat(flat: Vec<Value<'a>>) -> Self {
        debug_assert!(flat.len().is_multiple_of(2));
        Self {
            flat: flat.into_boxed_slice(),
            index: OnceBox::new(),
        }
    }

    /// Keys and values in turn, without the room behind them.
    pub(crate) fn into_flat(self) -> Vec<Value<'a>> {
        let parts = 2 * self.len();
        let mut flat = self.flat.into_vec();
        flat.truncate(parts);
        flat
    }

    /// The number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.index.get().map_or(self.flat.len() / 2, Index::len)
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.flat.is_empty()
    }

    /// The value under a name, that is, under a unicode key.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value<'a>> {
        let at = self.place_of_name(name)?;
        Some(&self.flat[2 * at + 1])
    }

    /// The value under any key.
    #[must_use]
    pub fn get_value(&self, key: &Value<'_>) -> Option<&Value<'a>> {
        let at = self.place(key)?;
        Some(&self.flat[2 * at + 1])
    }

    /// Puts a value under a key, behind the others; a key that is there
    /// already keeps its place, and its old value comes back.
    pub fn insert(
        &mut self,
        key: impl Into<Value<'a>>,
        value: impl Into<Value<'a>>,
    ) -> Option<Value<'a>> {
        let (key, value) = (key.into(), value.into());
        if let Some(at) = self.place(&key) {
            return Some(std::mem::replace(&mut self.flat[2 * at + 1], value));
        }
        let len = self.len();
        match self.index.get() {
            Some(index) if 2 * len < self.flat.len() => {
                index.push(unique::print_of_key(&key));
                self.flat[2 * len] = key;
                self.flat[2 * len + 1] = value;
            }
            _ => self.grow(key, value),
        }
        None
    }

    /// One more entry, where there is no room for it.
    fn grow(&mut self, key: Value<'a>, value: Value<'a>) {
        let mut flat = std::mem::take(self).into_flat();
        let entries = flat.len() / 2 + 1;
        // A small map has no index that could tell room from entries.
        let capacity = if entries > unique::FEW {
            2 * entries
        } else {
            entries
        };
        flat.reserve_exact(2 * capacity - flat.len());
        flat.push(key);
        flat.push(value);
        flat.resize_with(2 * capacity, Value::default);
        self.flat = flat.into_boxed_slice();
        if capacity > entries {
            self.index = OnceBox::with_value(Box::new(self.index_of(entries)));
        }
    }

    /// Takes an entry out by name; the others keep their order.
    pub fn remove(&mut self, name: &str) -> Option<Value<'a>> {
        let at = self.place_of_name(name)?;
        let mut flat = std::mem::take(self).into_flat();
        let value = flat.drain(2 * at..2 * at + 2).nth(1);
        *self = Self::from_flat(flat);
        value
    }

    /// Which entry has that name.
    fn place_of_name(&self, name: &str) -> Option<usize> {
        let is_it = |key: &Value<'_>| key.as_str() == Some(name);
        self.place_by(|| unique::print_of_text(name), is_it)
    }

    /// Which entry has that key.
    fn place(&self, key: &Value<'_>) -> Option<usize> {
        self.place_by(|| unique::print_of_key(key), |other| other == key)
    }

    fn place_by(
        &self,
        print: impl FnOnce() -> u64,
        is_it: impl Fn(&Value<'a>) -> bool,
    ) -> Option<usize> {
        if self.flat.len() <= 2 * unique::FEW {
            return self.keys().position(is_it);
        }
        let make = || Box::new(self.index_of(self.flat.len() / 2));
        let index = self.index.get_or_init(make);
        index.find(print(), |entry| is_it(&self.flat[2 * entry]))
    }

    /// An index of the first entries, with slots for as many as there is room for.
    fn index_of(&self, entries: usize) -> Index {
        let keys = self.flat.iter().step_by(2).take(entries);
        Index::new(keys.map(unique::print_of_key), self.flat.len() / 2)
    }

    /// The entries, in order.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Value<'a>, &Value<'a>)> + Clone {
        let (entries, _) = self.flat().as_chunks::<2>();
        entries.iter().map(|[key, value]| (key, value))
    }

    /// The keys, in order.
    #[must_use]
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &Value<'a>> + Clone {
        self.iter().map(|(key, _)| key)
    }

    /// The values, in order.
    #[must_use]
    pub fn values(&self) -> impl ExactSizeIterator<Item = &Value<'a>> + Clone {
        self.iter().map(|(_, value)| value)
    }

    /// The values, to be changed in place.
    pub fn values_mut(&mut self) -> impl ExactSizeIterator<Item = &mut Value<'a>> {
        let parts = 2 * self.len();
        let (entries, _) = self.flat[..parts].as_chunks_mut::<2>();
        entries.iter_mut().map(|[_, value]| value)
    }

    pub(crate) fn into_owned(self) -> Map<'static> {
        Map::from_flat(owned(self.into_flat()))
    }

    /// Keys and values in turn.
    pub(crate) fn flat(&self) -> &[Value<'a>] {
        &self.flat[..2 * self.len()]
    }

    /// Keys and values in turn; whoever changes a key keeps it unique.
    pub(crate) fn flat_mut(&mut self) -> &mut [Value<'a>] {
        // The index knows the keys as they are.
        if self.index.get().is_some() {
            *self = Self::from_flat(std::mem::take(self).into_flat());
        }
        &mut self.flat
    }
}

impl Clone for Map<'_> {
    fn clone(&self) -> Self {
        Self::from_flat(self.flat().to_vec())
    }
}

impl fmt::Debug for Map<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<'a> IntoIterator for Map<'a> {
    type Item = (Value<'a>, Value<'a>);
    type IntoIter = IntoIter<'a>;

    fn into_iter(self) -> IntoIter<'a> {
        IntoIter(self.into_flat().into_iter())
    }
}

/// The entries of a [`Map`], taken out in order.
#[derive(Debug)]
pub struct IntoIter<'a>(std::vec::IntoIter<Value<'a>>);

impl<'a> Iterator for IntoIter<'a> {
    type Item = (Value<'a>, Value<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        Some((self.0.next()?, self.0.next()?))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let entries = self.0.len() / 2;
        (entries, Some(entries))
    }
}

impl ExactSizeIterator for IntoIter<'_> {}

impl<'a, K: Into<Value<'a>>, V: Into<Value<'a>>> FromIterator<(K, V)> for Map<'a> {
    /// Of several entries with one key, the last value counts.
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut flat = Vec::new();
        for (key, value) in entries {
            flat.push(key.into());
            flat.push(value.into());
        }
        let map = Self::from_flat(flat);
        if unique::first_duplicate(map.flat.iter().step_by(2)).is_none() {
            return map;
        }
        let mut unique = Self::new();
        for (key, value) in map {
            unique.insert(key, value);
        }
        unique
    }
}

impl<'a, K: Into<Value<'a>>, V: Into<Value<'a>>, const N: usize> From<[(K, V); N]> for Map<'a> {
    fn from(entries: [(K, V); N]) -> Self {
        entries.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_stays_at_four_words_and_a_map_at_three() {
        assert_eq!(size_of::<Map<'_>>(), 24);
        assert_eq!(size_of::<Value<'_>>(), 32);
    }

    /// What a list of entries does, looked through from its beginning.
    #[test]
    fn a_map_of_any_size_does_what_a_list_does() {
        let mut map = Map::new();
        let mut list: Vec<(String, i64)> = Vec::new();
        // Any numbers that come again now and then.
        for n in 0i64..2_000 {
            let key = format!("key-{}", n * n % 331);
            let at = list.iter().position(|(k, _)| *k == key);
            let old = at.map(|at| Value::from(list[at].1));
            assert_eq!(map.get(&key), old.as_ref());
            assert_eq!(map.get_value(&Value::from(key.as_str())), old.as_ref());
            if n % 3 == 0 {
                assert_eq!(map.remove(&key), old);
                at.map(|at| list.remove(at));
            } else {
                assert_eq!(map.insert(key.clone(), n), old);
                match at {
                    Some(at) => list[at].1 = n,
                    None => list.push((key, n)),
                }
            }
            assert_eq!(map.len(), list.len());
            assert_eq!(map.is_empty(), list.is_empty());
        }
        assert!(map.len() > 2 * unique::FEW);
        let entries = || list.iter().map(|(k, v)| (k.as_str(), *v));
        let of = |map: &Map<'_>| -> Vec<(String, i64)> {
            let entry = |(k, v): (&Value<'_>, &Value<'_>)| {
                (k.as_str().unwrap().to_owned(), v.as_i64().unwrap())
            };
            map.iter().map(entry).collect()
        };
        assert_eq!(of(&map), list);
        assert_eq!(of(&map.clone()), list);
        assert_eq!(of(&map.clone().into_owned()), list);
        assert_eq!(of(&map.clone().into_iter().collect()), list);
        assert_eq!(map, entries().collect());
        map.values_mut().for_each(|value| *value = Value::from(0));
        assert!(map.values().all(|value| value.as_i64() == Some(0)));
    }

    #[test]
    fn a_large_map_has_an_index_from_the_first_look_on() {
        let map: Map<'_> = (0..1_000).map(|n| (n, n)).collect();
        assert!(map.index.get().is_none());
        assert_eq!(map.get_value(&Value::from(500)), Some(&Value::from(500)));
        assert_eq!(map.get_value(&Value::from(1_000)), None);
        assert!(map.index.get().is_some());
        let copy = map.clone();
        assert!(copy.index.get().is_none());
        assert_eq!(map, copy);
        let small: Map<'_> = (0..16).map(|n| (n, n)).collect();
        assert_eq!(small.get_value(&Value::from(15)), Some(&Value::from(15)));
        assert!(small.index.get().is_none());
    }

    #[test]
    fn keys_that_were_changed_are_found() {
        let mut map: Map<'_> = (0..100).map(|n| (n, n)).collect();
        map.insert(100, 100);
        map.flat_mut()[0] = Value::from("zero");
        assert_eq!(map.get("zero"), Some(&Value::from(0)));
        assert_eq!(map.get_value(&Value::from(0)), None);
        assert_eq!(map.len(), 101);
    }

    #[test]
    fn col_5_of_entries_with_one_key_the_last_counts() {
        let map: Map<'_> = (0..1_000).map(|n| (n % 100, n)).collect();
        let last: Map<'_> = (0..100).map(|n| (n, 900 + n)).collect();
        assert_eq!(map, last);
    }
}
