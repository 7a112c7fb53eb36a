//! [`Router`]: what there is to call, by name, and how it is served.

use crate::config::Config;
use crate::mapping::AnyClass;
use crate::routine::Routine;
use crate::{
    Class, Content, Function, Handler, Instances, IntoContent, Keys, Mapped, Param, Service, State,
    Store, page,
};

/// Functions, classes and values by name, and how they are served.
///
/// ```
/// use hyperglyph_server::{Function, Router, arg};
///
/// let router = Router::new()
///     .function("add", [arg("a"), arg("b")], |a: i64, b: i64| a.checked_add(b))
///     .offer(Function::new("uptime", [], async || 12).safe())
///     .value("version", "1.0");
/// ```
#[derive(Debug)]
pub struct Router {
    pub(crate) name: String,
    pub(crate) profile: Option<String>,
    pub(crate) mount: String,
    pub(crate) keys: Option<Keys>,
    pub(crate) state_limit: usize,
    /// The page in the order in which it was put together.
    pub(crate) entries: Vec<(String, Entry)>,
    pub(crate) config: Config,
}

/// What a router offers: a [`Function`] or a [`Class`].
#[derive(Debug)]
pub struct Offer(Entry);

#[derive(Debug)]
pub(crate) enum Entry {
    Function(Routine),
    Class(AnyClass),
    Content(Content),
}

impl From<Function> for Offer {
    fn from(function: Function) -> Self {
        Self(Entry::Function(function.0))
    }
}

impl<T: State> From<Class<T>> for Offer {
    fn from(class: Class<T>) -> Self {
        Self(Entry::Class(class.erase()))
    }
}

impl Default for Router {
    fn default() -> Self {
        Self::new()
    }
}

impl Router {
    /// An empty page, and the defaults: the interop profile, bodies up to 16 MiB,
    /// of which 64 KiB of each upload stay in memory, 30 seconds for a request,
    /// strings of answers normalised to NFC, answers compressed for those who ask
    /// for it, state in urls unsigned and up to 4 KiB.
    #[must_use]
    pub fn new() -> Self {
        Self {
            name: String::from("index"),
            profile: None,
            mount: String::new(),
            keys: None,
            state_limit: 4 << 10,
            entries: Vec::new(),
            config: Config::default(),
        }
    }

    /// A function without marks: a form, called by POST.
    ///
    /// # Panics
    ///
    /// As [`Router::offer`] and [`Function::new`] do.
    #[must_use]
    pub fn function<H: Handler<M>, M, const N: usize>(
        self,
        name: impl Into<String>,
        params: [Param; N],
        handler: H,
    ) -> Self {
        self.offer(Function::new(name, params, handler))
    }

    /// A class that describes itself; its instances are transient.
    ///
    /// # Panics
    ///
    /// As [`Router::offer`] does.
    #[must_use]
    pub fn class<T: Mapped>(self) -> Self {
        const {
            assert!(
                !T::PERSISTENT,
                "this class is persistent: offer it by `Router::persistent`, with a store"
            );
        }
        self.offer(T::class())
    }

    /// A class that describes itself; its instances live in that store, by the
    /// name of the class.
    ///
    /// # Panics
    ///
    /// As [`Router::offer`] does.
    #[must_use]
    pub fn persistent<T: Mapped>(self, store: impl Store) -> Self {
        let class = T::class();
        let instances = Instances::new(class.name(), store);
        self.offer(class.stored(instances))
    }

    /// A function or a class, with its marks.
    ///
    /// # Panics
    ///
    /// If the name is taken, is empty, or is `.` or `..`, which no url can hold.
    #[must_use]
    pub fn offer(self, offer: impl Into<Offer>) -> Self {
        let Offer(entry) = offer.into();
        let name = match &entry {
            Entry::Function(function) => function.name.clone(),
            Entry::Class(class) => class.name().to_owned(),
            Entry::Content(_) => String::new(),
        };
        self.entry(name, entry)
    }

    /// What stands on the page as it is: data, a link to elsewhere, a page of
    /// functions that are offered hidden.
    ///
    /// # Panics
    ///
    /// As [`Router::offer`] does; and [`Router::into_service`] does if the value has
    /// no encoding.
    #[must_use]
    pub fn value(self, name: impl Into<String>, value: impl IntoContent) -> Self {
        self.entry(name.into(), Entry::Content(value.into_content()))
    }

    /// The name of the page itself (RES-1); `index` if none is given.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// What kind of page it is: a URI (RES-4).
    #[must_use]
    pub fn profile(mut self, profile: impl Into<String>) -> Self {
        self.profile = Some(profile.into());
        self
    }

    /// Where clients find the page, if not at `/`: the path that an application
    /// around it mounts it at. Urls on pages begin with it; requests may come with
    /// it or without.
    ///
    /// # Panics
    ///
    /// If it does not begin with a `/`, or ends with one.
    #[must_use]
    pub fn mounted_at(mut self, path: impl Into<String>) -> Self {
        self.mount = path.into();
        assert!(
            self.mount.starts_with('/') && !self.mount.ends_with('/'),
            "{:?}: a path to mount at is like /api",
            self.mount
        );
        self
    }

    /// Signs the state of transient instances in their urls.
    #[must_use]
    pub fn signed(mut self, keys: Keys) -> Self {
        self.keys = Some(keys);
        self
    }

    /// The most bytes of state in a url; more is the mistake of the class, and a 500.
    #[must_use]
    pub const fn state_limit(mut self, bytes: usize) -> Self {
        self.state_limit = bytes;
        self
    }

    /// Makes the router ready to serve.
    ///
    /// # Panics
    ///
    /// If a function cannot be called as it says, or a value or a default on the
    /// page has no encoding.
    #[must_use]
    pub fn into_service(self) -> Service {
        let config = self.config.clone();
        Service::new(self.table(), config)
    }

    fn entry(mut self, name: String, entry: Entry) -> Self {
        page::check_name(&name);
        let is_new = self.entries.iter().all(|(taken, _)| *taken != name);
        assert!(is_new, "{name:?} stands on the page already: rename one");
        self.entries.push((name, entry));
        self
    }
}
