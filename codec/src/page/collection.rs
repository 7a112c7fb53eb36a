//! [`Collection`]: reserved, a page of something longer.

use super::Part;
use super::attributes::Attributes;
use super::page_error::{PageError, Place, Rule, found};
use crate::{Extension, Map, Value};

const COLLECTION: &str = "collection";

/// `Xu10:collection;D;Li1;i2;;;`: some items of something longer. What its
/// attributes mean is not settled yet, but for `url` (CLN-2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Collection<'v> {
    /// All its attributes (CLN-1).
    pub attributes: Part<'v, Map<'v>>,
    /// The items: none, a list, or an ordered dict (CLN-1).
    pub items: Items<'v>,
}

/// The ordered collection inside a [`Collection`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Items<'v> {
    /// Nil.
    #[default]
    None,
    /// A list.
    List(Part<'v, Vec<Value<'v>>>),
    /// An ordered dict.
    OrderedDict(Part<'v, Map<'v>>),
}

impl<'v> Collection<'v> {
    /// The base of the urls inside it (CLN-2).
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        let url = self.attributes.get("url").and_then(super::attributes::text);
        url.filter(|url| !url.is_empty())
    }

    /// Reads an extension as a collection.
    pub fn read(extension: &'v Extension<'v>) -> Result<Self, PageError> {
        let attributes = Attributes::of(extension, COLLECTION)?;
        attributes.url("CLN-2")?;
        let items = match &extension.content {
            Value::Nil => Items::None,
            Value::List(items) => Items::List(Part::Borrowed(items)),
            Value::OrderedDict(map) => Items::OrderedDict(Part::Borrowed(map)),
            other => {
                let rule = Rule {
                    place: Place::Content,
                    expected: "a list, an ordered dict or nil",
                    requirement: "CLN-1",
                    advice: "what a collection holds has an order: sets and dicts have none",
                };
                return Err(PageError::new(COLLECTION, rule, found(Some(other))));
            }
        };
        Ok(Self {
            attributes: Part::Borrowed(attributes.map()),
            items,
        })
    }

    /// Writes the collection.
    #[must_use]
    pub fn write(self) -> Extension<'v> {
        let content = match self.items {
            Items::None => Value::Nil,
            Items::List(items) => Value::List(items.into_owned()),
            Items::OrderedDict(map) => Value::OrderedDict(map.into_owned()),
        };
        Extension::new(COLLECTION, self.attributes.into_owned(), content)
    }
}
