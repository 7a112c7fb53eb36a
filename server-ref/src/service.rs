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

use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::header::{self, HeaderValue};
use http::request::Parts;
use http::{Method, Request, Response, StatusCode};
use hyperglyph::http::{Arguments, Envelope};
use hyperglyph::{EncodeOptions, Value};
use tokio::time::{Instant, timeout_at};
use tracing::{Instrument, Span};

use crate::answer::What;
use crate::aside::{Aside, LARGE};
use crate::class::AnyClass;
use crate::content::Kind;
use crate::function::Routine;
use crate::render::{Page, is_fixed};
use crate::router::Config;
use crate::state::read_id;
use crate::store::{Change, Kept, Shelf};
use crate::table::{Listed, Reachable, Table, Target};
use crate::this::AnyThis;
use crate::{
    Answer, Body, Failure, Incoming, Router, conditional, gzip, negotiate, read, response,
};

/// A router made ready: give it a request, get a response. Cheap to clone.
///
/// It is a tower service, so layers go around it, and applications mount it. It
/// must run inside a tokio runtime with its timer on.
#[derive(Clone, Debug)]
pub struct Service {
    table: Arc<Table>,
    config: Arc<Config>,
    aside: Aside,
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
        }
    }

    /// The response to a request. Whatever the request holds, there is one.
    pub async fn handle<B>(&self, mut request: Request<B>) -> Response<Body>
    where
        B: http_body::Body,
        B::Error: fmt::Display,
    {
        let config = &*self.config;
        let measured = config.metrics.as_ref();
        let measured = measured.map(|metrics| metrics.request(self.route(request.uri().path())));
        let named = config.ids.as_ref().map(|ids| ids.name(&mut request));
        let span = named.as_ref().map(|named| named.span.clone());
        let mut response = self
            .respond(request)
            .instrument(span.unwrap_or_else(Span::none))
            .await;
        if let Some(named) = named {
            named.sign(&mut response);
        }
        if let Some(measured) = measured {
            measured.answered(response.status());
        }
        response
    }

    /// What stands at a path, in words of ours alone.
    fn route(&self, path: &str) -> String {
        let target = self.table.find(path);
        target.map_or_else(|| String::from("none"), |target| target.route())
    }

    async fn respond<B>(&self, request: Request<B>) -> Response<Body>
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
        // What stands here depends on the header `Method` (D22), whether it is an
        // error extension on `Accept`, and its bytes on whether gzip is taken.
        let vary = HeaderValue::from_static("Method, Accept, Accept-Encoding");
        response.headers_mut().insert(header::VARY, vary);
        if self.config.gzip {
            response = gzip::compressed(&head.headers, response, &self.aside).await;
        }
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
        let target = self
            .table
            .find(head.uri.path())
            .ok_or_else(Failure::not_found)?;
        let routine = match &target {
            Target::Root | Target::Instance(..) => None,
            Target::Function(routine) | Target::Method(_, _, routine) => Some(*routine),
            Target::Class(class) => Some(&class.constructor),
        };
        let allowed = routine.map_or("GET", |routine| routine.verb.as_str());
        if method.as_str() != allowed {
            return Err(Failure::method(allowed));
        }
        if !takes_us {
            return Err(not_acceptable());
        }
        let deadline = Instant::now() + self.config.timeout;
        let response = match routine {
            Some(routine) => {
                let call = Call {
                    target,
                    routine,
                    head,
                    deadline,
                };
                self.call(call, body).await?
            }
            None => timeout_at(deadline, self.page(target, head))
                .await
                .map_err(|_| too_long())??,
        };
        if method == Method::GET {
            conditional::answered(&head.headers, response)
        } else {
            Ok(response)
        }
    }

    /// A page: the router's, or that of an instance.
    async fn page(&self, target: Target<'_>, head: &Parts) -> Result<Response<Body>, Failure> {
        let page = Page::new(&self.table, head);
        let options = EncodeOptions::new().nfc(self.config.nfc);
        let Target::Instance(class, segment) = target else {
            if let Some(root) = self.table.root.get() {
                return Ok(response::hyperglyph(root.clone()));
            }
            let root = options
                .encode(&page.root().await?)
                .map_err(Failure::internal)?;
            if self.is_root_fixed() {
                let root = self.table.root.get_or_init(|| root.into());
                return Ok(response::hyperglyph(root.clone()));
            }
            return Ok(response::hyperglyph(root));
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
        response::of_value(value, &options)
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

    /// Reads the arguments, and runs.
    async fn call<B>(&self, call: Call<'_>, body: B) -> Result<Response<Body>, Failure>
    where
        B: http_body::Body,
        B::Error: fmt::Display,
    {
        let (routine, head) = (call.routine, call.head);
        let headers = &head.headers;
        match routine.envelope() {
            // A query is never large: the `http` crate takes no longer url.
            Envelope::Query => {
                let query = read::query(head.uri.query());
                let values = self.bound(routine, &query)?;
                self.run(call, Values::Small(values)).await
            }
            Envelope::None => {
                let values = self.bound(routine, &[])?;
                self.run(call, Values::Small(values)).await
            }
            Envelope::Blob => {
                let reading = read::raw(headers, body, self.config.body_limit, &self.aside);
                let bytes = in_time(call.deadline, reading).await?;
                let value = read::blob(headers, &routine.params, &bytes)?;
                self.run(call, Values::Small(vec![value])).await
            }
            Envelope::Form => {
                let reading = read::form(headers, body, self.config.body_limit, &self.aside);
                let bytes = in_time(call.deadline, reading).await?;
                if bytes.len() < LARGE {
                    let values = self.bound(routine, &bytes)?;
                    return self.run(call, Values::Small(values)).await;
                }
                let values = self.bound_aside(routine, bytes, call.deadline).await?;
                self.run(call, Values::Large(values.into())).await
            }
        }
    }

    /// The values for the parameters, in their order.
    fn bound<'b>(&self, routine: &Routine, bytes: &'b [u8]) -> Result<Vec<Value<'b>>, Failure> {
        Arguments::read(bytes, &self.config.decoding)
            .map_err(|error| Failure::bad_request(error.to_string()))?
            .bind(&routine.params)
            .map_err(|error| Failure::bad_request(format!("{}: {error}", routine.name)))
    }

    async fn bound_aside(
        &self,
        routine: &Routine,
        bytes: Bytes,
        deadline: Instant,
    ) -> Result<Vec<Value<'static>>, Failure> {
        let (service, routine) = (self.clone(), routine.clone());
        let reading = move || {
            let values = service.bound(&routine, &bytes)?;
            Ok(values.into_iter().map(Value::into_owned).collect())
        };
        timeout_at(deadline, self.aside.run(reading))
            .await
            .map_err(|_| too_long())?
    }

    async fn run(&self, call: Call<'_>, values: Values<'_>) -> Result<Response<Body>, Failure> {
        let running = async {
            let answer = self.answered(&call, &values).await?;
            self.written(&call, answer).await
        };
        timeout_at(call.deadline, running)
            .await
            .map_err(|_| too_long())?
    }

    /// The answer of a function, or of a method of an instance.
    async fn answered(&self, call: &Call<'_>, values: &Values<'_>) -> Result<Answer, Failure> {
        let Target::Method(class, segment, _) = call.target else {
            return self.started(call, values, None).await;
        };
        let Some(store) = class.typed.shelf() else {
            let state = self.table.states.read(class.name(), segment)?;
            let this = class.typed.transient(&state);
            let this = this.map_err(|error| unreadable(class, &error))?;
            return self.started(call, values, Some(this)).await;
        };
        let id: Arc<str> = read_id(segment).ok_or_else(Failure::not_found)?.into();
        let answer = self.changed(call, class, store, &id, values).await?;
        answer.ok_or_else(Failure::not_found)
    }

    /// The answer of a method of a persistent instance, which the store keeps as
    /// the method leaves it.
    async fn changed(
        &self,
        call: &Call<'_>,
        class: &AnyClass,
        store: &Shelf,
        id: &Arc<str>,
        values: &Values<'_>,
    ) -> Result<Option<Answer>, Failure> {
        let change = move |kept: Kept| async move {
            let (this, home) = class
                .typed
                .persistent(&kept.state, Arc::clone(id))
                .map_err(|error| unreadable(class, &error))?;
            let answer = self.started(call, values, Some(this)).await?;
            let change = if call.routine.is_safe {
                Change::None
            } else {
                home.change()?
            };
            Ok((change, answer))
        };
        store.change(id, change).await
    }

    /// Runs a handler; where its arguments are large, they are read aside.
    async fn started(
        &self,
        call: &Call<'_>,
        values: &Values<'_>,
        this: Option<AnyThis>,
    ) -> Result<Answer, Failure> {
        let (routine, head) = (call.routine, call.head);
        let values = match values {
            Values::Small(values) => {
                let incoming = Incoming::new(&routine.params, values, head, this);
                return routine.call(incoming).await;
            }
            Values::Large(values) => Arc::clone(values),
        };
        let (routine, head) = (routine.clone(), head.clone());
        let starting = move || routine.start(Incoming::new(&routine.params, &values, &head, this));
        Routine::finish(self.aside.run(starting).await?).await
    }

    /// The response to what a routine answered.
    async fn written(&self, call: &Call<'_>, answer: Answer) -> Result<Response<Body>, Failure> {
        let page = Page::new(&self.table, call.head);
        let Answer {
            what,
            etag,
            last_modified,
        } = answer;
        let written = match what {
            What::Located(status, location) => {
                return response::located(status, &page.location(location).await?);
            }
            What::Stream(content_type, body) => response::of_stream(&content_type, body)?,
            What::Content(content) => {
                if let Some(status) = call.routine.redirect
                    && !matches!(content.0, Kind::Failed(_))
                {
                    return response::located(status, &page.url_of(content).await?);
                }
                let value = page.value(content).await?;
                let nfc = call.routine.nfc.unwrap_or(self.config.nfc);
                let options = EncodeOptions::new().nfc(nfc);
                if response::takes_long(&value) {
                    let writing = move || response::of_value(value, &options);
                    self.aside.run(writing).await?
                } else {
                    response::of_value(value, &options)?
                }
            }
        };
        response::validated(written, etag.as_deref(), last_modified)
    }
}

/// A call on its way.
struct Call<'c> {
    target: Target<'c>,
    routine: &'c Routine,
    head: &'c Parts,
    deadline: Instant,
}

/// The values for the parameters of a routine.
enum Values<'v> {
    /// Borrowed from the request.
    Small(Vec<Value<'v>>),
    /// To be read in another thread.
    Large(Arc<[Value<'static>]>),
}

/// State that the class cannot read: of a url, it is nobody's instance; of a
/// store, ours to explain.
fn unreadable(class: &AnyClass, error: &hyperglyph::serde::DeserializeError) -> Failure {
    let reason = format!("the state of a {} cannot be read: {error}", class.name());
    if class.typed.shelf().is_some() {
        Failure::internal(reason)
    } else {
        Failure::not_found().because(reason)
    }
}

async fn in_time<T>(
    deadline: Instant,
    reading: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    timeout_at(deadline, reading)
        .await
        .map_err(|_| too_slow())?
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
