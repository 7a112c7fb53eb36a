//! [`Router`]: what there is to call, by name and by path.

use std::collections::HashMap;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use hyperglyph::{DecodeOptions, EncodeOptions, Map, Value};

use crate::{Answer, Args, Failure, Function, Param, Service, page};

/// Functions and values by name, and how they are served.
///
/// ```
/// use hyperglyph_server::{Args, Failure, Function, Param, Router};
///
/// let router = Router::new()
///     .function("add", [Param::required("a"), Param::required("b")], async |args: Args| {
///         Ok(args.i64("a")?.checked_add(args.i64("b")?))
///     })
///     .offer(Function::new("uptime", [], async |_| Ok(12)).safe())
///     .value("version", "1.0");
/// ```
#[derive(Debug)]
pub struct Router {
    name: String,
    /// The page in the order in which it was put together.
    entries: Vec<(String, Entry)>,
    pub(crate) config: Config,
}

#[derive(Debug)]
enum Entry {
    Function(Function),
    Value(Value<'static>),
}

/// How requests are read and answers written.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    pub(crate) decoding: DecodeOptions,
    pub(crate) nfc: bool,
    pub(crate) body_limit: usize,
    pub(crate) timeout: Duration,
}

impl Default for Router {
    fn default() -> Self {
        Self::new()
    }
}

impl Router {
    /// An empty page, and the defaults: the interop profile, bodies up to 16 MiB,
    /// 30 seconds for a request, strings of answers normalised to NFC.
    #[must_use]
    pub fn new() -> Self {
        Self {
            name: String::from("index"),
            entries: Vec::new(),
            config: Config {
                decoding: DecodeOptions::interop(),
                nfc: true,
                body_limit: 16 << 20,
                timeout: Duration::from_secs(30),
            },
        }
    }

    /// A function without marks: a form, called by POST.
    ///
    /// # Panics
    ///
    /// As [`Router::offer`] and [`Function::new`] do.
    #[must_use]
    pub fn function<F, R, A>(
        self,
        name: impl Into<String>,
        params: impl IntoIterator<Item = Param>,
        handler: F,
    ) -> Self
    where
        F: Fn(Args) -> R + Send + Sync + 'static,
        R: Future<Output = Result<A, Failure>> + Send + 'static,
        A: Into<Answer>,
    {
        self.offer(Function::new(name, params, handler))
    }

    /// A function with its marks.
    ///
    /// # Panics
    ///
    /// If the name is taken, is empty, or is `.` or `..`, which no url can hold.
    #[must_use]
    pub fn offer(self, function: Function) -> Self {
        self.entry(function.name.clone(), Entry::Function(function))
    }

    /// A value that stands on the page as it is: data, or a link to elsewhere.
    ///
    /// # Panics
    ///
    /// As [`Router::offer`] does; and [`Router::into_service`] does if the value has
    /// no encoding.
    #[must_use]
    pub fn value(self, name: impl Into<String>, value: impl Into<Value<'static>>) -> Self {
        self.entry(name.into(), Entry::Value(value.into()))
    }

    /// The name of the page itself (RES-1); `index` if none is given.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
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
    pub fn nfc(mut self, nfc: bool) -> Self {
        self.config.nfc = nfc;
        self
    }

    /// The most bytes that are read of one body; more is a 413.
    #[must_use]
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.config.body_limit = bytes;
        self
    }

    /// The most time that a request takes: until its body is there, else 408,
    /// and until it was read, the handler has answered and the answer is written,
    /// else 503.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.config.timeout = timeout;
        self
    }

    /// Makes the router ready to serve.
    ///
    /// # Panics
    ///
    /// If a value or a default on the page has no encoding.
    #[must_use]
    pub fn into_service(self) -> Service {
        let config = self.config.clone();
        Service::new(self.table(), config)
    }

    fn entry(mut self, name: String, entry: Entry) -> Self {
        assert!(
            !matches!(&*name, "" | "." | ".."),
            "{name:?} cannot be a name on the page: no url can hold it"
        );
        let is_new = self.entries.iter().all(|(taken, _)| *taken != name);
        assert!(is_new, "{name:?} stands on the page already: rename one");
        self.entries.push((name, entry));
        self
    }

    fn table(self) -> Table {
        let nfc = EncodeOptions::new().nfc(self.config.nfc);
        let (mut routes, mut listed) = (HashMap::new(), Map::new());
        for (name, entry) in self.entries {
            match entry {
                Entry::Function(function) => {
                    let entry = written(&name, page::entry(&function));
                    if !function.is_hidden {
                        listed.insert(name.clone(), entry.clone());
                    }
                    routes.insert(page::path(&name), Route { function, entry });
                }
                Entry::Value(value) => {
                    listed.insert(name, value);
                }
            }
        }
        let resource = written(&self.name, page::resource(self.name.clone(), listed));
        Table {
            page: written(&self.name, nfc.encode(&resource)).into(),
            routes,
        }
    }
}

/// What stands on a page was given by the program, and a page that cannot be
/// written is its mistake, found before the first request.
fn written<T, E: fmt::Display>(name: &str, result: Result<T, E>) -> T {
    result.unwrap_or_else(|error| panic!("{name:?} cannot stand on a page: {error}"))
}

/// What can be reached, by path. It holds all there is: a name from outside is
/// looked up here and means nothing else (D26k).
#[derive(Debug)]
pub(crate) struct Table {
    /// The root page, written once.
    pub(crate) page: Bytes,
    routes: HashMap<String, Route>,
}

/// What stands at a path, and how pages show it.
#[derive(Debug)]
struct Route {
    function: Function,
    entry: Value<'static>,
}

/// What stands at a path.
pub(crate) enum Target<'t> {
    Page,
    Function(&'t Function),
}

impl Table {
    pub(crate) fn find(&self, path: &str) -> Option<Target<'_>> {
        if path == "/" {
            return Some(Target::Page);
        }
        let route = self.routes.get(path)?;
        Some(Target::Function(&route.function))
    }

    pub(crate) fn form(&self, name: &str) -> Option<Value<'static>> {
        let route = self.routes.get(&page::path(name))?;
        Some(route.entry.clone())
    }
}
