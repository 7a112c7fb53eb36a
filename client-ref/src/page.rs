//! [`Page`]: what a call answered, and [`Item`]: a part of it.

use std::fmt;

use hyperglyph::Value;
use hyperglyph::http::Arguments;
use hyperglyph::page::{Form, Link};

use crate::{Client, Error};

/// What a call answered: a resource, a form, a list, a number, nil …
///
/// Its urls are absolute: it can be kept, sent elsewhere and called later.
#[derive(Clone, Debug)]
pub struct Page {
    client: Client,
    value: Value<'static>,
}

/// A part of a [`Page`], or all of it.
#[derive(Clone, Copy, Debug)]
pub struct Item<'p> {
    client: &'p Client,
    value: &'p Value<'static>,
}

impl Page {
    pub(crate) const fn new(client: Client, value: Value<'static>) -> Self {
        Self { client, value }
    }

    /// The value.
    #[must_use]
    pub const fn value(&self) -> &Value<'static> {
        &self.value
    }

    /// The value, taken out.
    #[must_use]
    pub fn into_value(self) -> Value<'static> {
        self.value
    }

    /// The page as an item, to go on from.
    #[must_use]
    pub const fn item(&self) -> Item<'_> {
        Item {
            client: &self.client,
            value: &self.value,
        }
    }

    /// What the page holds: see [`Item::get`].
    pub fn get<'k>(&self, key: impl Into<Key<'k>>) -> Result<Item<'_>, Error> {
        self.item().get(key)
    }

    /// Calls what the page holds: see [`Item::call`].
    pub async fn call<'k>(
        &self,
        key: impl Into<Key<'k>>,
        arguments: Arguments<'_>,
    ) -> Result<Self, Error> {
        self.item().call(key, arguments).await
    }

    /// Calls the page itself: see [`Item::invoke`].
    pub async fn invoke(&self, arguments: Arguments<'_>) -> Result<Self, Error> {
        self.item().invoke(arguments).await
    }
}

impl<'p> Item<'p> {
    /// The value.
    #[must_use]
    pub const fn value(self) -> &'p Value<'static> {
        self.value
    }

    /// What it holds by name, where it is a resource or a dict (RES-5), or by
    /// index, where it is a list.
    pub fn get<'k>(self, key: impl Into<Key<'k>>) -> Result<Self, Error> {
        let key = key.into();
        let found = match key {
            Key::Name(name) => self.value.get(name),
            Key::Index(index) => self.value.as_list().and_then(|items| items.get(index)),
        };
        match found {
            Some(value) => Ok(Self { value, ..self }),
            None => Err(Error::missing(key, self.value)),
        }
    }

    /// Calls the link or form that it holds there.
    pub async fn call<'k>(
        self,
        key: impl Into<Key<'k>>,
        arguments: Arguments<'_>,
    ) -> Result<Page, Error> {
        self.get(key)?.invoke(arguments).await
    }

    /// Calls the link or form that it is.
    pub async fn invoke(self, arguments: Arguments<'_>) -> Result<Page, Error> {
        let extension = self.value.as_extension();
        match extension.and_then(|it| Some((it, it.name.as_str()?))) {
            Some((extension, "link")) => {
                let link = Link::read(extension)?;
                self.client.follow(link, arguments).await
            }
            Some((extension, "form")) => {
                let form = Form::read(extension)?;
                self.client.submit(form, arguments).await
            }
            _ => Err(Error::not_callable(self.value)),
        }
    }
}

/// A place in a page: a name in a resource or dict, an index in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key<'k> {
    /// A name.
    Name(&'k str),
    /// An index, from 0.
    Index(usize),
}

impl<'k> From<&'k str> for Key<'k> {
    fn from(name: &'k str) -> Self {
        Self::Name(name)
    }
}

impl<'k> From<&'k String> for Key<'k> {
    fn from(name: &'k String) -> Self {
        Self::Name(name)
    }
}

impl From<usize> for Key<'_> {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

impl fmt::Display for Key<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => write!(f, "{name:?}"),
            Self::Index(index) => write!(f, "index {index}"),
        }
    }
}
