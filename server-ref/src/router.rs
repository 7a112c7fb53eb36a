//! [`Router`]: what there is to call, by name, and how it is served.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use hyperglyph::DecodeOptions;

use crate::class::AnyClass;
use crate::content::Kind;
use crate::function::Routine;
use crate::metrics::Metrics;
use crate::state::States;
use crate::table::{Listed, Reachable, Route, Table};
use crate::{
    Class, Content, Function, Handler, Instances, IntoContent, Keys, Mapped, Param, RequestIds,
    Service, State, Store, page,
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
    name: String,
    profile: Option<String>,
    mount: String,
    keys: Option<Keys>,
    state_limit: usize,
    /// The page in the order in which it was put together.
    entries: Vec<(String, Entry)>,
    config: Config,
}

/// What a router offers: a [`Function`] or a [`Class`].
#[derive(Debug)]
pub struct Offer(Entry);

#[derive(Debug)]
enum Entry {
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

/// How requests are read and answers written.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    pub(crate) decoding: DecodeOptions,
    pub(crate) nfc: bool,
    pub(crate) body_limit: usize,
    pub(crate) timeout: Duration,
    pub(crate) gzip: bool,
    pub(crate) ids: Option<RequestIds>,
    pub(crate) metrics: Option<Metrics>,
}

impl Default for Router {
    fn default() -> Self {
        Self::new()
    }
}

impl Router {
    /// An empty page, and the defaults: the interop profile, bodies up to 16 MiB,
    /// 30 seconds for a request, strings of answers normalised to NFC, answers
    /// compressed for those who ask for it, state in urls unsigned and up to 4 KiB.
    #[must_use]
    pub fn new() -> Self {
        Self {
            name: String::from("index"),
            profile: None,
            mount: String::new(),
            keys: None,
            state_limit: 4 << 10,
            entries: Vec::new(),
            config: Config {
                decoding: DecodeOptions::interop(),
                nfc: true,
                body_limit: 16 << 20,
                timeout: Duration::from_secs(30),
                gzip: true,
                ids: None,
                metrics: None,
            },
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

    /// Profile and limits of the decoder.
    #[must_use]
    pub fn decoding(mut self, options: DecodeOptions) -> Self {
        self.config.decoding = options;
        self
    }

    /// Whether strings of answers are normalised to NFC (STR-5, D17c), where a
    /// function does not say otherwise.
    #[must_use]
    pub const fn nfc(mut self, nfc: bool) -> Self {
        self.config.nfc = nfc;
        self
    }

    /// The most bytes that are read of one body, and that a compressed one may
    /// expand to; more is a 413.
    #[must_use]
    pub const fn body_limit(mut self, bytes: usize) -> Self {
        self.config.body_limit = bytes;
        self
    }

    /// The most time that a request takes: until its body is there, else 408,
    /// and until it was read, the handler has answered and the answer is written,
    /// else 503.
    #[must_use]
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.config.timeout = timeout;
        self
    }

    /// Whether answers are compressed for clients that take gzip (HTP-2). Turn it
    /// off where a layer around the service does that.
    #[must_use]
    pub const fn gzip(mut self, gzip: bool) -> Self {
        self.config.gzip = gzip;
        self
    }

    /// Gives each request an id, which its answer and all that is logged meanwhile
    /// bear. Where a layer around the service does that, leave it out: the span of
    /// the layer is around all that is logged here, too.
    #[must_use]
    pub fn request_ids(mut self, ids: RequestIds) -> Self {
        self.config.ids = Some(ids);
        self
    }

    /// Counts requests.
    #[cfg(feature = "metrics")]
    #[must_use]
    pub fn metrics(mut self, metrics: &Metrics) -> Self {
        self.config.metrics = Some(metrics.clone());
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

    fn table(self) -> Table {
        let mut table = Table {
            states: States {
                keys: self.keys,
                limit: self.state_limit,
            },
            name: self.name,
            profile: self.profile,
            listed: Vec::new(),
            routes: HashMap::new(),
            classes: HashMap::new(),
            root: OnceLock::new(),
            mount: self.mount,
        };
        for (name, entry) in self.entries {
            match entry {
                Entry::Function(function) => table.route(name, Reachable::Function(function)),
                Entry::Class(class) => {
                    let class = Arc::new(class);
                    let type_id = class.typed.type_id();
                    let before = table.classes.insert(type_id, Arc::clone(&class));
                    assert!(
                        before.is_none(),
                        "{name:?} is a class of instances that another class has already"
                    );
                    for method in &class.methods {
                        written(&method.name, page::entry(method, String::new()));
                    }
                    table.route(name, Reachable::Class(class));
                }
                Entry::Content(content) => {
                    if let Kind::Value(value) = &content.0 {
                        written(&name, hyperglyph::encode(value));
                    }
                    table.listed.push((name, Listed::Content(content)));
                }
            }
        }
        table
    }
}

impl Table {
    fn route(&mut self, name: String, what: Reachable) {
        let path = format!("/{}", page::segment(&name));
        let routine = match &what {
            Reachable::Function(function) => function,
            Reachable::Class(class) => &class.constructor,
        };
        let entry = page::entry(routine, format!("{}{path}", self.mount));
        let entry = written(&name, entry);
        written(&name, hyperglyph::encode(&entry));
        if !routine.is_hidden {
            self.listed.push((name, Listed::Route(path.clone())));
        }
        self.routes.insert(path, Route { what, entry });
    }
}

/// What stands on a page was given by the program, and a page that cannot be
/// written is its mistake, found before the first request.
fn written<T, E: fmt::Display>(name: &str, result: Result<T, E>) -> T {
    result.unwrap_or_else(|error| panic!("{name:?} cannot stand on a page: {error}"))
}
