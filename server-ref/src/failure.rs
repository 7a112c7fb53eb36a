//! [`Failure`]: why a call has no answer, as the client and as the log see it.

use std::borrow::Cow;
use std::fmt;

use http::{HeaderValue, Response, StatusCode, header};
use hyperglyph::page::Error;
use hyperglyph::{Map, Value};

use crate::Body;
use crate::unique::unique;

/// Why a call has no answer: a status (4xx or 5xx), a message for the client,
/// and a reason that only the log gets (HTP-21).
///
/// ```
/// use hyperglyph_server::{Failure, StatusCode};
///
/// let failure = Failure::new(StatusCode::NOT_FOUND, "no user of that name")
///     .because("select … returned 0 rows");
/// assert_eq!(failure.to_string(), "404 Not Found: no user of that name");
/// ```
#[derive(Clone, Debug)]
pub struct Failure(Box<Told>);

/// In a box: whatever might fail makes room for a failure, and few calls do.
#[derive(Clone, Debug)]
struct Told {
    status: StatusCode,
    message: Cow<'static, str>,
    reason: Option<String>,
    allow: Option<&'static str>,
    close: bool,
    code: Option<Value<'static>>,
    details: Map<'static>,
}

impl Failure {
    /// A failure with that status. One that is no 4xx or 5xx becomes a 500: a
    /// failure that looks like success would be taken for an answer.
    #[must_use]
    pub fn new(status: StatusCode, message: impl Into<Cow<'static, str>>) -> Self {
        let is_failure = status.is_client_error() || status.is_server_error();
        Self(Box::new(Told {
            status: if is_failure {
                status
            } else {
                StatusCode::INTERNAL_SERVER_ERROR
            },
            message: message.into(),
            reason: None,
            allow: None,
            close: false,
            code: None,
            details: Map::new(),
        }))
    }

    /// The caller's mistake: 400.
    #[must_use]
    pub fn bad_request(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// Our mistake: 500. The reason goes to the log; the client learns only
    /// where to look for it.
    #[must_use]
    pub fn internal(reason: impl fmt::Display) -> Self {
        let message = "the server failed to answer; its log says why, under this logref";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, message).because(reason)
    }

    /// There is nothing at this url: 404.
    #[must_use]
    pub fn not_found() -> Self {
        let message = "nothing is at this url: start at the root and follow what it offers";
        Self::new(StatusCode::NOT_FOUND, message)
    }

    /// The application's own code for it, of any type (ERR-2).
    #[must_use]
    pub fn code(mut self, code: impl Into<Value<'static>>) -> Self {
        self.0.code = Some(code.into());
        self
    }

    /// A detail for the client, by name (ERR-3).
    #[must_use]
    pub fn detail(mut self, name: impl Into<String>, detail: impl Into<Value<'static>>) -> Self {
        self.0.details.insert(name.into(), detail.into());
        self
    }

    /// What the log says besides. The client never sees it.
    #[must_use]
    pub fn because(mut self, reason: impl fmt::Display) -> Self {
        self.0.reason = Some(reason.to_string());
        self
    }

    /// The status of the response.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        self.0.status
    }

    /// What the client is told.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// What the log says besides.
    pub(crate) fn reason(&self) -> &str {
        self.0
            .reason
            .as_deref()
            .unwrap_or("none besides the message")
    }

    /// 405, and what is allowed instead (D26).
    pub(crate) fn method(allow: &'static str) -> Self {
        let message = format!("this url takes {allow} only: call what the page offers as it says");
        let mut failure = Self::new(StatusCode::METHOD_NOT_ALLOWED, message);
        failure.0.allow = Some(allow);
        failure
    }

    /// The rest of the request cannot be read, so the connection ends here.
    pub(crate) fn and_close(mut self) -> Self {
        self.0.close = true;
        self
    }

    /// Logs the failure, and makes it the response: an error extension, or
    /// plain text for a client that takes none (HTP-18, D26).
    pub(crate) fn into_response(
        self,
        head: &http::request::Parts,
        takes_us: bool,
    ) -> Response<Body> {
        let logref = unique();
        self.log(head, &logref);
        let (kind, body) = self.body(&logref, takes_us);
        let mut response = Response::new(Body::new(body));
        *response.status_mut() = self.0.status;
        hyperglyph::fault!("HTP-20/500" if self.0.status == StatusCode::BAD_REQUEST => *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR);
        hyperglyph::fault!("HTP-20/200" if self.0.status == StatusCode::BAD_REQUEST => *response.status_mut() = StatusCode::OK);
        hyperglyph::fault!("HTP-20/breaks-off" if self.0.status == StatusCode::BAD_REQUEST => panic!("HTP-20/breaks-off"));
        hyperglyph::fault!("HTP-20/dies" if self.0.status == StatusCode::BAD_REQUEST => std::process::exit(1));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        if let Some(allow) = self.0.allow {
            headers.insert(header::ALLOW, HeaderValue::from_static(allow));
            hyperglyph::fault!("ENV-9/no-allow" => headers.remove(header::ALLOW));
        }
        if self.0.close {
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }

    fn log(&self, head: &http::request::Parts, logref: &str) {
        let status = self.0.status.as_u16();
        let (method, path) = (&head.method, head.uri.path());
        let reason = self.reason();
        let message = &*self.0.message;
        if self.0.status.is_server_error() {
            tracing::error!(logref, %method, path, status, reason, "{message}");
        } else {
            tracing::info!(logref, %method, path, status, reason, "{message}");
        }
    }

    fn body(&self, logref: &str, takes_us: bool) -> (&'static str, Vec<u8>) {
        hyperglyph::fault!("HTP-18/html" if takes_us => return ("text/html", Vec::from("<h1>no</h1>")));
        hyperglyph::fault!("HTP-18/number" if takes_us => return (hyperglyph::CONTENT_TYPE, Vec::from("i400;")));
        hyperglyph::fault!("HTP-21/panic" if takes_us => return ("text/plain", Vec::from("thread 'main' panicked at src/call.rs:7:1")));
        hyperglyph::fault!("HTP-21/traceback" if takes_us => let told = Error::new(logref, "Traceback (most recent call last)").write(); return (hyperglyph::CONTENT_TYPE, hyperglyph::encode(&told.into()).unwrap_or_default()));
        if takes_us {
            let error = Error {
                code: self.0.code.clone().map(Into::into),
                content: self.0.details.clone().into(),
                ..Error::new(logref, &*self.0.message)
            };
            let error = error.write();
            // Strings always have an encoding; of details, the log must do without.
            if let Ok(bytes) = hyperglyph::encode(&error.into()) {
                return (hyperglyph::CONTENT_TYPE, bytes);
            }
        }
        let text = format!("{}\nlogref: {logref}\n", self.0.message);
        ("text/plain; charset=utf-8", text.into_bytes())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.status, self.0.message)
    }
}

impl std::error::Error for Failure {}

impl From<std::io::Error> for Failure {
    /// Our mistake: 500, and the reason to the log. What is wrong with an
    /// [`UploadStream`](crate::UploadStream) stays what it is.
    fn from(error: std::io::Error) -> Self {
        error.downcast().unwrap_or_else(Self::internal)
    }
}

impl From<Box<dyn std::error::Error + Send + Sync>> for Failure {
    /// Our mistake: 500, and the reason to the log.
    fn from(error: Box<dyn std::error::Error + Send + Sync>) -> Self {
        Self::internal(error)
    }
}
