//! [`Metrics`]: what happens, counted for Prometheus.
//!
//! | name | labels | type |
//! |---|---|---|
//! | `hyperglyph_requests_total` | `route`, `status` | counter |
//! | `hyperglyph_request_duration_seconds` | `route` | histogram |
//! | `hyperglyph_requests_in_flight` | | gauge |
//! | `hyperglyph_connections` | | gauge |
//! | `hyperglyph_connections_accepted_total` | | counter |
//! | `hyperglyph_handshakes_failed_total` | | counter |
//! | `hyperglyph_received_bytes_total`, `hyperglyph_sent_bytes_total` | | counter |
//!
//! A route is what the program offers, never what a client sent: `/`, `/NAME`,
//! `/NAME/{instance}`, `/NAME/{instance}/METHOD`, and `none` for all that is
//! nowhere. So nobody outside can make a new series.

use std::convert::Infallible;
use std::fmt;
use std::future::{Ready, ready};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use http::{HeaderValue, Request, Response, StatusCode, header};
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::Body;
use crate::response::read_only;

/// What happens in routers and servers, counted for Prometheus. Clones count
/// together.
///
/// ```
/// use hyperglyph_server::{Metrics, Router, Server, arg};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let metrics = Metrics::new();
/// let router = Router::new()
///     .function("hello", [arg("name")], |name: String| format!("Hello {name}"))
///     .metrics(&metrics);
/// let server = Server::bind("127.0.0.1:0")
///     .await?
///     .metrics(&metrics)
///     .metrics_at("/metrics", &metrics)
///     .spawn(router);
/// # server.stop().await
/// # }
/// ```
///
/// It is a tower service, too, that answers every GET with the text that
/// Prometheus reads: for a path of an axum application
/// (`route_service("/metrics", metrics.clone())`), or for a listener of its own
/// (`Server::bind("127.0.0.1:9100").await?.spawn(metrics.clone())`).
#[derive(Clone)]
pub struct Metrics(Arc<Counted>);

struct Counted {
    registry: Registry,
    requests: Family<Answered, Counter>,
    durations: Family<Route, Histogram, fn() -> Histogram>,
    in_flight: Gauge,
    connections: Gauge,
    accepted: Counter,
    handshakes_failed: Counter,
    received: Counter,
    sent: Counter,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: String,
    /// Of a request that ended without an answer, since its client went away: 0.
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

/// From half a millisecond to the half minute that a request may take.
const BUCKETS: [f64; 14] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0,
];

impl Metrics {
    /// Nothing has been counted yet.
    #[must_use]
    pub fn new() -> Self {
        let buckets: fn() -> Histogram = || Histogram::new(BUCKETS);
        let mut counted = Counted {
            registry: Registry::with_prefix("hyperglyph"),
            requests: Family::default(),
            durations: Family::new_with_constructor(buckets),
            in_flight: Gauge::default(),
            connections: Gauge::default(),
            accepted: Counter::default(),
            handshakes_failed: Counter::default(),
            received: Counter::default(),
            sent: Counter::default(),
        };
        counted.register();
        Self(Arc::new(counted))
    }

    /// All that was counted, as OpenMetrics text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        if let Err(error) = text::encode(&mut text, &self.0.registry) {
            // Nothing that is written to a string fails.
            tracing::error!(%error, "metrics");
        }
        text
    }

    /// The response to whoever asks for them.
    pub(crate) fn answer<B>(&self, request: &Request<B>) -> Response<Body> {
        read_only(request.method(), || {
            let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
            let mut response = Response::new(Body::new(self.text()));
            let kind = HeaderValue::from_static(kind);
            response.headers_mut().insert(header::CONTENT_TYPE, kind);
            response
        })
    }

    /// A request has come.
    pub(crate) fn request(&self, route: String) -> InFlight {
        self.0.in_flight.inc();
        InFlight {
            metrics: self.clone(),
            route,
            began: Instant::now(),
            status: 0,
        }
    }

    /// A connection was accepted.
    pub(crate) fn connection(&self) -> Open {
        self.0.accepted.inc();
        self.0.connections.inc();
        Open(self.clone())
    }

    pub(crate) fn handshake_failed(&self) {
        self.0.handshakes_failed.inc();
    }

    pub(crate) fn received(&self, bytes: usize) {
        self.0.received.inc_by(bytes as u64);
    }

    pub(crate) fn sent(&self, bytes: usize) {
        self.0.sent.inc_by(bytes as u64);
    }
}

impl Counted {
    fn register(&mut self) {
        let registry = &mut self.registry;
        registry.register(
            "requests",
            "Requests by what they asked for and how they were answered; status 0: the client went away",
            self.requests.clone(),
        );
        registry.register_with_unit(
            "request_duration",
            "From a request to the head of its answer",
            Unit::Seconds,
            self.durations.clone(),
        );
        registry.register(
            "requests_in_flight",
            "Requests that are not answered yet",
            self.in_flight.clone(),
        );
        registry.register("connections", "Open connections", self.connections.clone());
        registry.register(
            "connections_accepted",
            "Connections that were accepted",
            self.accepted.clone(),
        );
        registry.register(
            "handshakes_failed",
            "Connections that ended before TLS was spoken",
            self.handshakes_failed.clone(),
        );
        registry.register_with_unit(
            "received",
            "What came in from sockets",
            Unit::Bytes,
            self.received.clone(),
        );
        registry.register_with_unit(
            "sent",
            "What went out to sockets",
            Unit::Bytes,
            self.sent.clone(),
        );
    }
}

/// A request on its way; counted when it is dropped.
pub(crate) struct InFlight {
    metrics: Metrics,
    route: String,
    began: Instant,
    status: u16,
}

impl InFlight {
    pub(crate) fn answered(mut self, status: StatusCode) {
        self.status = status.as_u16();
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        let counted = &self.metrics.0;
        let route = Route {
            route: std::mem::take(&mut self.route),
        };
        let took = self.began.elapsed().as_secs_f64();
        counted.durations.get_or_create(&route).observe(took);
        let answered = Answered {
            route: route.route,
            status: self.status,
        };
        counted.requests.get_or_create(&answered).inc();
        // Last: what is in flight no more is counted already.
        counted.in_flight.dec();
    }
}

/// A connection, open until this is dropped.
pub(crate) struct Open(Metrics);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.0.connections.dec();
    }
}

impl<B> tower_service::Service<Request<B>> for Metrics {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Ready<Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        ready(Ok(self.answer(&request)))
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}
