//! [`Connection`]: one socket, from its first byte to its last.

use std::pin::pin;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::sync::watch;

use super::{App, Server};
use crate::linger::Linger;
use crate::progress::Progress;

/// What a connection needs of its server.
pub(super) struct Connection<A> {
    app: A,
    head: usize,
    head_timeout: Duration,
    write_timeout: Duration,
    stopped: watch::Receiver<()>,
}

impl<A: App> Connection<A> {
    pub(super) const fn new(server: &Server, app: A, stopped: watch::Receiver<()>) -> Self {
        Self {
            app,
            head: server.head,
            head_timeout: server.head_timeout,
            write_timeout: server.write_timeout,
            stopped,
        }
    }

    /// Answers what is asked, until either side has enough.
    pub(super) async fn serve(self, stream: TcpStream) {
        // Answers are written whole; waiting to fill a packet only delays them.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY");
        }
        let stream = Linger::new(Progress::new(stream, self.write_timeout));
        // `pipeline_flush` stays off: with it, hyper 1.12 leaves the answer to a
        // broken request unsent while unread bytes of that request wait.
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(self.head_timeout)
            .max_header_size(self.head);
        let (app, mut stopped) = (self.app, self.stopped);
        let answer = service_fn(move |request| app.clone().respond(request));
        let mut serving = pin!(http.serve_connection(TokioIo::new(stream), answer));
        let outcome = tokio::select! {
            outcome = serving.as_mut() => outcome,
            _ = stopped.changed() => {
                serving.as_mut().graceful_shutdown();
                serving.await
            }
        };
        if let Err(error) = outcome {
            tracing::debug!(%error, "a connection ended early");
        }
    }
}
