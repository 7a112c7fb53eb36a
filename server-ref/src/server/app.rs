//! [`Serve`]: what a server can serve.

use std::error::Error;
use std::future::poll_fn;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use hyper::body::Incoming;

use super::hush::Hushed;
use crate::{Body, Router, Service};

pub(super) type BoxError = Box<dyn Error + Send + Sync>;

/// What a [`Server`](crate::Server) can serve: a [`Router`], or any tower
/// service of `http::Request<hyper::body::Incoming>`: a router in layers of
/// tower-http, an axum application around it. A service that fails, instead of
/// answering, loses the connection that it was asked on.
///
/// It is implemented for all of these, and cannot be for anything else.
#[diagnostic::on_unimplemented(
    message = "a `Server` cannot serve `{Self}`",
    note = "it serves a `Router`, and tower services from `http::Request<hyper::body::Incoming>` to `http::Response`, `Clone + Send + 'static`, with bodies of `Bytes`"
)]
pub trait Serve: sealed::Sealed {}

impl<S: sealed::Sealed> Serve for S {}

pub(super) mod sealed {
    /// Made into an application, once, before the first connection.
    pub trait Sealed {
        type App: super::App;

        fn into_app(self) -> Self::App;
    }
}

/// From a request to its response; each has a clone of its own.
pub trait App: Clone + Send + 'static {
    type Body: http_body::Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static;

    fn respond(
        self,
        request: Request<Incoming>,
    ) -> impl Future<Output = Result<Response<Self::Body>, BoxError>> + Send;
}

impl sealed::Sealed for Router {
    type App = Arc<Service>;

    fn into_app(self) -> Arc<Service> {
        Arc::new(self.into_service())
    }
}

/// Without the box that a future of a tower service needs.
impl App for Arc<Service> {
    type Body = Body;

    #[inline]
    fn respond(
        self,
        request: Request<Incoming>,
    ) -> impl Future<Output = Result<Response<Body>, BoxError>> + Send {
        Service::handled(self, request.map(Hushed))
    }
}

impl<S, B> sealed::Sealed for S
where
    S: tower_service::Service<Request<Incoming>, Response = Response<B>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    B: http_body::Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
{
    type App = Tower<S>;

    fn into_app(self) -> Tower<S> {
        Tower(self)
    }
}

/// A tower service.
#[derive(Clone)]
pub struct Tower<S>(S);

impl<S, B> App for Tower<S>
where
    S: tower_service::Service<Request<Incoming>, Response = Response<B>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    B: http_body::Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
{
    type Body = B;

    async fn respond(mut self, request: Request<Incoming>) -> Result<Response<B>, BoxError> {
        poll_fn(|context| self.0.poll_ready(context))
            .await
            .map_err(Into::into)?;
        self.0.call(request).await.map_err(Into::into)
    }
}
