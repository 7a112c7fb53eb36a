//! [`Map`]: the entries of a dict or an ordered dict.

use std::collections::HashMap;

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
#[derive(Clone, Debug, Default)]
pub struct Map<'a> {
    /// Key, value, key, value: what the decoder leaves on its stack is taken
    /// over as it is, with one exact allocation.
    flat: Vec<Value<'a>>,
}

impl<'a> Map<'a> {
    /// A map without entries.
    #[must_use]
    pub const fn new() -> Self {
        Self { flat: Vec::new() }
    }

    /// Keys and values in turn, the keys known to be unique.
    pub(crate) fn from_flat(flat: Vec<Value<'a>>) -> Self {
        debug_assert!(flat.len().is_multiple_of(2));
        Self { flat }
    }

    /// The number of entries.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.flat.len() / 2
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.flat.is_empty()
    }

    /// The value under a name, that is, under a unicode key.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value<'a>> {
        self.iter()
            .find_map(|(key, value)| (key.as_str() == Some(name)).then_some(value))
    }

    /// The value under any key.
    #[must_use]
    pub fn get_value(&self, key: &Value<'_>) -> Option<&Value<'a>> {
        self.iter()
            .find_map(|(k, value)| (k == key).then_some(value))
    }

    /// Puts a value under a key, behind the others; a key that is there
    /// already keeps its place, and its old value comes back.
    pub fn insert(
        &mut self,
        key: impl Into<Value<'a>>,
        value: impl Into<Value<'a>>,
    ) -> Option<Value<'a>> {
        let (key, value) = (key.into(), value.into());
        let known = self.keys().position(|k| *k == key);
        if let Some(at) = known {
            return Some(std::mem::replace(&mut self.flat[2 * at + 1], value));
        }
        self.flat.push(key);
        self.flat.push(value);
        None
    }

    /// Takes an entry out by name; the others keep their order.
    pub fn remove(&mut self, name: &str) -> Option<Value<'a>> {
        let at = self
            .iter()
            .position(|(key, _)| key.as_str() == Some(name))?;
        self.flat.drain(2 * at..2 * at + 2).nth(1)
    }

    /// The entries, in order.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Value<'a>, &Value<'a>)> + Clone {
        let (entries, _) = self.flat.as_chunks::<2>();
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
        let (entries, _) = self.flat.as_chunks_mut::<2>();
        entries.iter_mut().map(|[_, value]| value)
    }

    pub(crate) fn into_owned(self) -> Map<'static> {
        Map {
            flat: owned(self.flat),
        }
    }

    /// Keys and values in turn.
    pub(crate) fn flat(&self) -> &[Value<'a>] {
        &self.flat
    }

    /// Keys and values in turn; whoever changes a key keeps it unique.
    pub(crate) fn flat_mut(&mut self) -> &mut [Value<'a>] {
        &mut self.flat
    }
}

impl<'a> IntoIterator for Map<'a> {
    type Item = (Value<'a>, Value<'a>);
    type IntoIter = IntoIter<'a>;

    fn into_iter(self) -> IntoIter<'a> {
        IntoIter(self.flat.into_iter())
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
        if unique::first_duplicate(flat.iter().step_by(2)).is_none() {
            return Self { flat };
        }
        let mut places: HashMap<Value<'a>, usize> = HashMap::new();
        let mut unique = Vec::new();
        for (key, value) in Self::from_flat(flat) {
            if let Some(&place) = places.get(&key) {
                unique[place] = value;
                continue;
            }
            unique.push(key.clone());
            unique.push(value);
            places.insert(key, unique.len() - 1);
        }
        Self { flat: unique }
    }
}

impl<'a, K: Into<Value<'a>>, V: Into<Value<'a>>, const N: usize> From<[(K, V); N]> for Map<'a> {
    fn from(entries: [(K, V); N]) -> Self {
        entries.into_iter().collect()
    }
}
