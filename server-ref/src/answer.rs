//! [`Answer`]: what a handler gives back, and the response that it becomes.
//!
//! | answer | response |
//! |---|---|
//! | nil | 204 (HTP-13) |
//! | a lone blob | 200, plain HTTP with the content type of the blob (BLB-8, D26e) |
//! | any other value | 200, `application/vnd.hyperglyph` (HTP-1, HTP-11) |
//! | a redirect | 303, or the status it names, with `Location` (HTP-16) |
//! | something created | 201 with `Location` |

use http::{HeaderName, HeaderValue, Response, StatusCode, header};
use hyperglyph::http::plain_blob;
use hyperglyph::{EncodeOptions, Value};

use crate::aside::is_large;
use crate::{Body, Failure};

/// What a handler gives back. Everything that is a [`Value`] is an answer.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Answer {
    /// A value.
    Value(Value<'static>),
    /// Look there instead.
    Redirect {
        /// 303, or another 3xx that has a `Location`.
        status: StatusCode,
        /// An absolute url, or a path of this server.
        location: String,
    },
    /// 201: something new is to be found there.
    Created {
        /// An absolute url, or a path of this server.
        location: String,
    },
}

impl Answer {
    /// A 303: the client gets the location at once (HTP-15, HTP-16).
    #[must_use]
    pub fn redirect(location: impl Into<String>) -> Self {
        Self::Redirect {
            status: StatusCode::SEE_OTHER,
            location: location.into(),
        }
    }

    /// A 201: the client gets a link to the location (HTP-12).
    #[must_use]
    pub fn created(location: impl Into<String>) -> Self {
        Self::Created {
            location: location.into(),
        }
    }

    /// Whether it takes long to write. A plain blob is sent as it is.
    pub(crate) fn is_large(&self) -> bool {
        match self {
            Self::Value(value) => is_large(value) && plain_type(value).is_none(),
            _ => false,
        }
    }

    /// The response. What has none is the handler's mistake, not the client's.
    pub(crate) fn into_response(self, options: &EncodeOptions) -> Result<Response<Body>, Failure> {
        match self {
            Self::Value(Value::Nil) => Ok(empty(StatusCode::NO_CONTENT)),
            Self::Value(value) => match (plain_type(&value), value) {
                (Some(kind), Value::Blob(blob)) => Ok(with_body(kind, blob.content.into_owned())),
                (_, value) => encoded(&value, options),
            },
            Self::Redirect { status, location } => match status.as_u16() {
                301 | 302 | 303 | 307 | 308 => located(status, &location),
                _ => Err(Failure::internal(format_args!(
                    "a redirect with status {status}: 301, 302, 303, 307 and 308 redirect"
                ))),
            },
            Self::Created { location } => located(StatusCode::CREATED, &location),
        }
    }
}

impl<T: Into<Value<'static>>> From<T> for Answer {
    fn from(value: T) -> Self {
        Self::Value(value.into())
    }
}

/// A 200 in our own content type.
pub(crate) fn hyperglyph_response(bytes: impl Into<bytes::Bytes>) -> Response<Body> {
    with_body(HeaderValue::from_static(hyperglyph::CONTENT_TYPE), bytes)
}

fn encoded(value: &Value<'_>, options: &EncodeOptions) -> Result<Response<Body>, Failure> {
    match options.encode(value) {
        Ok(bytes) => Ok(hyperglyph_response(bytes)),
        Err(error) => Err(Failure::internal(error)),
    }
}

/// The content type under which a blob goes as plain HTTP (BLB-8, D26e), if it
/// comes back the same: no other attribute may be lost on the way.
fn plain_type(blob: &Value<'_>) -> Option<HeaderValue> {
    let blob = plain_blob(blob)?;
    let kind = blob.content_type().filter(|kind| kind.trim() == *kind)?;
    match &blob.attributes {
        Value::Dict(attributes) if attributes.len() == 1 => header_value(kind),
        _ => None,
    }
}

/// ASCII alone: the `http` crate would send UTF-8, which no two readers take
/// for the same thing.
fn header_value(text: &str) -> Option<HeaderValue> {
    HeaderValue::from_str(text).ok().filter(|_| text.is_ascii())
}

fn with_body(kind: HeaderValue, bytes: impl Into<bytes::Bytes>) -> Response<Body> {
    let mut response = Response::new(Body::new(bytes));
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

fn located(status: StatusCode, location: &str) -> Result<Response<Body>, Failure> {
    // A space would end the url for some readers and not for others.
    let location = header_value(location)
        .filter(|_| !location.contains([' ', '\t']))
        .ok_or_else(|| {
            Failure::internal(format_args!(
                "{location:?} is no Location: percent-encode what is not ASCII [HTP-16]"
            ))
        })?;
    Ok(with_header(status, header::LOCATION, location))
}

fn with_header(status: StatusCode, name: HeaderName, value: HeaderValue) -> Response<Body> {
    let mut response = empty(status);
    response.headers_mut().insert(name, value);
    response
}

fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::default());
    *response.status_mut() = status;
    response
}
