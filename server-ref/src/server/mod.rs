//! [`Server`]: sockets in, within limits.

mod app;
mod beside;
mod connection;
mod counted;
mod gather;
mod hush;
mod running;
mod stopping;
#[cfg(feature = "tls")]
mod tls;
mod turn;

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream, ToSocketAddrs};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use app::App;
pub use app::Serve;
use beside::{Beside, Health, check_path};
use connection::Connection;
pub use running::Running;
#[cfg(feature = "tls")]
pub use tls::{Tls, TlsError};

use crate::metrics::Metrics;

/// A listening socket and the limits of its connections.
///
/// Requests that no HTTP/1.1 reader should guess at (two lengths, a length and
/// chunks that disagree, broken chunks) are refused by hyper, with a 400.
///
/// A connection that ends frees all that it had. Whether the process gets smaller then
/// is up to the allocator that the program has chosen: most give memory back only while
/// they are used, so a server that falls idle after a rush keeps what that took. One
/// that does not is jemalloc with `background_threads`; docs/performance.md has the
/// figures and the lines that choose it.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    scheme: &'static str,
    connections: usize,
    head: usize,
    idle_timeout: Duration,
    head_timeout: Duration,
    write_timeout: Duration,
    shutdown_delay: Duration,
    shutdown_timeout: Duration,
    beside: Arc<Beside>,
    metrics: Option<Metrics>,
    #[cfg(feature = "tls")]
    tls: Option<Tls>,
    #[cfg(feature = "tls")]
    handshake_timeout: Duration,
}

/// How far a server has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Serving,
    /// It was told to stop, and says so to those who ask for its health.
    Leaving,
    /// It accepts no more, and ends connections as they fall idle.
    Stopping,
}

impl Server {
    /// Listens. Port 0 takes a free one; [`Server::local_addr`] tells which.
    pub async fn bind(address: impl ToSocketAddrs) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        Ok(Self {
            address: listener.local_addr()?,
            scheme: "http",
            listener,
            connections: 4_096,
            head: 64 << 10,
            idle_timeout: Duration::from_secs(30),
            head_timeout: Duration::from_secs(30),
            write_timeout: Duration::from_secs(30),
            shutdown_delay: Duration::ZERO,
            shutdown_timeout: Duration::from_secs(30),
            beside: Arc::default(),
            metrics: None,
            #[cfg(feature = "tls")]
            tls: None,
            #[cfg(feature = "tls")]
            handshake_timeout: Duration::from_secs(10),
        })
    }

    /// Where it listens.
    #[must_use]
    pub const fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// The most connections at one time; by default 4,096. Others wait to be accepted.
    #[must_use]
    pub const fn max_connections(mut self, connections: usize) -> Self {
        self.connections = connections;
        self
    }

    /// The most bytes of request line and headers together; by default 64 KiB.
    /// More is a 431. Never less than 8 KiB.
    #[must_use]
    pub fn head_limit(mut self, bytes: usize) -> Self {
        self.head = bytes.max(8 << 10);
        self
    }

    /// How long a connection may be without a request: until the first byte of its
    /// first one, and from the end of an answer to the first byte of the next; by
    /// default 30 seconds.
    #[must_use]
    pub const fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = timeout;
        self
    }

    /// How long a connection may take to send a request line and headers, from the
    /// first byte on; by default 30 seconds. More bytes do not put it off.
    #[must_use]
    pub const fn head_timeout(mut self, timeout: Duration) -> Self {
        self.head_timeout = timeout;
        self
    }

    /// How long a connection may take to accept the next bytes of an answer; by
    /// default 30 seconds. A client that reads nothing for so long loses its
    /// connection, by a reset: its answer cannot end. One that reads on, however
    /// slowly, keeps it.
    #[must_use]
    pub const fn write_timeout(mut self, timeout: Duration) -> Self {
        self.write_timeout = timeout;
        self
    }

    /// How long a server that was told to stop goes on as before, but for its
    /// health, so that load balancers can see that and send no more; by default
    /// no time at all.
    #[must_use]
    pub const fn shutdown_delay(mut self, delay: Duration) -> Self {
        self.shutdown_delay = delay;
        self
    }

    /// How long requests in flight may take to end at a shutdown; by default 30 seconds.
    #[must_use]
    pub const fn shutdown_timeout(mut self, timeout: Duration) -> Self {
        self.shutdown_timeout = timeout;
        self
    }

    /// Speaks https alone.
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn tls(mut self, tls: impl Into<Tls>) -> Self {
        self.scheme = "https";
        self.tls = Some(tls.into());
        self
    }

    /// How long a connection may take to agree on TLS; by default 10 seconds. One
    /// that does not agree ends, and concerns no other.
    #[cfg(feature = "tls")]
    #[must_use]
    pub const fn handshake_timeout(mut self, timeout: Duration) -> Self {
        self.handshake_timeout = timeout;
        self
    }

    /// Tells at that path whether this server takes requests: 200 while it does, 503
    /// once it was told to stop, even where an old connection asks. At the same path
    /// and `/live` it is 200 as long as the process answers. By default, neither.
    ///
    /// What the application has at these paths is out of reach.
    ///
    /// # Panics
    ///
    /// If it is no path.
    #[must_use]
    pub fn health_at(mut self, path: impl Into<String>) -> Self {
        let path = path.into();
        check_path(&path);
        Arc::make_mut(&mut self.beside).health = Some(Health::at(path));
        self
    }

    /// Counts connections and bytes.
    #[cfg(feature = "metrics")]
    #[must_use]
    pub fn metrics(mut self, metrics: &Metrics) -> Self {
        self.metrics = Some(metrics.clone());
        self
    }

    /// Shows metrics at that path, to whoever can reach it; see [`Metrics`] for a
    /// listener of their own.
    ///
    /// What the application has at that path is out of reach.
    ///
    /// # Panics
    ///
    /// If it is no path.
    #[cfg(feature = "metrics")]
    #[must_use]
    pub fn metrics_at(mut self, path: impl Into<String>, metrics: &Metrics) -> Self {
        let path = path.into();
        check_path(&path);
        Arc::make_mut(&mut self.beside).metrics = Some((path, metrics.clone()));
        self
    }

    /// Serves until the future is dropped, which cuts every connection.
    pub async fn serve(self, app: impl Serve) {
        self.serve_until(app, std::future::pending()).await;
    }

    /// Serves until `stop` is ready; then accepts no more, finishes what is in
    /// flight, and returns.
    pub async fn serve_until(self, app: impl Serve, stop: impl Future<Output = ()>) {
        self.run(app.into_app(), stop).await;
    }

    async fn run(self, app: impl App, stop: impl Future<Output = ()>) {
        let (phase, seen) = watch::channel(Phase::Serving);
        let mut connections = JoinSet::new();
        self.accept(app.clone(), &seen, &mut connections, stop)
            .await;
        phase.send_replace(Phase::Leaving);
        if !self.shutdown_delay.is_zero() {
            let delay = sleep(self.shutdown_delay);
            self.accept(app, &seen, &mut connections, delay).await;
        }
        let Self {
            listener,
            shutdown_timeout,
            ..
        } = self;
        drop(listener);
        phase.send_replace(Phase::Stopping);
        let finished = async { while connections.join_next().await.is_some() {} };
        if timeout(shutdown_timeout, finished).await.is_err() {
            tracing::warn!(
                connections = connections.len(),
                "cut at shutdown: requests took too long to end"
            );
        }
    }

    /// Serves in a task of its own.
    #[must_use]
    pub fn spawn(self, app: impl Serve) -> Running {
        let (stop, stopped) = oneshot::channel();
        let (scheme, address) = (self.scheme, self.address);
        let stopped = async {
            // A dropped handle stops the server, too.
            let _ = stopped.await;
        };
        Running {
            scheme,
            address,
            stop,
            task: tokio::spawn(self.run(app.into_app(), stopped)),
        }
    }

    /// The url of the root page, if clients come to where it listens.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}://{}/", self.scheme, self.address)
    }

    async fn accept<A: App>(
        &self,
        app: A,
        phase: &watch::Receiver<Phase>,
        connections: &mut JoinSet<()>,
        stop: impl Future<Output = ()>,
    ) {
        let room = Arc::new(Semaphore::new(self.connections));
        let mut stop = pin!(stop);
        loop {
            tokio::select! {
                () = &mut stop => return,
                Some(_) = connections.join_next() => {}
                next = self.next(&room) => if let Some((stream, permit)) = next {
                    let connection = Connection::new(self, app.clone(), phase.clone());
                    connections.spawn(connection.serve(stream, permit));
                },
            }
        }
    }

    /// The next connection, once there is room for it.
    async fn next(&self, room: &Arc<Semaphore>) -> Option<(TcpStream, OwnedSemaphorePermit)> {
        // The semaphore is never closed.
        let permit = Arc::clone(room).acquire_owned().await.ok()?;
        match self.listener.accept().await {
            Ok((stream, _)) => Some((stream, permit)),
            Err(error) => {
                // Out of descriptors, most likely: others must close first.
                tracing::warn!(%error, "a connection was not accepted");
                sleep(Duration::from_millis(50)).await;
                None
            }
        }
    }
}
