//! [`Content`]: what stands on a page or in an answer, before it has urls.
//!
//! A handler knows no urls: it gives a [`User`](Instance), or the function
//! [`Offered`] as `hello`, and the service makes of it what a client can follow.
//!
//! | content | becomes |
//! |---|---|
//! | data | itself |
//! | [`Offered`] | the form or link of that function or class |
//! | [`Instance`], transient | its page: a resource (RES-7) |
//! | [`Instance`], persistent | is put into its store; then its page |
//! | [`Stored`](crate::Stored) | a link to its page |
//! | [`Download`] | a blob, whose content follows |
//! | lists, dicts, resources, collections of these | themselves, around what these become |

mod into;

use std::any::{Any, TypeId};
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use hyperglyph::page::{Collection, Resource};
use hyperglyph::{Extension, Map, Value, to_value};
use serde::Serialize;

use crate::{Download, Failure, State};

/// What stands on a page or in an answer. Everything that is
/// [`IntoContent`] becomes one.
#[derive(Clone, Debug)]
pub struct Content(pub(crate) Kind);

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Value(Value<'static>),
    Failed(Failure),
    Offered(Cow<'static, str>),
    Instance(Boxed),
    Stored(TypeId, Arc<str>),
    Download(Box<Download>),
    List(Vec<Content>),
    Dict(Vec<(Value<'static>, Content)>),
    /// An extension around content; its own content stands beside it.
    Around(Box<Extension<'static>>, Box<Content>),
}

/// What becomes [`Content`]: values, lists and dicts of such, page types, and
/// what only the server can write.
///
/// A type of your own that is plain data goes as [`Data`]; one whose instances
/// are pages as [`Instance`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand on a page or in an answer",
    note = "what is `serde::Serialize` goes as `Data(…)`, an instance of a class as `Instance(…)`"
)]
pub trait IntoContent {
    /// The content.
    fn into_content(self) -> Content;
}

impl Content {
    /// A list.
    pub fn list<T: IntoContent>(items: impl IntoIterator<Item = T>) -> Self {
        let items: Vec<Self> = items.into_iter().map(T::into_content).collect();
        if !items.iter().all(Self::is_value) {
            return Self(Kind::List(items));
        }
        Self(Kind::Value(items.into_iter().map(Self::plain).collect()))
    }

    /// A dict. Of several entries with one key, the last counts.
    pub fn dict<K: Into<Value<'static>>, T: IntoContent>(
        entries: impl IntoIterator<Item = (K, T)>,
    ) -> Self {
        let entries: Vec<(Value<'_>, Self)> = entries
            .into_iter()
            .map(|(key, content)| (key.into(), content.into_content()))
            .collect();
        if !entries.iter().all(|(_, content)| content.is_value()) {
            return Self(Kind::Dict(entries));
        }
        let entries = entries.into_iter();
        let map: Map<'_> = entries
            .map(|(key, content)| (key, content.plain()))
            .collect();
        Self(Kind::Value(map.into()))
    }

    /// A page (RES-2): a resource of these entries, with the url, name and
    /// profile of `head`. Relative urls inside are relative to its url.
    ///
    /// ```
    /// use hyperglyph::page::Resource;
    /// use hyperglyph_server::{Content, IntoContent, Offered};
    ///
    /// let head = Resource { name: Some("greetings".into()), ..Resource::default() };
    /// let page = Content::resource(head, [
    ///     ("english", Offered::new("hello").into_content()),
    ///     ("count", 2.into_content()),
    /// ]);
    /// ```
    pub fn resource<K: Into<String>, T: IntoContent>(
        head: Resource<'static>,
        entries: impl IntoIterator<Item = (K, T)>,
    ) -> Self {
        let entries = entries
            .into_iter()
            .map(|(name, content)| (name.into(), content));
        match head.write() {
            Ok(around) => Self::around(around, Self::dict::<String, T>(entries)),
            Err(error) => Failure::internal(error).into_content(),
        }
    }

    /// Some items of something longer (CLN-1), with these attributes: a `url`,
    /// if need be (CLN-2); the others have no meaning yet.
    pub fn collection<T: IntoContent>(
        attributes: Map<'static>,
        items: impl IntoIterator<Item = T>,
    ) -> Self {
        let head = Collection {
            attributes: attributes.into(),
            ..Collection::default()
        };
        Self::around(head.write(), Self::list(items))
    }

    fn around(mut extension: Extension<'static>, content: Self) -> Self {
        match content.0 {
            Kind::Value(value) => {
                extension.content = value;
                Self(Kind::Value(extension.into()))
            }
            _ => Self(Kind::Around(Box::new(extension), Box::new(content))),
        }
    }

    pub(crate) const fn is_value(&self) -> bool {
        matches!(self.0, Kind::Value(_))
    }

    fn plain(self) -> Value<'static> {
        match self.0 {
            Kind::Value(value) => value,
            // Asked before.
            _ => Value::Nil,
        }
    }
}

/// A type of your own as plain data, by serde: a struct is a dict.
///
/// ```
/// use hyperglyph_server::{Data, Router};
///
/// #[derive(serde::Serialize)]
/// struct Weather { celsius: f64, wind: &'static str }
///
/// let router = Router::new().function("weather", [], || Data(Weather { celsius: 21.5, wind: "W" }));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Data<T>(pub T);

impl<T: Serialize> IntoContent for Data<T> {
    fn into_content(self) -> Content {
        match to_value(&self.0) {
            Ok(value) => Content(Kind::Value(value)),
            Err(error) => Failure::internal(error).into_content(),
        }
    }
}

impl IntoContent for Failure {
    /// No content, but the end of the whole answer.
    fn into_content(self) -> Content {
        Content(Kind::Failed(self))
    }
}

/// What the root page offers under a name: for functions that return functions
/// or classes. Hidden ones can be handed out so, too.
#[derive(Clone, Debug)]
pub struct Offered(Cow<'static, str>);

impl Offered {
    /// The function or class of that name.
    #[must_use]
    pub fn new(name: impl Into<Cow<'static, str>>) -> Self {
        Self(name.into())
    }
}

impl IntoContent for Offered {
    fn into_content(self) -> Content {
        Content(Kind::Offered(self.0))
    }
}

/// An instance of a class of the router, for handlers that return one.
///
/// One of a persistent class is put into its store when it is written, so it is
/// for who makes instances; a page that shows one gives a [`Stored`](crate::Stored).
#[derive(Clone, Copy, Debug)]
pub struct Instance<T>(pub T);

impl<T: State> IntoContent for Instance<T> {
    fn into_content(self) -> Content {
        Content(Kind::Instance(Boxed::new(self.0)))
    }
}

/// An instance of whatever type.
#[derive(Clone)]
pub(crate) struct Boxed {
    pub(crate) type_id: TypeId,
    pub(crate) type_name: &'static str,
    pub(crate) value: Arc<dyn Any + Send + Sync>,
}

impl Boxed {
    pub(crate) fn new<T: State>(value: T) -> Self {
        Self {
            type_id: TypeId::of::<T>(),
            type_name: std::any::type_name::<T>(),
            value: Arc::new(value),
        }
    }
}

impl fmt::Debug for Boxed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Instance").field(&self.type_name).finish()
    }
}
