//! [`Service`]: from a request to its response.
//!
//! The questions that a request is asked, in this order, and the status of the
//! first that it fails (D22, D25, D26):
//!
//! | question | else |
//! |---|---|
//! | is its `Method` header a method? | 400 |
//! | is there something at its path? | 404 |
//! | may that be called by this method? | 405, with `Allow` |
//! | does the client take what we answer? | 406 |
//! | is its body, if there is one, of our type? | 415 |
//! | is the body within the limit, and in time? | 413, 408 |
//! | do body or query hold the arguments, and only these? | 400 |
//! | does the handler answer, and in time? | what it says; 500 if it panics; 503 |

use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::request::Parts;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use hyperglyph::EncodeOptions;
use hyperglyph::http::Arguments;
use tokio::time::{Instant, timeout_at};

use crate::router::{Config, Table, Target};
use crate::{Args, Body, Failure, Function, answer, negotiate, read};

/// A router made ready: give it a request, get a response. Cheap to clone.
///
/// It must run inside a tokio runtime with its timer on.
#[derive(Clone, Debug)]
pub struct Service {
    table: Arc<Table>,
    config: Arc<Config>,
}

impl Service {
    pub(crate) fn new(table: Table, config: Config) -> Self {
        Self {
            table: Arc::new(table),
            config: Arc::new(config),
        }
    }

    /// The response to a request. Whatever the request holds, there is one.
    pub async fn handle<B>(&self, request: Request<B>) -> Response<Body>
    where
        B: http_body::Body,
        B::Error: fmt::Display,
    {
        let (head, body) = request.into_parts();
        let takes_us = negotiate::takes_hyperglyph(&head.headers);
        let mut response = match self.answer(&head, body, takes_us).await {
            Ok(response) => response,
            Err(failure) => failure.into_response(&head, takes_us),
        };
        // What stands here depends on the header `Method` (D22), and whether it
        // is an error extension on `Accept`.
        let vary = HeaderValue::from_static("Method, Accept");
        response.headers_mut().insert(header::VARY, vary);
        response
    }

    async fn answer<B>(
        &self,
        head: &Parts,
        body: B,
        takes_us: bool,
    ) -> Result<Response<Body>, Failure>
    where
        B: http_body::Body,
        B::Error: fmt::Display,
    {
        let method = negotiate::method(&head.method, &head.headers)?;
        let target = self.table.find(head.uri.path()).ok_or_else(not_found)?;
        let allowed = match &target {
            Target::Function(function) if !function.is_safe => Method::POST,
            _ => Method::GET,
        };
        if method != allowed {
            let allow = if allowed == Method::POST {
                "POST"
            } else {
                "GET"
            };
            return Err(Failure::method(allow));
        }
        if !takes_us {
            return Err(not_acceptable());
        }
        match target {
            Target::Page => Ok(answer::hyperglyph_response(self.table.page.clone())),
            Target::Function(function) => self.call(function, head, body).await,
        }
    }

    async fn call<B>(
        &self,
        function: &Function,
        head: &Parts,
        body: B,
    ) -> Result<Response<Body>, Failure>
    where
        B: http_body::Body,
        B::Error: fmt::Display,
    {
        let config = &*self.config;
        let deadline = Instant::now() + config.timeout;
        let (query, body_bytes);
        let bytes: &[u8] = if function.is_safe {
            query = read::query(head.uri.query());
            &query
        } else {
            let reading = read::body(&head.headers, body, config.body_limit);
            body_bytes = timeout_at(deadline, reading)
                .await
                .map_err(|_| too_slow())??;
            &body_bytes
        };
        let given = Arguments::read(bytes, &config.decoding)
            .map_err(|error| Failure::bad_request(error.to_string()))?;
        let args = Args::bind(function, given, &self.table)?;
        let answer = timeout_at(deadline, function.call(args))
            .await
            .map_err(|_| too_long())??;
        let nfc = function.nfc.unwrap_or(config.nfc);
        answer.into_response(&EncodeOptions::new().nfc(nfc))
    }
}

impl<B> tower_service::Service<Request<B>> for Service
where
    B: http_body::Body + Send + 'static,
    B::Data: Send,
    B::Error: fmt::Display + Send,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let service = self.clone();
        Box::pin(async move { Ok(service.handle(request).await) })
    }
}

fn not_found() -> Failure {
    Failure::new(
        StatusCode::NOT_FOUND,
        "nothing is at this url: start at the root and follow what it offers",
    )
}

fn not_acceptable() -> Failure {
    let message = "answers are application/vnd.hyperglyph, which the Accept header of the request excludes [HTP-8]";
    Failure::new(StatusCode::NOT_ACCEPTABLE, message)
}

fn too_slow() -> Failure {
    Failure::new(StatusCode::REQUEST_TIMEOUT, "the body did not come in time").and_close()
}

fn too_long() -> Failure {
    Failure::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "the call took longer than this server waits",
    )
}
