//! [`Pool`]: connections that wait for the next call.
//!
//! hyper's connections are used directly: measured on sequential calls, hyper-util's
//! legacy client took a quarter more instructions for the same exchange.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use http::HeaderValue;
use hyper::client::conn::http1::SendRequest;
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
