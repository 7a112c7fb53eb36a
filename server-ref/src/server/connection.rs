//! [`Connection`]: one socket, from its first byte to its last.
//!
//! ```text
//! TcpStream ── Progress ── Linger ── Counted ── (TLS) ── Gather ── Patient ── hyper ── Beside ── App
//! ```

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Either};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, watch};

use super::app::BoxError;
use super::beside::Beside;
use super::counted::Counted;
use super::gather::gather;
use super::hush::Wakers;
use super::stopping::stopping;
#[cfg(feature = "tls")]
use super::tls::Tls;
use super::turn::{Busy, Patient, Turn};
use super::{App, Phase, Server};
use crate::linger::Linger;
use crate::metrics::Metrics;
use crate::progress::Progress;

/// What a connection needs of its server.
pub(super) struct Connection<A> {
    app: A,
    beside: Arc<Beside>,
    metrics: Option<Metrics>,
    head: usize,
    idle_timeout: Duration,
    head_timeout: Duration,
    write_timeout: Duration,
    phase: watch::Receiver<Phase>,
    #[cfg(feature = "tls")]
    tls: Option<Tls>,
    #[cfg(feature = "tls")]
    handshake_timeout: Duration,
}

impl<A: App> Connection<A> {
    pub(super) fn new(server: &Server, app: A, phase: watch::Receiver<Phase>) -> Self {
        Self {
            app,
            beside: Arc::clone(&server.beside),
            metrics: server.metrics.clone(),
            head: server.head,
            idle_timeout: server.idle_timeout,
            head_timeout: server.head_timeout,
            write_timeout: server.write_timeout,
            phase,
            #[cfg(feature = "tls")]
            tls: server.tls.clone(),
            #[cfg(feature = "tls")]
            handshake_timeout: server.handshake_timeout,
        }
    }

    /// Answers what is asked, until either side has enough; and gives its room back.
    pub(super) async fn serve(self, stream: TcpStream, _room: OwnedSemaphorePermit) {
        // Answers are written whole; waiting to fill a packet only delays them.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY");
        }
        let metrics = self.metrics.clone();
        let _open = metrics.as_ref().map(Metrics::connection);
        let stream = Linger::new(Progress::new(stream, self.write_timeout));
        let stream = Counted::new(stream, metrics.clone());
        #[cfg(feature = "tls")]
        if let Some(tls) = self.tls.clone() {
            match tls
                .shake(stream, self.handshake_timeout, self.phase.clone())
                .await
            {
                Ok(stream) => self.speak(stream).await,
                Err(error) => {
                    if let Some(metrics) = metrics {
                        metrics.handshake_failed();
                    }
                    tracing::debug!(%error, "no TLS handshake");
                }
            }
            return;
        }
        self.speak(stream).await;
    }

    /// HTTP/1.1.
    async fn speak(self, stream: impl AsyncRead + AsyncWrite + Unpin) {
        let mut http = http1::Builder::new();
        // The times are those of `Patient`; without a timer, hyper has none.
        http.max_header_size(self.head).header_read_timeout(None);
        let turn = Turn::default();
        let (stream, rest) = gather(stream);
        let stream = Patient::new(stream, turn.clone(), self.idle_timeout, self.head_timeout);
        let Self {
            app, beside, phase, ..
        } = self;
        let mut stopping = pin!(stopping(phase.clone()));
        let (beside, phase) = (&*beside, &phase);
        let answer = service_fn(move |request| {
            let busy = turn.busy();
            respond(app.clone(), beside, phase, request, busy)
        });
        let mut serving = pin!(http.serve_connection(TokioIo::new(stream), answer));
        let mut is_stopping = false;
        let mut wakers = Wakers::default();
        let outcome = poll_fn(|context| {
            if !is_stopping && stopping.as_mut().poll(context).is_ready() {
                is_stopping = true;
                serving.as_mut().graceful_shutdown();
            }
            let waker = wakers.hushed(context.waker());
            if let Poll::Ready(outcome) = serving.as_mut().poll(&mut Context::from_waker(waker)) {
                return Poll::Ready(outcome.map_err(BoxError::from));
            }
            match rest.poll_flush(context) {
                Poll::Ready(Err(error)) => Poll::Ready(Err(error.into())),
                _ => Poll::Pending,
            }
        })
        .await;
        if let Err(error) = outcome {
            tracing::debug!(%error, "a connection ended early");
        }
    }
}

/// From a request to its response, which borrows nothing.
fn respond<A: App>(
    app: A,
    beside: &Beside,
    phase: &watch::Receiver<Phase>,
    request: Request<Incoming>,
    busy: Busy,
) -> impl Future<
    Output = Result<
        Response<impl http_body::Body<Data = Bytes, Error = BoxError> + use<A>>,
        BoxError,
    >,
> + use<A> {
    // hyper keeps room for this future in every connection, and moves it into there.
    let answering = match beside.answer(&request, phase) {
        Some(own) => Either::Left(Box::new(own)),
        None => Either::Right(Box::pin(app.respond(request))),
    };
    async move {
        // The body takes it along to where it ends.
        let whole = |body: Either<_, _>| {
            body.map_err(move |error| {
                let _ = &busy;
                error
            })
        };
        Ok(match answering {
            Either::Left(own) => own.map(|body| whole(Either::Left(body))),
            Either::Right(answering) => answering.await?.map(|body| whole(Either::Right(body))),
        })
    }
}
