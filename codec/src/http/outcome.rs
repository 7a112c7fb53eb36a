//! [`Outcome`]: what a response means.

use std::borrow::Cow;

use url::Url;

use super::redirect::read_location;
use super::{Redirect, ResponseError, is_hyperglyph};
use crate::page::{self, Link, resolve};
use crate::{Blob, DecodeError, DecodeOptions, Map, Value};

/// A response, as far as the protocol looks at it.
#[derive(Clone, Debug)]
pub struct Response<'a> {
    /// The url that answered, after redirects: the base of those in the body.
    pub url: &'a Url,
    /// The status.
    pub status: u16,
    /// The header `Content-Type`.
    pub content_type: Option<&'a str>,
    /// The header `Location`.
    pub location: Option<&'a str>,
    /// Whether the request was conditional:
    /// [`Request::is_conditional`](super::Request::is_conditional).
    pub conditional: bool,
    /// The body, without transfer and content encodings. What is borrowed from
    /// it stays borrowed; an owned one is handed on where that saves a copy.
    pub body: Cow<'a, [u8]>,
}

impl<'a> Response<'a> {
    /// A response without headers and body, to an unconditional request.
    #[must_use]
    pub const fn new(url: &'a Url, status: u16) -> Self {
        Self {
            url,
            status,
            content_type: None,
            location: None,
            conditional: false,
            body: Cow::Borrowed(&[]),
        }
    }

    /// Whether the body says anything; where not, it need not be read.
    #[must_use]
    pub const fn has_meaningful_body(status: u16) -> bool {
        matches!(status, 200 | 400..=599)
    }
}

/// What a response means to the client that asked.
///
/// | response | outcome | |
/// |---|---|---|
/// | 200, a message | the value, its urls resolved | HTP-1 |
/// | 200, another content type | a blob with that type and the `url` | BLB-9 |
/// | 201 | a link to the `Location`, whatever the body | HTP-12, D26f |
/// | 204 | nil | HTP-14 |
/// | 301, 302, 303, 307, 308 | the next request | HTP-15, D23 |
/// | 304 to a conditional link | what was inlined is fresh | LNK-7 |
/// | 4xx, 5xx | two different failures | HTP-17 |
/// | anything else | an error | |
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// A value, ready to be used.
    Value(Value<'a>),
    /// Ask elsewhere: see [`Trail::follow`](super::Trail::follow).
    Redirect(Redirect),
    /// The inlined response of the link is fresh.
    NotModified,
    /// 4xx: something is wrong with the request.
    ClientError(Failure<'a>),
    /// 5xx: something is wrong with the server.
    ServerError(Failure<'a>),
}

/// A response that says that something went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure<'a> {
    /// The status: 4xx or 5xx.
    pub status: u16,
    /// The extension `error` that came with it, its urls resolved (HTP-18).
    pub error: Option<Value<'a>>,
}

impl Failure<'_> {
    /// The error that came with it, typed; nothing where there is none, or none
    /// that keeps the rules.
    #[must_use]
    pub fn error(&self) -> Option<page::Error<'_>> {
        page::Error::read(self.error.as_ref()?.as_extension()?).ok()
    }

    /// The same failure, borrowing from nothing.
    #[must_use]
    pub fn into_owned(self) -> Failure<'static> {
        Failure {
            status: self.status,
            error: self.error.map(Value::into_owned),
        }
    }
}

impl<'a> Outcome<'a> {
    /// The same outcome, borrowing from nothing.
    #[must_use]
    pub fn into_owned(self) -> Outcome<'static> {
        match self {
            Self::Value(value) => Outcome::Value(value.into_owned()),
            Self::Redirect(redirect) => Outcome::Redirect(redirect),
            Self::NotModified => Outcome::NotModified,
            Self::ClientError(failure) => Outcome::ClientError(failure.into_owned()),
            Self::ServerError(failure) => Outcome::ServerError(failure.into_owned()),
        }
    }

    /// What a response means.
    pub fn of(response: Response<'a>, options: &DecodeOptions) -> Result<Self, ResponseError> {
        let Response {
            url,
            status,
            location,
            ..
        } = response;
        crate::fault!("LNK-7/304-refused" if status == 304 => return Err(ResponseError::NotModified));
        crate::fault!("HTP-12/nil" if status == 201 => return Ok(Self::Value(Value::Nil)));
        crate::fault!("HTP-12/relative" if status == 201 => return Ok(Self::Value(Link::new(location.unwrap_or_default()).write().into())));
        crate::fault!("HTP-14/refused" if status == 204 => return Err(ResponseError::Status(status)));
        crate::fault!("HTP-14/blob" if status == 204 => return Ok(Self::Value(lone_blob(response))));
        crate::fault!("HTP-17/all-4xx" if status >= 500 => return Ok(Self::ClientError(failure(response, options))));
        crate::fault!("HTP-17/all-5xx" if (400..500).contains(&status) => return Ok(Self::ServerError(failure(response, options))));
        crate::fault!("HTP-17/value" if status >= 400 => return Ok(Self::Value(lone_blob(response))));
        crate::fault!("HTP-17/html-is-malformed" if status >= 400 && !is_hyperglyph(response.content_type) => return Err(ResponseError::Status(status)));
        crate::fault!("HTP-17/malformed-is-malformed" if status >= 400 && options.decode(&response.body).is_err() => return Err(ResponseError::Status(status)));
        match status {
            200 if is_hyperglyph(response.content_type) => {
                let mut value = decode(response.body, options).map_err(ResponseError::Decode)?;
                resolve(&mut value, url);
                Ok(Self::Value(value))
            }
            200 => Ok(Self::Value(lone_blob(response))),
            201 => {
                let location = read_location(status, location, url)?;
                let link = Link::new(String::from(location)).write();
                Ok(Self::Value(Value::from(link)))
            }
            204 => Ok(Self::Value(Value::Nil)),
            301 | 302 | 303 | 307 | 308 => {
                Redirect::read(status, location, url).map(Self::Redirect)
            }
            304 if response.conditional => Ok(Self::NotModified),
            304 => Err(ResponseError::NotModified),
            400..=499 => Ok(Self::ClientError(failure(response, options))),
            500..=599 => Ok(Self::ServerError(failure(response, options))),
            _ => Err(ResponseError::Status(status)),
        }
    }
}

fn decode<'a>(body: Cow<'a, [u8]>, options: &DecodeOptions) -> Result<Value<'a>, DecodeError> {
    match body {
        Cow::Borrowed(body) => options.decode(body),
        Cow::Owned(body) => Ok(options.decode(&body)?.into_owned()),
    }
}

fn lone_blob(response: Response<'_>) -> Value<'_> {
    let content_type = response.content_type.unwrap_or_default();
    let attributes = Map::from([
        ("content-type", content_type),
        ("url", response.url.as_str()),
    ]);
    crate::fault!("BLB-9/no-url" => return Value::from(Blob::new(content_type, response.body)));
    crate::fault!("BLB-9/type-of-bytes" => return Value::from(Blob::new("application/octet-stream", response.body)));
    crate::fault!("BLB-10/empty" if !response.body.is_empty() => return Value::from(Blob { attributes: Value::Dict(attributes), content: Cow::default() }));
    Value::from(Blob {
        attributes: Value::Dict(attributes),
        content: response.body,
    })
}

/// A body that is no error extension says nothing more than the status.
fn failure<'a>(response: Response<'a>, options: &DecodeOptions) -> Failure<'a> {
    let Response { url, status, .. } = response;
    crate::fault!("HTP-17/no-extension" => return Failure { status, error: None });
    let error = is_hyperglyph(response.content_type)
        .then_some(response.body)
        .and_then(|body| decode(body, options).ok())
        .filter(|value| {
            let name = value.as_extension().and_then(|it| it.name.as_str());
            name == Some("error")
        })
        .map(|mut error| {
            resolve(&mut error, url);
            error
        });
    Failure { status, error }
}
