//! [`Connector`]: new connections, directly or by a proxy.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderValue, Uri};
use hyper::client::conn::http1;
use hyper::rt::{Read, Write};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use tower_service::Service;
use url::Url;

use crate::origin::Origin;
use crate::pool::{Connection, Way, WayKind};
use crate::userinfo;

pub(crate) type BoxError = Box<dyn StdError + Send + Sync>;

pub(crate) struct Connector {
    tcp: HttpConnector,
    proxies: Option<Matcher>,
    timeout: Duration,
    #[cfg(feature = "tls")]
    tls: crate::tls::Tls,
}

impl Connector {
    pub(crate) fn new(
        proxies: Option<Matcher>,
        timeout: Duration,
        #[cfg(feature = "tls")] tls: crate::tls::Tls,
    ) -> Self {
        let mut tcp = HttpConnector::new();
        tcp.set_nodelay(true);
        tcp.enforce_http(false);
        Self {
            tcp,
            proxies,
            timeout,
            #[cfg(feature = "tls")]
            tls,
        }
    }

    /// A new connection to the origin of a url.
    pub(crate) async fn connect(&self, url: &Url) -> Result<Connection, BoxError> {
        tokio::time::timeout(self.timeout, self.open(url))
            .await
            .unwrap_or_else(|_| {
                let late = format!("no connection within {:?}", self.timeout);
                Err(io::Error::new(io::ErrorKind::TimedOut, late).into())
            })
    }

    async fn open(&self, url: &Url) -> Result<Connection, BoxError> {
        let origin = Origin::of(url);
        let to: Uri = format!("{}://{}:{}/", url.scheme(), origin.host, origin.port).parse()?;
        let mut tcp = self.tcp.clone();
        let proxy = self.proxy(url, &to);
        let kind = match &proxy {
            Some(proxy) if !origin.tls => WayKind::Forwarded(proxy.basic_auth().cloned()),
            _ => WayKind::Direct,
        };
        let stream = match proxy {
            None => tcp.call(to).await?,
            Some(proxy) if !origin.tls => tcp.call(proxy.uri().clone()).await?,
            Some(proxy) => {
                let mut tunnel = Tunnel::new(proxy.uri().clone(), tcp);
                if let Some(credentials) = proxy.basic_auth() {
                    tunnel = tunnel.with_auth(credentials.clone());
                }
                tunnel.call(to).await?
            }
        };
        let way = Way {
            host: host(url)?,
            root: root(url)?,
            origin,
            kind,
        };
        #[cfg(feature = "tls")]
        if way.origin.tls {
            let stream = self.tls.wrap(&way.origin.host, stream.into_inner()).await?;
            return speak(stream, way).await;
        }
        speak(stream, way).await
    }

    /// The proxy for a url. There is none for the machine itself, whatever the
    /// environment says: no proxy knows which machine that is.
    fn proxy(&self, url: &Url, to: &Uri) -> Option<Intercept> {
        let itself = match url.host()? {
            url::Host::Domain(name) => name == "localhost" || name.ends_with(".localhost"),
            url::Host::Ipv4(address) => address.is_loopback(),
            url::Host::Ipv6(address) => address.is_loopback(),
        };
        self.proxies
            .as_ref()
            .filter(|_| !itself)
            .and_then(|proxies| proxies.intercept(to))
    }
}

/// HTTP/1.1 on a stream.
async fn speak<S>(stream: S, way: Way) -> Result<Connection, BoxError>
where
    S: Read + Write + Unpin + Send + 'static,
{
    let (sender, connection) = http1::handshake(stream).await?;
    // What goes wrong there is told to whoever waits at the sender.
    let task = tokio::spawn(connection).abort_handle();
    Ok(Connection {
        sender,
        way: Arc::new(way),
        used: false,
        task,
    })
}

/// The url of `/` in the origin of a url.
fn root(url: &Url) -> Result<Url, url::ParseError> {
    let mut root = url.join("/")?;
    userinfo::strip(&mut root);
    Ok(root)
}

/// The header `Host` for a url.
fn host(url: &Url) -> Result<HeaderValue, BoxError> {
    let host = url.host_str().unwrap_or_default();
    Ok(match url.port() {
        Some(port) => HeaderValue::try_from(format!("{host}:{port}"))?,
        None => HeaderValue::from_str(host)?,
    })
}

impl fmt::Debug for Connector {
    // Proxies may hold credentials.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connector")
            .field("proxies", &self.proxies.is_some())
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
