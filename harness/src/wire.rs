//! [`Wire`]: one HTTP exchange, bytes as they are. The harness judges what
//! really went over the wire, so nothing here follows, retries or decodes.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Body;
use hyper::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName};
use hyper::{Method, Request, StatusCode};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use url::Url;

use crate::Trust;
use crate::connector::Connector;

/// No answer to a vector is longer than this, by far. A message of tiny values
/// takes many times its length when it is read, and several are read at once.
const LONGEST: usize = 16 << 20;

/// Sends requests as they are given, and gives back what came.
#[derive(Clone, Debug)]
pub struct Wire {
    client: Client<Connector, Full<Bytes>>,
    connector: Connector,
    timeout: Duration,
}

/// A request, to be sent as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The method.
    pub method: String,
    /// Where it goes.
    pub url: Url,
    /// Name and value of each header, besides `Host` and `Content-Length`.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
}

impl Ask {
    /// For a page.
    #[must_use]
    pub fn page(url: &Url) -> Self {
        Self::new(&Method::GET, url, &[ACCEPT], Bytes::new())
    }

    /// With a hyperglyph message, well-formed or not.
    #[must_use]
    pub fn message(url: &Url, body: Bytes) -> Self {
        Self::new(&Method::POST, url, &[ACCEPT, CONTENT_TYPE], body)
    }

    fn new(method: &Method, url: &Url, ours: &[HeaderName], body: Bytes) -> Self {
        let ours = ours.iter();
        Self {
            method: method.to_string(),
            url: url.clone(),
            headers: ours
                .map(|name| (name.to_string(), hyperglyph::CONTENT_TYPE.to_owned()))
                .collect(),
            body,
        }
    }
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, whole.
    pub body: Bytes,
}

impl Exchange {
    /// The content type without its parameters, in lower case.
    #[must_use]
    pub fn content_type(&self) -> Option<String> {
        let value = self.headers.get(CONTENT_TYPE)?.to_str().ok()?;
        let essence = value.split(';').next().unwrap_or_default();
        Some(essence.trim().to_ascii_lowercase())
    }

    /// Whether the body is a hyperglyph message (HTP-1).
    #[must_use]
    pub fn is_hyperglyph(&self) -> bool {
        self.content_type().as_deref() == Some(hyperglyph::CONTENT_TYPE)
    }
}

impl Wire {
    /// A wire on which every exchange ends within this time. Over https, it trusts whom this
    /// machine does.
    #[must_use]
    pub fn new(timeout: Duration) -> Self {
        Self::trusting(Trust::default(), timeout)
    }

    /// The same, which trusts somebody else.
    #[must_use]
    pub fn trusting(trust: Trust, timeout: Duration) -> Self {
        let connector = Connector::new(trust);
        Self {
            client: Client::builder(TokioExecutor::new()).build(connector.clone()),
            connector,
            timeout,
        }
    }

    /// Whom it trusts.
    #[must_use]
    pub fn trust(&self) -> &Trust {
        self.connector.trust()
    }

    /// Asks for a page.
    pub async fn get(&self, url: &Url) -> Result<Exchange, WireError> {
        self.send(&Ask::page(url)).await
    }

    /// Posts a hyperglyph message, well-formed or not.
    pub async fn post(&self, url: &Url, body: Bytes) -> Result<Exchange, WireError> {
        self.send(&Ask::message(url, body)).await
    }

    /// Sends a request.
    pub async fn send(&self, ask: &Ask) -> Result<Exchange, WireError> {
        let url = &ask.url;
        let mut request = Request::builder()
            .method(ask.method.as_str())
            .uri(url.as_str());
        for (name, value) in &ask.headers {
            request = request.header(name, value);
        }
        let request = request.body(Full::new(ask.body.clone()));
        let request = request.map_err(|error| WireError::new(url, error))?;
        match tokio::time::timeout(self.timeout, self.exchange(request)).await {
            Ok(Ok(exchange)) => Ok(exchange),
            Ok(Err(error)) => Err(WireError::new(url, error)),
            Err(_) => Err(WireError::new(
                url,
                format!("no answer within {:?}", self.timeout),
            )),
        }
    }

    async fn exchange(&self, request: Request<Full<Bytes>>) -> Result<Exchange, String> {
        let response = self.client.request(request).await.map_err(with_causes)?;
        let (head, body) = response.into_parts();
        let too_long = || format!("an answer of more than {LONGEST} bytes");
        // One that says so itself is not waited for.
        if body.size_hint().lower() > LONGEST as u64 {
            return Err(too_long());
        }
        let body = match Limited::new(body, LONGEST).collect().await {
            Ok(body) => body.to_bytes(),
            Err(error) if error.is::<LengthLimitError>() => return Err(too_long()),
            Err(error) => return Err(format!("the answer broke off: {error}")),
        };
        Ok(Exchange {
            status: head.status,
            headers: head.headers,
            body,
        })
    }
}

/// hyper's errors say what happened in their causes.
fn with_causes(error: impl std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

/// Why there was no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WireError {
    url: String,
    reason: String,
}

impl WireError {
    /// Whether it is about whom to trust.
    pub(crate) fn is_of_certificates(&self) -> bool {
        self.url.starts_with("https:") && self.reason.contains("certificate")
    }

    fn new(url: &Url, reason: impl fmt::Display) -> Self {
        Self {
            url: url.to_string(),
            reason: reason.to_string(),
        }
    }
}

impl fmt::Display for WireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no answer from {}: {}", self.url, self.reason)
    }
}

impl std::error::Error for WireError {}
