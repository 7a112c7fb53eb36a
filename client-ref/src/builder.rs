//! [`ClientBuilder`]: what can be chosen about a client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::HeaderValue;
use hyper_util::client::proxy::matcher::Matcher;
use hyperglyph::http::Request;
use hyperglyph::{DecodeOptions, EncodeOptions, Limits, Profile};

use crate::cache::Cache;
use crate::client::Inner;
use crate::connect::Connector;
use crate::cookies::Cookies;
use crate::credentials::Credentials;
use crate::pool::Pool;
use crate::send::Sender;
use crate::watch::Watch;
use crate::{Client, Error, Event, userinfo};

/// A message of tiny values takes many times its length when it is read: this
/// keeps it in the memory of a small machine.
const MAX_BODY: usize = 64 << 20;

/// The settings of a [`Client`].
///
/// ```
/// use std::time::Duration;
/// use hyperglyph_client::Client;
///
/// let client = Client::builder()
///     .timeout(Duration::from_secs(5))
///     .max_body(1 << 20)
///     .build();
/// ```
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "settings, each a choice of its own"
)]
pub struct ClientBuilder {
    profile: Profile,
    limits: Limits,
    nfc: bool,
    max_body: usize,
    timeout: Duration,
    connect_timeout: Duration,
    idle: usize,
    idle_timeout: Duration,
    retries: u32,
    fresh: bool,
    tunnel: bool,
    compress: bool,
    cookies: bool,
    credentials: Credentials,
    proxy: Proxy,
    watch: Option<Watch>,
    #[cfg(feature = "tls")]
    tls: Option<Arc<tokio_rustls::rustls::ClientConfig>>,
}

#[derive(Clone)]
enum Proxy {
    None,
    Environment,
    All(String),
}

impl fmt::Debug for Proxy {
    // Its url may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Environment => "Environment",
            Self::All(_) => "All",
        })
    }
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            profile: Profile::Interop,
            limits: Limits::default(),
            nfc: true,
            max_body: MAX_BODY,
            timeout: Duration::from_secs(30),
            connect_timeout: Duration::from_secs(10),
            idle: 64,
            idle_timeout: Duration::from_mins(1),
            retries: 2,
            fresh: false,
            tunnel: false,
            compress: false,
            cookies: false,
            credentials: Credentials::default(),
            proxy: Proxy::Environment,
            watch: None,
            #[cfg(feature = "tls")]
            tls: None,
        }
    }
}

impl ClientBuilder {
    /// What responses may look like; by default what the implementations of 2012
    /// write, too ([`Profile::Interop`]).
    #[must_use]
    pub fn profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// The limits of the decoder.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Whether the strings of arguments are normalised to NFC (STR-5, D17c); by
    /// default they are.
    #[must_use]
    pub fn nfc(mut self, nfc: bool) -> Self {
        self.nfc = nfc;
        self
    }

    /// How many bytes the body of a response may have, a message or not. By
    /// default 64 MiB; in memory its values may take many times that.
    #[must_use]
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// How long a call may take as a whole, with all the redirects that it
    /// follows and all its tries. By default 30 seconds. An upload has this time for
    /// each of its pieces, and so has a download.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Whether a link with an inlined response is asked for all the same, and
    /// conditionally where it can be (LNK-7); by default what is inlined is the
    /// answer (LNK-5).
    #[must_use]
    pub fn fresh(mut self, fresh: bool) -> Self {
        self.fresh = fresh;
        self
    }

    /// Whether PUT, PATCH and DELETE travel as POST with the header `Method`
    /// (HTP-6); by default they travel as themselves.
    #[must_use]
    pub fn tunnel(mut self, tunnel: bool) -> Self {
        self.tunnel = tunnel;
        self
    }

    /// Whether arguments travel in gzip, where they are a body; by default they do not
    /// (D26j), for a client cannot know whether a server expands them. An
    /// [`Upload`](crate::Upload) goes as it is.
    #[must_use]
    pub fn compress(mut self, compress: bool) -> Self {
        self.compress = compress;
        self
    }

    /// How long a new connection may take, with the handshake of TLS and of a proxy.
    /// By default 10 seconds.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How many connections wait for the next call, and for how long. By default 64,
    /// for a minute.
    #[must_use]
    pub fn idle(mut self, connections: usize, timeout: Duration) -> Self {
        self.idle = connections;
        self.idle_timeout = timeout;
        self
    }

    /// How often a safe request (GET) is tried again when the way to the server fails,
    /// with a pause before that doubles each time. By default twice. No other request
    /// is ever sent twice.
    #[must_use]
    pub fn retries(mut self, retries: u32) -> Self {
        self.retries = retries;
        self
    }

    /// Whether cookies are kept and sent back, each to the origin that set it and to
    /// no other (D23). By default they are not.
    #[must_use]
    pub fn cookies(mut self, cookies: bool) -> Self {
        self.cookies = cookies;
        self
    }

    /// The header `Authorization` for requests to the origin of a url: the same scheme,
    /// host and port. No other origin sees it, whatever redirects there (D23).
    ///
    /// ```
    /// use hyperglyph_client::Client;
    ///
    /// let client = Client::builder()
    ///     .authorization("https://example.com/", "Bearer 42")?
    ///     .build();
    /// # Ok::<(), hyperglyph_client::Error>(())
    /// ```
    pub fn authorization(mut self, url: &str, value: &str) -> Result<Self, Error> {
        let request = Request::get(url).map_err(userinfo::untold)?;
        let url = request.url.as_str();
        // The error says nothing of the value: it is secret.
        let header = HeaderValue::from_str(value).map_err(|error| Error::Unsendable {
            url: url.to_owned(),
            source: error.into(),
        })?;
        self.credentials.set(&request.url, header);
        Ok(self)
    }

    /// Name and password for requests to the origin of a url (RFC 7617): see
    /// [`authorization`](Self::authorization).
    pub fn basic(self, url: &str, name: &str, password: &str) -> Result<Self, Error> {
        let pair = BASE64_STANDARD.encode(format!("{name}:{password}"));
        self.authorization(url, &format!("Basic {pair}"))
    }

    /// Sends everything by this proxy: `http://name:password@host:port`. By default the
    /// environment says (`HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`, as curl
    /// reads them). The machine itself is always reached directly.
    #[must_use]
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Proxy::All(url.into());
        self
    }

    /// Sends nothing by a proxy, whatever the environment says.
    #[must_use]
    pub fn no_proxy(mut self) -> Self {
        self.proxy = Proxy::None;
        self
    }

    /// How https is spoken: whom to trust, and who we are. By default the client
    /// trusts what the machine trusts.
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn tls(mut self, config: Arc<tokio_rustls::rustls::ClientConfig>) -> Self {
        self.tls = Some(config);
        self
    }

    /// Is called with each request and each response: for logs and figures.
    #[must_use]
    pub fn watch(mut self, watch: impl Fn(Event<'_>) + Send + Sync + 'static) -> Self {
        self.watch = Some(Watch(Arc::new(watch)));
        self
    }

    /// The client.
    #[must_use]
    pub fn build(&self) -> Client {
        let proxies = match &self.proxy {
            Proxy::None => None,
            Proxy::Environment => Some(Matcher::from_env()),
            Proxy::All(url) => Some(Matcher::builder().all(url.clone()).build()),
        };
        let connector = Connector::new(
            proxies,
            self.connect_timeout,
            #[cfg(feature = "tls")]
            crate::tls::Tls::new(self.tls.clone()),
        );
        let decode = DecodeOptions::new().profile(self.profile);
        let root = Limits {
            message: self.limits.message.min(self.max_body),
            ..self.limits.clone()
        };
        Client::with(Inner {
            sender: Sender {
                connector,
                pool: Arc::new(Pool::new(self.idle, self.idle_timeout)),
                cookies: self.cookies.then(Cookies::default),
                credentials: self.credentials.clone(),
                max_body: self.max_body,
                timeout: self.timeout,
                retries: self.retries,
                watch: self.watch.clone(),
                compress: self.compress,
            },
            cache: Cache::default(),
            decode: decode.clone().limits(self.limits.clone()),
            decode_root: decode.limits(root),
            encode: EncodeOptions::new().nfc(self.nfc),
            fresh: self.fresh,
            tunnel: self.tunnel,
        })
    }
}
