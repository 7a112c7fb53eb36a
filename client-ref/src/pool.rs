//! [`Pool`]: connections that wait for the next call.
//!
//! hyper's connections are used directly: measured on sequential calls, hyper-util's
//! legacy client took a quarter more instructions for the same exchange.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use http::HeaderValue;
use hyper::client::conn::http1::SendRequest;
use hyperglyph::http::{Refused, place};
use tokio::task::AbortHandle;
use url::Url;

use crate::origin::Origin;
use crate::payload::Body;

/// One connection.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) sender: SendRequest<Body>,
    pub(crate) way: Arc<Way>,
    /// Whether it has carried a call before: then the other side may have left.
    pub(crate) used: bool,
    /// What reads and writes. It would go on with a body that nobody wants any more.
    pub(crate) task: AbortHandle,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Where a connection leads, and what requests on it look like.
#[derive(Debug)]
pub(crate) struct Way {
    /// The url of `/` there.
    pub(crate) root: Url,
    pub(crate) origin: Origin,
    pub(crate) host: HeaderValue,
    pub(crate) kind: WayKind,
}

/// Who reads the requests.
#[derive(Debug)]
pub(crate) enum WayKind {
    /// The server itself.
    Direct,
    /// A proxy that forwards http: it wants whole urls, and perhaps credentials.
    Forwarded(Option<HeaderValue>),
}

#[derive(Debug)]
pub(crate) struct Pool {
    /// The one that waited longest stands first.
    idle: Mutex<Vec<(Instant, Connection)>>,
    most: usize,
    patience: Duration,
}

impl Pool {
    /// A pool for so many connections, each for so long.
    pub(crate) fn new(most: usize, patience: Duration) -> Self {
        Self {
            idle: Mutex::default(),
            most,
            patience,
        }
    }

    /// The connection to the origin of a url that was used last.
    pub(crate) fn take(&self, url: &Url) -> Option<Connection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let at = idle
                .iter()
                .rposition(|(_, connection)| connection.way.origin.holds(url))?;
            let (since, connection) = idle.remove(at);
            if !connection.sender.is_closed() && since.elapsed() < self.patience {
                return Some(connection);
            }
        }
    }

    /// What [`place`] gives of a url. Where a connection leads to its origin, only what
    /// comes behind that is parsed: host and port take longer than all else.
    pub(crate) fn place(&self, url: &str) -> Result<Url, Refused> {
        hyperglyph::fault!("HTP-4/slash-dropped" if url.ends_with('/') => return place(url.trim_end_matches('/')));
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let near = |(_, it): &(Instant, Connection)| within(&it.way.root, url);
        let known = idle.iter().rev().find_map(near);
        drop(idle);
        known.map_or_else(|| place(url), Ok)
    }

    /// Keeps a connection whose call is over.
    pub(crate) fn put(&self, mut connection: Connection) {
        connection.used = true;
        if connection.sender.is_closed() {
            return;
        }
        let now = Instant::now();
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.push((now, connection));
        let late = |since: Instant| now.duration_since(since) >= self.patience;
        while idle.len() > self.most || idle.first().is_some_and(|(since, _)| late(*since)) {
            idle.remove(0);
        }
    }
}

/// A url that lies under a root, if it plainly does: what a parser would drop, or take
/// for another host, is not looked into.
fn within(root: &Url, url: &str) -> Option<Url> {
    let path = url.strip_prefix(root.as_str().strip_suffix('/')?)?;
    let is_path = path.starts_with('/') && !path[1..].starts_with(['/', '\\']);
    let is_plain = path.bytes().all(|b| b.is_ascii_graphic() && b != b'#');
    (is_path && is_plain).then(|| root.join(path).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_within_a_root_is_what_a_parser_makes_of_it() {
        let root = Url::parse("http://host:81/").unwrap();
        for url in [
            "http://host:81/",
            "http://host:81/a/../b%20?c=%7e&d=[|]",
            "http://host:81/a\\..\\b",
            "http://host:81/?//x",
        ] {
            assert_eq!(within(&root, url), Some(Url::parse(url).unwrap()), "{url}");
        }
        for other in [
            "http://host:81",
            "http://host:81?a",
            "http://host:812/",
            "http://host:81//other/",
            "http://host:81/\\other/",
            "http://host:81/\t/other/",
            "http://host:81/a#b",
            "http://host:81/\u{fc}",
            "http://HOST:81/",
            "http://host:81@other/",
        ] {
            assert_eq!(within(&root, other), None, "{other}");
        }
    }
}
