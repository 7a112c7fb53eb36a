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
//!
//! Large bodies are read, and large answers written, in threads of their own,
//! so that other requests need not wait for them; the time counts all the same.

use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use hyperglyph::EncodeOptions;
use hyperglyph::http::Arguments;
use tokio::time::{Instant, timeout_at};

use crate::aside::{Aside, LARGE};
use crate::router::{Config, Table, Target};
use crate::{Answer, Args, Body, Failure, Function, answer, negotiate, read};

/// A router made ready: give it a request, get a response. Cheap to clone.
///
/// It must run inside a tokio runtime with its timer on.
#[derive(Clone, Debug)]
pub struct Service {
    table: Arc<Table>,
    config: Arc<Config>,
    aside: Aside,
}

impl Service {
    pub(crate) fn new(table: Table, config: Config) -> Self {
        Self {
            table: Arc::new(table),
            config: Arc::new(config),
            aside: Aside::new(),
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
        let deadline = Instant::now() + self.config.timeout;
        let args = if function.is_safe {
            // A query is never large: the `http` crate takes no longer url.
            self.arguments(function, &read::query(head.uri.query()))?
        } else {
            let reading = read::body(&head.headers, body, self.config.body_limit);
            let bytes = timeout_at(deadline, reading)
                .await
                .map_err(|_| too_slow())??;
            self.arguments_in(bytes, function, deadline).await?
        };
        let answer = timeout_at(deadline, function.call(args))
            .await
            .map_err(|_| too_long())??;
        let nfc = function.nfc.unwrap_or(self.config.nfc);
        self.written(answer, EncodeOptions::new().nfc(nfc), deadline)
            .await
    }

    fn arguments(&self, function: &Function, bytes: &[u8]) -> Result<Args, Failure> {
        let given = Arguments::read(bytes, &self.config.decoding)
            .map_err(|error| Failure::bad_request(error.to_string()))?;
        Args::bind(function, given, &self.table)
    }

    async fn arguments_in(
        &self,
        body: Bytes,
        function: &Function,
        deadline: Instant,
    ) -> Result<Args, Failure> {
        if body.len() < LARGE {
            return self.arguments(function, &body);
        }
        let (service, function) = (self.clone(), function.clone());
        let reading = move || service.arguments(&function, &body);
        timeout_at(deadline, self.aside.run(reading))
            .await
            .map_err(|_| too_long())?
    }

    async fn written(
        &self,
        answer: Answer,
        options: EncodeOptions,
        deadline: Instant,
    ) -> Result<Response<Body>, Failure> {
        if !answer.is_large() {
            return answer.into_response(&options);
        }
        let writing = move || answer.into_response(&options);
        timeout_at(deadline, self.aside.run(writing))
            .await
            .map_err(|_| too_long())?
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
