//! [`Set`]: items that are all different.

use std::collections::HashSet;

use super::{Value, owned, unique};

/// Items without duplicates, in the order in which they were put.
///
/// Two sets are equal when they hold equal items, in whatever order.
#[derive(Clone, Debug, Default)]
pub struct Set<'a> {
    items: Vec<Value<'a>>,
}

impl<'a> Set<'a> {
    /// A set without items.
    #[must_use]
    pub const fn new() -> Self {
        Self { items: Vec::new() }
    }

    /// Items known to be unique.
    pub(crate) fn from_unique(items: Vec<Value<'a>>) -> Self {
        Self { items }
    }

    /// The number of items.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Whether an item is in the set.
    #[must_use]
    pub fn contains(&self, item: &Value<'_>) -> bool {
        self.items.iter().any(|i| i == item)
    }

    /// Puts an item in; false if it was there already.
    pub fn insert(&mut self, item: impl Into<Value<'a>>) -> bool {
        let item = item.into();
        let new = !self.contains(&item);
        if new {
            self.items.push(item);
        }
        new
    }

    /// The items, in the order in which they were put.
    #[must_use]
    pub fn as_slice(&self) -> &[Value<'a>] {
        &self.items
    }

    /// The items, in the order in which they were put.
    pub fn iter(&self) -> std::slice::Iter<'_, Value<'a>> {
        self.items.iter()
    }

    pub(crate) fn into_owned(self) -> Set<'static> {
        Set {
            items: owned(self.items),
        }
    }

    /// The items; whoever changes one keeps it unique.
    pub(crate) fn items_mut(&mut self) -> &mut [Value<'a>] {
        &mut self.items
    }
}

impl<'a> IntoIterator for Set<'a> {
    type Item = Value<'a>;
    type IntoIter = std::vec::IntoIter<Value<'a>>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'s, 'a> IntoIterator for &'s Set<'a> {
    type Item = &'s Value<'a>;
    type IntoIter = std::slice::Iter<'s, Value<'a>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a, T: Into<Value<'a>>> FromIterator<T> for Set<'a> {
    /// Of several equal items, the first stays.
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let items: Vec<Value<'a>> = items.into_iter().map(Into::into).collect();
        if unique::first_duplicate(items.iter()).is_none() {
            return Self { items };
        }
        let mut seen = HashSet::new();
        let first = items.into_iter().filter(|item| seen.insert(item.clone()));
        Self {
            items: first.collect(),
        }
    }
}
