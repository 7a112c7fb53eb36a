//! [`Sender`]: requests out, responses in, redirects followed.

use std::borrow::Cow;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, ETAG, LAST_MODIFIED, LOCATION};
use http::response::Parts;
use http::{HeaderMap, HeaderName};
use hyperglyph::http::{
    Method, Outcome, Redirect, Request, Response, ResponseError, Trail, is_hyperglyph,
};
use hyperglyph::{DecodeOptions, Value};

use crate::cache::Validators;
use crate::connect::Connector;
use crate::cookies::Cookies;
use crate::credentials::Credentials;
use crate::payload::{Payload, compressed};
use crate::pool::{Connection, Pool};
use crate::received::{BodyError, Received};
use crate::upload::Progress;
use crate::watch::{Event, Watch};
use crate::wire;
use crate::{Error, userinfo};

/// The first pause before a request is tried again; each is twice as long as the one before.
const PAUSE: Duration = Duration::from_millis(50);

/// How long a connection that waited may take to be ready.
const SOON: Duration = Duration::from_millis(500);

/// The connections, and what bounds a call.
#[derive(Debug)]
pub(crate) struct Sender {
    pub(crate) connector: Connector,
    pub(crate) pool: Arc<Pool>,
    pub(crate) cookies: Option<Cookies>,
    pub(crate) credentials: Credentials,
    pub(crate) max_body: usize,
    pub(crate) timeout: Duration,
    pub(crate) retries: u32,
    pub(crate) watch: Option<Watch>,
    pub(crate) compress: bool,
}

/// A response that is no redirect, its body not read yet.
#[derive(Debug)]
pub(crate) struct Answered {
    /// What was asked in the end.
    pub(crate) request: Request<()>,
    pub(crate) redirected: bool,
    pub(crate) head: Parts,
    pub(crate) body: Received,
}

/// A response in memory.
pub(crate) struct Answer {
    /// The url that answered.
    pub(crate) url: String,
    /// Nothing, where what is known already is fresh (304).
    pub(crate) value: Option<Value<'static>>,
    /// How to ask whether it is still fresh, where it is what was asked for.
    pub(crate) validators: Validators,
    /// The length of the body.
    pub(crate) bytes: usize,
}

/// A try that came to nothing.
struct Failed {
    error: Error,
    /// On a connection that waited; the other side may have left it long ago.
    stale: bool,
    /// Nothing of the request went out.
    unsent: bool,
    /// Another try may do better.
    passing: bool,
}

impl Sender {
    /// Sends a request and those that its redirects ask for (D23), and reads the
    /// answer, in the time that the call has.
    pub(crate) async fn call(
        &self,
        request: Request<Payload>,
        options: &DecodeOptions,
    ) -> Result<Answer, Error> {
        let url = String::from(request.url.as_str());
        let progress = progress(&request);
        let call = pin!(async { self.read(self.ask(request).await?, options).await });
        self.in_time(url, progress, call).await
    }

    /// The same, without the body of an answer that is good (200).
    pub(crate) async fn open(&self, request: Request<Payload>) -> Result<Answered, Error> {
        let url = String::from(request.url.as_str());
        let progress = progress(&request);
        self.in_time(url, progress, pin!(self.ask(request))).await
    }

    /// Gives up when the time is over; an upload has it again with each of its pieces.
    async fn in_time<T>(
        &self,
        url: String,
        progress: Option<Arc<Progress>>,
        mut call: Pin<&mut impl Future<Output = Result<T, Error>>>,
    ) -> Result<T, Error> {
        let mut before = 0;
        loop {
            if let Ok(done) = tokio::time::timeout(self.timeout, call.as_mut()).await {
                return done;
            }
            let now = progress.as_ref().map_or(0, |it| it.pieces());
            if now == before {
                let limit = self.timeout;
                return Err(Error::Timeout { url, limit });
            }
            before = now;
        }
    }

    async fn ask(&self, mut request: Request<Payload>) -> Result<Answered, Error> {
        let mut trail = None;
        userinfo::strip(&mut request.url);
        if self.compress {
            Box::pin(compress(&mut request)).await;
        }
        loop {
            let (head, body) = self.exchange(&mut request).await?;
            let Some(redirect) = redirect(&request, &head)? else {
                return Ok(Answered {
                    request: request.map_body(|_| ()),
                    redirected: trail.is_some(),
                    head,
                    body,
                });
            };
            Box::pin(body.discard()).await;
            let url = request.url.clone();
            trail
                .get_or_insert_with(|| Trail::new(&request))
                .follow(&mut request, &redirect)
                .map_err(|source| Error::Response {
                    url: url.into(),
                    source,
                })?;
        }
    }

    /// One request and its response, with as many tries as it may have.
    async fn exchange(&self, request: &mut Request<Payload>) -> Result<(Parts, Received), Error> {
        let safe = request.method == Method::Get;
        let mut tries = 0;
        let mut fresh = false;
        loop {
            let failed = match self.attempt(request, fresh).await {
                Ok(done) => return Ok(done),
                Err(failed) => *failed,
            };
            if failed.stale && !fresh && (safe || failed.unsent) {
                fresh = true;
            } else if safe && failed.passing && tries < self.retries {
                let pause = PAUSE * 2_u32.saturating_pow(tries.min(6));
                tokio::time::sleep(pause.mul_f64(0.5 + fastrand::f64())).await;
                tries += 1;
            } else {
                return Err(failed.error);
            }
        }
    }

    async fn attempt(
        &self,
        request: &mut Request<Payload>,
        fresh: bool,
    ) -> Result<(Parts, Received), Box<Failed>> {
        let mut connection = self.connection(request, fresh).await?;
        let stale = connection.used;
        let progress = progress(request);
        let refused = |error| Box::new(Failed::by(error));
        let body = match &mut request.body {
            None => crate::payload::Body::Bytes(Bytes::new()),
            Some(payload) => payload
                .open()
                .ok_or_else(|| refused(Error::Spent(String::from(request.url.as_str()))))?,
        };
        let mut outgoing = wire::request(request, &connection.way, body).map_err(refused)?;
        self.identify(request, outgoing.headers_mut());
        self.tell(|| Event::Request {
            method: outgoing.method(),
            url: &request.url,
            headers: outgoing.headers(),
            body: match &request.body {
                Some(Payload::Bytes(bytes)) => Some(bytes),
                _ => None,
            },
        });
        match connection.sender.try_send_request(outgoing).await {
            Ok(response) => {
                let (head, body) = response.into_parts();
                self.tell(|| Event::Response {
                    url: &request.url,
                    status: head.status,
                    headers: &head.headers,
                });
                if let Some(cookies) = &self.cookies {
                    cookies.keep(&request.url, &head.headers);
                }
                let body = Received::new(body, &head.headers, connection, &self.pool, progress);
                Ok((head, body))
            }
            Err(mut error) => {
                let unsent = error.take_message();
                let is_unsent = unsent.is_some();
                if let Some((payload, unsent)) = request.body.as_mut().zip(unsent) {
                    payload.close(unsent.into_body());
                }
                let error = error.into_error();
                Err(Box::new(Failed {
                    stale,
                    unsent: is_unsent,
                    passing: !error.is_parse() && !error.is_user(),
                    error: transport(request, error),
                }))
            }
        }
    }

    /// A connection that waited and is still there, or a new one.
    async fn connection(
        &self,
        request: &Request<Payload>,
        fresh: bool,
    ) -> Result<Connection, Box<Failed>> {
        while !fresh && let Some(mut connection) = self.pool.take(&request.url) {
            if connection.sender.is_ready() {
                return Ok(connection);
            }
            // When its task has had its turn. One that still sends the rest of a request,
            // whose answer came early, is not worth the wait.
            let ready = tokio::time::timeout(SOON, connection.sender.ready()).await;
            if matches!(ready, Ok(Ok(()))) {
                return Ok(connection);
            }
        }
        if cfg!(not(feature = "tls")) && request.url.scheme() != "http" {
            let error = Error::Scheme(String::from(request.url.as_str()));
            return Err(Box::new(Failed::by(error)));
        }
        // Few calls connect, but the future of every call would have room for it.
        Box::pin(self.connector.connect(&request.url))
            .await
            .map_err(|source| {
                let error = Error::Transport {
                    url: String::from(request.url.as_str()),
                    source,
                };
                Box::new(Failed {
                    passing: true,
                    ..Failed::by(error)
                })
            })
    }

    /// Adds what belongs to the origin of the request, and to no other (D23).
    fn identify(&self, request: &Request<Payload>, headers: &mut HeaderMap) {
        if let Some(value) = self.credentials.of(&request.url) {
            headers.insert(http::header::AUTHORIZATION, value);
        }
        let cookies = self.cookies.as_ref();
        if let Some(value) = cookies.and_then(|cookies| cookies.header(&request.url)) {
            headers.insert(http::header::COOKIE, value);
        }
    }

    /// What an answer means, all of it.
    pub(crate) async fn read(
        &self,
        answered: Answered,
        options: &DecodeOptions,
    ) -> Result<Answer, Error> {
        let Answered {
            request,
            redirected,
            head,
            body,
        } = answered;
        let url = || String::from(request.url.as_str());
        let status = head.status.as_u16();
        let bytes = if Response::has_meaningful_body(status) {
            let bytes = body.collect(self.max_body).await;
            bytes.map_err(|error| broken(url(), error, self.max_body))?
        } else {
            Box::pin(body.discard()).await;
            Bytes::new()
        };
        self.tell(|| Event::Body {
            url: &request.url,
            bytes: &bytes,
        });
        let length = bytes.len();
        let content_type = text(&head.headers, &CONTENT_TYPE);
        let body = if is_hyperglyph(content_type.as_deref()) {
            Cow::Borrowed(&*bytes)
        } else {
            // Without a copy, where nobody else holds them.
            Cow::Owned(bytes.into())
        };
        // Redirects were followed.
        let location = (status == 201).then(|| text(&head.headers, &LOCATION));
        let location = location.flatten();
        let response = Response {
            url: &request.url,
            status,
            content_type: content_type.as_deref(),
            location: location.as_deref(),
            conditional: request.is_conditional(),
            body,
        };
        let outcome = Outcome::of(response, options)
            .map_err(|source| Error::Response { url: url(), source })?;
        let value = match outcome {
            Outcome::Value(value) => Some(value.into_owned()),
            Outcome::NotModified => None,
            Outcome::ClientError(failure) => {
                return Err(Error::ClientError {
                    url: url(),
                    failure: Box::new(failure.into_owned()),
                });
            }
            Outcome::ServerError(failure) => {
                return Err(Error::ServerError {
                    url: url(),
                    failure: Box::new(failure.into_owned()),
                });
            }
            // `ask` follows them all, and gives no such response.
            Outcome::Redirect(_) => {
                let source = ResponseError::TooManyRedirects;
                return Err(Error::Response { url: url(), source });
            }
        };
        let wanted = request.is_conditional() && !redirected && status == 200;
        let known = |name| {
            let value = wanted.then(|| text(&head.headers, &name));
            value.flatten().map(Cow::into_owned)
        };
        Ok(Answer {
            validators: Validators {
                etag: known(ETAG),
                last_modified: known(LAST_MODIFIED),
            },
            url: request.url.into(),
            value,
            bytes: length,
        })
    }

    fn tell<'e>(&self, event: impl FnOnce() -> Event<'e>) {
        if let Some(watch) = &self.watch {
            (watch.0)(event());
        }
    }
}

impl Failed {
    /// Nothing went out, and nothing would another time.
    fn by(error: Error) -> Self {
        Self {
            error,
            stale: false,
            unsent: true,
            passing: false,
        }
    }
}

/// Puts a body that is in memory into gzip.
async fn compress(request: &mut Request<Payload>) {
    let Some(Payload::Bytes(bytes)) = &mut request.body else {
        return;
    };
    if !bytes.is_empty() {
        *bytes = compressed(bytes.clone()).await;
        request.headers.push(("Content-Encoding", "gzip".into()));
    }
}

/// Where a response sends the client, if it does.
fn redirect(request: &Request<Payload>, head: &Parts) -> Result<Option<Redirect>, Error> {
    let status = head.status.as_u16();
    if !matches!(status, 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    hyperglyph::fault!("HTP-15/not-followed" if status == 303 => return Ok(None));
    let location = text(&head.headers, &LOCATION);
    let mut response = Response::new(&request.url, status);
    response.location = location.as_deref();
    match Outcome::of(response, &DecodeOptions::new()) {
        Ok(Outcome::Redirect(mut redirect)) => {
            userinfo::strip(&mut redirect.url);
            Ok(Some(redirect))
        }
        Ok(_) => Ok(None),
        Err(source) => Err(Error::Response {
            url: String::from(request.url.as_str()),
            source,
        }),
    }
}

/// A header as text.
pub(crate) fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<Cow<'h, str>> {
    let value = headers.get(name)?;
    Some(String::from_utf8_lossy(value.as_bytes()))
}

/// What a body that cannot be read means.
#[cold]
pub(crate) fn broken(url: String, error: BodyError, limit: usize) -> Error {
    match error {
        BodyError::Transport(error) => Error::Transport {
            url,
            source: error.into(),
        },
        BodyError::Encoding(encoding) => Error::Encoding { url, encoding },
        BodyError::Gzip => Error::Gzip(url),
        BodyError::TooLarge => Error::TooLarge { url, limit },
    }
}

#[cold]
fn transport(request: &Request<Payload>, error: hyper::Error) -> Error {
    let url = String::from(request.url.as_str());
    let source = error.into();
    match &request.body {
        Some(Payload::Stream(_)) if is_of_the_source(&source) => Error::Upload { url, source },
        _ => Error::Transport { url, source },
    }
}

fn is_of_the_source(error: &crate::connect::BoxError) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        if error.is::<crate::upload::Source>() {
            return true;
        }
        cause = error.source();
    }
    false
}

/// What tells that an upload is alive.
fn progress(request: &Request<Payload>) -> Option<Arc<Progress>> {
    match request.body.as_ref()? {
        Payload::Bytes(_) => None,
        Payload::Stream(stream) => stream.as_ref().map(|stream| stream.progress()),
    }
}
