//! [`Sender`]: requests out, responses in, redirects followed.

use std::borrow::Cow;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Body, Incoming};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use hyperglyph::http::{Outcome, Request, Response, Trail};
use hyperglyph::{DecodeOptions, Value};

use crate::Error;

type Http = hyper_util::client::legacy::Client<HttpConnector, Full<Bytes>>;

/// The connections, and what bounds a call.
#[derive(Debug)]
pub(crate) struct Sender {
    http: Http,
    max_body: usize,
    timeout: Duration,
}

/// What came back in the end.
pub(crate) enum Answer {
    Value(Value<'static>),
    /// The url that says so.
    NotModified(String),
}

impl Sender {
    pub(crate) fn new(max_body: usize, timeout: Duration) -> Self {
        Self {
            http: hyper_util::client::legacy::Client::builder(TokioExecutor::new()).build_http(),
            max_body,
            timeout,
        }
    }

    /// Sends a request and those that its redirects ask for (D23), in the time
    /// that the call has.
    pub(crate) async fn send(
        &self,
        request: Request<Bytes>,
        options: &DecodeOptions,
    ) -> Result<Answer, Error> {
        let url = String::from(request.url.as_str());
        tokio::time::timeout(self.timeout, self.follow(request, options))
            .await
            .unwrap_or(Err(Error::Timeout {
                url,
                limit: self.timeout,
            }))
    }

    async fn follow(
        &self,
        mut request: Request<Bytes>,
        options: &DecodeOptions,
    ) -> Result<Answer, Error> {
        let mut trail = Trail::new(&request);
        loop {
            let outcome = self.exchange(&request, options).await?;
            let url = || String::from(request.url.as_str());
            match outcome {
                Outcome::Value(value) => return Ok(Answer::Value(value)),
                Outcome::NotModified => return Ok(Answer::NotModified(url())),
                Outcome::ClientError(failure) => {
                    return Err(Error::ClientError {
                        url: url(),
                        failure: Box::new(failure),
                    });
                }
                Outcome::ServerError(failure) => {
                    return Err(Error::ServerError {
                        url: url(),
                        failure: Box::new(failure),
                    });
                }
                Outcome::Redirect(redirect) => {
                    let url = url();
                    trail
                        .follow(&mut request, &redirect)
                        .map_err(|source| Error::Response { url, source })?;
                }
            }
        }
    }

    /// One request and its response.
    async fn exchange(
        &self,
        request: &Request<Bytes>,
        options: &DecodeOptions,
    ) -> Result<Outcome<'static>, Error> {
        let url = || String::from(request.url.as_str());
        if request.url.scheme() != "http" {
            return Err(Error::Scheme(url()));
        }
        let response = self
            .http
            .request(hyper_request(request)?)
            .await
            .map_err(|error| Error::Transport {
                url: url(),
                source: error.into(),
            })?;

        let (head, body) = response.into_parts();
        let status = head.status.as_u16();
        let header = |name| {
            let value: Option<&http::HeaderValue> = head.headers.get(name);
            value.map(|value| String::from_utf8_lossy(value.as_bytes()))
        };
        let content_type = header(http::header::CONTENT_TYPE);
        let location = header(http::header::LOCATION);
        let body = if Response::has_meaningful_body(status) {
            self.read(body, request).await?
        } else {
            Vec::new()
        };
        let response = Response {
            url: &request.url,
            status,
            content_type: content_type.as_deref(),
            location: location.as_deref(),
            conditional: request.is_conditional(),
            body: Cow::Owned(body),
        };
        match Outcome::of(response, options) {
            Ok(outcome) => Ok(outcome.into_owned()),
            Err(source) => Err(Error::Response { url: url(), source }),
        }
    }

    /// A body, if it is not too large; one that says so itself is not read at all.
    async fn read(&self, body: Incoming, request: &Request<Bytes>) -> Result<Vec<u8>, Error> {
        let url = || String::from(request.url.as_str());
        let too_large = || Error::TooLarge {
            url: url(),
            limit: self.max_body,
        };
        if body.size_hint().lower() > self.max_body as u64 {
            return Err(too_large());
        }
        match Limited::new(body, self.max_body).collect().await {
            Ok(body) => Ok(body.to_bytes().into()),
            Err(error) if error.is::<LengthLimitError>() => Err(too_large()),
            Err(source) => Err(Error::Transport { url: url(), source }),
        }
    }
}

/// The request in the words of the HTTP library.
fn hyper_request(request: &Request<Bytes>) -> Result<http::Request<Full<Bytes>>, Error> {
    let mut builder = http::Request::builder()
        .method(request.method.as_str())
        .uri(request.url.as_str());
    for (name, value) in &request.headers {
        builder = builder.header(*name, value.as_bytes());
    }
    let body = Full::new(request.body.clone().unwrap_or_default());
    builder.body(body).map_err(|source| Error::Unsendable {
        url: String::from(request.url.as_str()),
        source,
    })
}
