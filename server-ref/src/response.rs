//! From content and locations to responses.

use chrono::{DateTime, Utc};
use http::{HeaderName, HeaderValue, Method, Response, StatusCode, header};
use hyperglyph::http::plain_blob;
use hyperglyph::stream::Encoder;
use hyperglyph::{EncodeOptions, Value};

use crate::aside::is_large;
use crate::pieces::Pieces;
use crate::sending::{Lone, Message};
use crate::{Body, Failure};

/// The response that a value is. What has none is the handler's mistake, not the client's.
pub(crate) fn of_value(
    value: Value<'static>,
    options: &EncodeOptions,
) -> Result<Response<Body>, Failure> {
    hyperglyph::fault!("HTP-13/200" if value.is_nil() => return Ok(hyperglyph("N;")));
    if value.is_nil() {
        return Ok(empty(StatusCode::NO_CONTENT));
    }
    if let Some(kind) = plain_type(&value)
        && let Value::Blob(blob) = value
    {
        return Ok(with_body(kind, blob.content.into_owned()));
    }
    let bytes = options.encode(&value).map_err(Failure::internal)?;
    Ok(hyperglyph(bytes))
}

/// The same of a value whose contents are read while it is sent. The path is
/// for the log.
pub(crate) fn of_outgoing(
    value: &Value<'static>,
    contents: Vec<Pieces>,
    options: &EncodeOptions,
    path: &str,
) -> Result<Response<Body>, Failure> {
    let path = path.to_owned();
    let (kind, body) = if let Some(kind) = plain_type(value) {
        let lone = contents.into_iter().next();
        let lone = lone.ok_or_else(|| Failure::internal("a blob without content"))?;
        (kind, Body::stream(Lone::new(lone, path)))
    } else {
        let mut root = Vec::new();
        let encoder = Encoder::with_options(value, options, &mut root);
        let encoder = encoder.map_err(Failure::internal)?;
        let message = Message::new(root, encoder, contents, path);
        let kind = HeaderValue::from_static(hyperglyph::CONTENT_TYPE);
        (kind, Body::stream(message))
    };
    let mut response = Response::new(body);
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(response)
}

/// Whether it takes long to write. A plain blob is sent as it is.
pub(crate) fn takes_long(value: &Value<'_>) -> bool {
    is_large(value) && plain_type(value).is_none()
}

/// A 200 in our own content type.
pub(crate) fn hyperglyph(bytes: impl Into<bytes::Bytes>) -> Response<Body> {
    with_body(HeaderValue::from_static(hyperglyph::CONTENT_TYPE), bytes)
}

/// A 200 in another content type.
pub(crate) fn of_stream(content_type: &str, body: Body) -> Result<Response<Body>, Failure> {
    let kind = header_value(content_type)
        .filter(|_| !hyperglyph::http::is_hyperglyph(Some(content_type)))
        .ok_or_else(|| {
            Failure::internal(format_args!(
                "a stream cannot have the content type {content_type:?}"
            ))
        })?;
    let mut response = Response::new(body);
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(response)
}

/// The content type under which a blob goes as plain HTTP (BLB-8, D26e), if it
/// comes back the same: no other attribute may be lost on the way.
fn plain_type(blob: &Value<'_>) -> Option<HeaderValue> {
    hyperglyph::fault!("BLB-8/encoded" => return None);
    hyperglyph::fault!("BLB-8/type-of-bytes" if blob.as_blob().is_some() => return Some(HeaderValue::from_static("image/png")));
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

#[inline]
fn with_body(kind: HeaderValue, bytes: impl Into<bytes::Bytes>) -> Response<Body> {
    let mut response = Response::new(Body::new(bytes));
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

/// A response that leads elsewhere.
pub(crate) fn located(status: StatusCode, location: &str) -> Result<Response<Body>, Failure> {
    hyperglyph::fault!("HTP-16/created" => return Ok(empty(StatusCode::CREATED)));
    hyperglyph::fault!("HTP-16/no-location" => return Ok(empty(status)));
    hyperglyph::fault!("HTP-16/nothing" => return Ok(empty(StatusCode::NO_CONTENT)));
    if !matches!(status.as_u16(), 201 | 301 | 302 | 303 | 307 | 308) {
        return Err(Failure::internal(format_args!(
            "a redirect with status {status}: 301, 302, 303, 307 and 308 redirect"
        )));
    }
    // A space would end the url for some readers and not for others.
    let location = header_value(location)
        .filter(|_| !location.contains([' ', '\t']))
        .ok_or_else(|| {
            Failure::internal(format_args!(
                "{location:?} is no Location: percent-encode what is not ASCII [HTP-16]"
            ))
        })?;
    Ok(with_header(empty(status), header::LOCATION, location))
}

/// The validators of content, as headers.
pub(crate) fn validate(
    response: &mut Response<Body>,
    etag: Option<&str>,
    last_modified: Option<DateTime<Utc>>,
) -> Result<(), Failure> {
    let headers = response.headers_mut();
    if let Some(etag) = etag {
        let value = header_value(&quoted(etag))
            .ok_or_else(|| Failure::internal(format_args!("{etag:?} is no etag [LNK-6]")))?;
        headers.insert(header::ETAG, value);
    }
    if let Some(when) = last_modified {
        let when = when.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let value = HeaderValue::try_from(when).map_err(Failure::internal)?;
        headers.insert(header::LAST_MODIFIED, value);
    }
    Ok(())
}

/// An etag as a header has it: `"…"` or `W/"…"`.
fn quoted(etag: &str) -> String {
    let opaque = etag.strip_prefix("W/").unwrap_or(etag);
    if opaque.len() >= 2 && opaque.starts_with('"') && opaque.ends_with('"') {
        etag.to_owned()
    } else {
        format!("\"{etag}\"")
    }
}

pub(crate) fn with_header(
    mut response: Response<Body>,
    name: HeaderName,
    value: HeaderValue,
) -> Response<Body> {
    response.headers_mut().insert(name, value);
    response
}

pub(crate) fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::default());
    *response.status_mut() = status;
    response
}

/// What can be asked for by GET and HEAD alone.
pub(crate) fn read_only(
    method: &Method,
    answer: impl FnOnce() -> Response<Body>,
) -> Response<Body> {
    if matches!(*method, Method::GET | Method::HEAD) {
        return answer();
    }
    let allow = HeaderValue::from_static("GET, HEAD");
    with_header(empty(StatusCode::METHOD_NOT_ALLOWED), header::ALLOW, allow)
}
