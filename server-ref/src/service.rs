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
//! | is its url one of ours, signed if we sign? | 403, 404 |
//! | is there such an instance? | 404 |
//! | does the handler answer, and in time? | what it says; 500 if it panics; 503 |
//! | is the answer still what the conditions of the request ask for? | 412, 304 |
//!
//! Large bodies are read, and large answers written, in threads of their own,
//! so that other requests need not wait for them; the time counts all the same.

use std::borrow::Borrow;
use std::convert::Infallible;
use std::fmt;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::header::{self, HeaderValue};
use http::request::Parts;
use http::{Method, Request, Response, StatusCode};
use hyperglyph::EncodeOptions;
use tokio::time::Instant;
use tracing::{Instrument, Span};

use crate::aside::Aside;
use crate::call::Call;
use crate::config::Config;
use crate::deadline::in_time;
use crate::mapping::AnyClass;
use crate::negotiate::Said;
use crate::outgoing::Outgoing;
use crate::render::{Page, is_fixed};
use crate::state::read_id;
use crate::table::{Listed, Reachable, Table, Target};
use crate::{Body, Failure, Router, conditional, gzip, read, response};

/// A router made ready: give it a request, get a response. Cheap to clone.
///
/// It is a tower service, so layers go around it, and applications mount it. It
/// must run inside a tokio runtime with its timer on.
#[derive(Clone, Debug)]
pub struct Service {
    pub(crate) table: Arc<Table>,
    pub(crate) config: Arc<Config>,
    pub(crate) aside: Aside,
    /// For what goes into files.
    pub(crate) files: Aside,
}

impl From<Router> for Service {
    fn from(router: Router) -> Self {
        router.into_service()
    }
}

impl Service {
    pub(crate) fn new(table: Table, config: Config) -> Self {
        Self {
            table: Arc::new(table),
            config: Arc::new(config),
            aside: Aside::new(),
            files: Aside::for_files(),
        }
    }

    /// The response to a request. Whatever the request holds, there is one.
    pub async fn handle<B>(&self, request: Request<B>) -> Response<Body>
    where
        B: http_body::Body,
        B::Error: fmt::Display,
    {
        let Ok(response) = Self::handled::<_, _, Infallible>(self, request).await;
        response
    }

    /// The same, for who calls something that may fail otherwise.
    ///
    /// Each connection has room for this future, and each request moves it. So the
    /// request is taken apart before it begins, and stays where it is then; and
    /// what few requests come to is in boxes, here and below.
    #[inline]
    pub(crate) fn handled<S, B, E>(
        service: S,
        mut request: Request<B>,
    ) -> impl Future<Output = Result<Response<Body>, E>>
    where
        S: Borrow<Self>,
        B: http_body::Body,
        B::Error: fmt::Display,
    {
        let this = service.borrow();
        let config = &*this.config;
        let measured = config.metrics.as_ref();
        let measured = measured.map(|metrics| metrics.request(this.route(request.uri().path())));
        let ids = config.ids.as_ref();
        let named = ids.map(|ids| Box::new(ids.name(&mut request)));
        let (head, body) = request.into_parts();
        async move {
            let this = service.borrow();
            let body = pin!(body);
            if named.is_none() && measured.is_none() {
                return this.respond(&head, body).await;
            }
            let span = named.as_ref().map_or_else(Span::none, |it| it.span.clone());
            let responding = Box::pin(this.respond(&head, body));
            let mut response = responding.instrument(span).await?;
            if let Some(named) = named {
                named.sign(&mut response);
            }
            if let Some(measured) = measured {
                measured.answered(response.status());
            }
            Ok(response)
        }
    }

    /// What stands at a path, in words of ours alone.
    fn route(&self, path: &str) -> String {
        let target = self.table.find(path);
        target.map_or_else(|| String::from("none"), |target| target.route())
    }

    async fn respond<B, E>(&self, head: &Parts, body: B) -> Result<Response<Body>, E>
    where
        B: http_body::Body,
        B::Error: fmt::Display,
    {
        let said = Said::by(&head.headers);
        let takes_us = said.takes_hyperglyph(&head.headers);
        let mut response = match self.answer(head, &said, body, takes_us).await {
            Ok(response) => response,
            Err(failure) => failure.into_response(head, takes_us),
        };
        // What stands here depends on the header `Method` (D22), whether it is an
        // error extension on `Accept`, and its bytes on whether gzip is taken.
        let vary = HeaderValue::from_static("Method, Accept, Accept-Encoding");
        response.headers_mut().insert(header::VARY, vary);
        hyperglyph::fault!("HTP-1/type-of-bytes" if head.method != Method::GET => response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")));
        hyperglyph::fault!("HTP-11/no-type" if head.method != Method::GET => response.headers_mut().remove(header::CONTENT_TYPE));
        if self.config.gzip && gzip::is_worth(&head.headers, &response) {
            response = Box::pin(gzip::compressed(response, &self.aside)).await;
        }
        Ok(response)
    }

    async fn answer<B>(
        &self,
        head: &Parts,
        said: &Said<'_>,
        body: B,
        takes_us: bool,
    ) -> Result<Response<Body>, Failure>
    where
        B: http_body::Body,
        B::Error: fmt::Display,
    {
        hyperglyph::fault!("HTP-18/unknown-is-empty" if said.method(&head.method).is_ok() && self.table.find(head.uri.path()).is_none() => return Ok(response::empty(StatusCode::OK)));
        let (target, is_get) = self.asked_for(head, said, takes_us)?;
        let deadline = Instant::now() + self.config.timeout;
        let outcome = if let Some(routine) = target.routine() {
            let call = Call {
                target,
                routine,
                head,
                said,
                deadline,
            };
            self.call(&call, body).await
        } else {
            let mut page = Box::pin(self.page(target, head));
            in_time(deadline, read::too_long, page.as_mut()).await
        };
        if is_get {
            conditional::answered(&head.headers, outcome?)
        } else {
            outcome
        }
    }

    /// What a request asks for, if it may, and whether by GET.
    fn asked_for<'a>(
        &'a self,
        head: &'a Parts,
        said: &Said<'_>,
        takes_us: bool,
    ) -> Result<(Target<'a>, bool), Failure> {
        let method = said.method(&head.method)?;
        let target = self
            .table
            .find(head.uri.path())
            .ok_or_else(Failure::not_found)?;
        let routine = target.routine();
        let allowed = routine.map_or("GET", |routine| routine.verb.as_str());
        hyperglyph::fault!("LNK-1/gone" if routine.is_some_and(crate::routine::Routine::is_link) => return Err(Failure::new(StatusCode::GONE, "once is enough")));
        hyperglyph::fault!("HTP-22/trace-fails" if !matches!(method, Method::GET | Method::POST | Method::PUT | Method::PATCH | Method::DELETE) => return Err(Failure::internal("a method of HTTP alone")));
        hyperglyph::fault!("ENV-10/query-unknown" if head.uri.query().is_some() => return Err(Failure::not_found()));
        if method.as_str() != allowed {
            return Err(Failure::method(allowed));
        }
        if !takes_us {
            return Err(not_acceptable());
        }
        Ok((target, method == Method::GET))
    }

    /// A page: the router's, or that of an instance.
    async fn page(&self, target: Target<'_>, head: &Parts) -> Result<Response<Body>, Failure> {
        let outgoing = Outgoing::default();
        let page = Page::new(&self.table, head, &outgoing);
        let options = EncodeOptions::new().nfc(self.config.nfc);
        let Target::Instance(class, segment) = target else {
            if let Some(root) = self.table.root.get() {
                return Ok(response::hyperglyph(root.clone()));
            }
            let root = page.root().await?;
            if self.is_root_fixed() {
                let root = options.encode(&root).map_err(Failure::internal)?;
                let root = self.table.root.get_or_init(|| root.into());
                return Ok(response::hyperglyph(root.clone()));
            }
            return self.response(root, outgoing, options, head).await;
        };
        let state = match class.typed.shelf() {
            None => Bytes::from(self.table.states.read(class.name(), segment)?),
            Some(store) => {
                let id = read_id(segment).ok_or_else(Failure::not_found)?;
                let kept = store.load(&id).await?;
                kept.ok_or_else(Failure::not_found)?.state
            }
        };
        let instance = class.typed.read(&state);
        let instance = instance.map_err(|error| unreadable(class, &error))?;
        let value = page.instance(class, instance, segment).await?;
        self.response(value, outgoing, options, head).await
    }

    fn is_root_fixed(&self) -> bool {
        self.table.listed.iter().all(|(_, listed)| match listed {
            Listed::Content(content) => is_fixed(content),
            Listed::Route(path) => match &self.table.routes[path].what {
                Reachable::Function(function) => !function.is_embedded,
                Reachable::Class(_) => true,
            },
        })
    }
}

/// State that the class cannot read: of a url, it is nobody's instance; of a
/// store, ours to explain.
pub(crate) fn unreadable(class: &AnyClass, error: &hyperglyph::serde::DeserializeError) -> Failure {
    let reason = format!("the state of a {} cannot be read: {error}", class.name());
    if class.typed.shelf().is_some() {
        Failure::internal(reason)
    } else {
        Failure::not_found().because(reason)
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
        Box::pin(Self::handled(self.clone(), request))
    }
}

fn not_acceptable() -> Failure {
    let message = "answers are application/vnd.hyperglyph, which the Accept header of the request excludes [HTP-8]";
    Failure::new(StatusCode::NOT_ACCEPTABLE, message)
}
