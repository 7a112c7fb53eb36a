//! [`Page`]: what a call answered, and [`Item`]: a part of it.

use std::fmt;

use hyperglyph::Value;
use hyperglyph::page::{Form, Link};
use serde::Deserialize;

use crate::{Arguments, Client, Download, Error};

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

    pub(crate) const fn client(&self) -> &Client {
        &self.client
    }

    /// The page as an item, to go on from.
    #[must_use]
    pub const fn item(&self) -> Item<'_> {
        Item {
            client: &self.client,
            value: &self.value,
        }
    }

    /// The page as a type of the caller's: see [`Item::decode`].
    pub fn decode<'v, T: Deserialize<'v>>(&'v self) -> Result<T, Error> {
        self.item().decode()
    }

    /// The names that the page holds: see [`Item::names`].
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.item().names()
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

    /// It as a type of the caller's, borrowing from the page where it can. Of a
    /// resource it is the content that is read (RES-5).
    ///
    /// ```no_run
    /// # async fn bio(bob: hyperglyph_client::Page) -> Result<(), hyperglyph_client::Error> {
    /// use hyperglyph_client::args;
    ///
    /// let bio: String = bob.call("bio", args![]).await?.decode()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn decode<T: Deserialize<'p>>(self) -> Result<T, Error> {
        let value = match self.value.as_extension() {
            Some(page) if page.name.as_str() == Some("resource") => &page.content,
            _ => self.value,
        };
        hyperglyph::from_value(value).map_err(Error::Type)
    }

    /// The names that it holds, where it is a resource or a dict.
    pub fn names(self) -> impl Iterator<Item = &'p str> {
        let content = self
            .value
            .as_extension()
            .map_or(self.value, |it| &it.content);
        let keys = content.as_map().into_iter().flat_map(hyperglyph::Map::keys);
        keys.filter_map(Value::as_str)
    }

    /// What it holds by name, where it is a resource or a dict (RES-5), or by
    /// index, where it is a list.
    pub fn get<'k>(self, key: impl Into<Key<'k>>) -> Result<Self, Error> {
        let key = key.into();
        hyperglyph::fault!("RES-5/attributes" if self.value.as_extension().is_some() => return Err(Error::missing(key, self.value)));
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
        match Callable::of(self.value)? {
            Callable::Link(link) => self.client.follow(link, arguments).await,
            Callable::Form(form) => self.client.submit(form, arguments).await,
        }
    }

    /// Calls the link or form that it is, and reads the blobs of the answer as they
    /// come. What a link inlines is not looked at.
    pub async fn download(self, arguments: Arguments<'_>) -> Result<Download, Error> {
        match Callable::of(self.value)? {
            Callable::Link(link) => self.client.follow_stream(link, arguments).await,
            Callable::Form(form) => self.client.submit_stream(form, arguments).await,
        }
    }
}

/// What can be called.
enum Callable<'p> {
    Link(Link<'p>),
    Form(Form<'p>),
}

impl<'p> Callable<'p> {
    fn of(value: &'p Value<'static>) -> Result<Self, Error> {
        let extension = value.as_extension();
        hyperglyph::fault!("LNK-9/refused" if extension.is_none_or(|it| it.attribute("method").is_none()) => return Err(Error::not_callable(value)));
        match extension.and_then(|it| Some((it, it.name.as_str()?))) {
            Some((extension, "link")) => Ok(Self::Link(Link::read(extension)?)),
            Some((extension, "form")) => Ok(Self::Form(Form::read(extension)?)),
            _ => Err(Error::not_callable(value)),
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
