//! From a request to the bytes that hold its arguments.

use std::borrow::Cow;
use std::fmt::Display;
use std::pin::pin;

use bytes::{Buf, Bytes, BytesMut};
use http::{HeaderMap, StatusCode, header};
use http_body_util::BodyExt;
use hyperglyph::http::{ArgumentError, BadArguments, read_disposition, read_query};
use hyperglyph::page::Input;
use hyperglyph::{Blob, DecodeError, ErrorKind, Value};

use crate::Failure;
use crate::aside::Aside;
use crate::config::Config;
use crate::gzip::{self, Bounds};
use crate::negotiate::Said;
use crate::routine::Routine;

/// The bytes of a body, expanded if they came compressed.
pub(crate) async fn whole<B>(
    said: &Said<'_>,
    body: B,
    config: &Config,
    aside: &Aside,
) -> Result<Bytes, Failure>
where
    B: http_body::Body,
    B::Error: Display,
{
    let is_compressed = said.is_compressed()?;
    let limit = config.whole_limit();
    let bytes = collected(body, limit).await?;
    if !is_compressed {
        return Ok(bytes);
    }
    // A few bytes can expand to many.
    let bounds = Bounds::new(limit, config.expansion);
    Box::pin(aside.run(move || gzip::expanded(&bytes, bounds))).await
}

/// The one argument of a blob envelope (ENV-3 to ENV-5), of that content.
pub(crate) fn blob<'b>(
    headers: &HeaderMap,
    params: &[Input<'_>],
    content: &'b [u8],
) -> Result<Value<'b>, Failure> {
    let text = |name| headers.get(name).map(|value| value.to_str());
    if let Some(disposition) = text(header::CONTENT_DISPOSITION) {
        let name = disposition.ok().and_then(read_disposition);
        let expected = params.first().map(|param| &*param.name);
        if name.as_deref() != expected {
            let expected = expected.unwrap_or_default();
            return Err(Failure::bad_request(format!(
                "expected Content-Disposition: form-data; name={expected:?}, found another [ENV-4]"
            )));
        }
    }
    hyperglyph::fault!("ENV-3/type-lost" => return Ok(Blob::new("application/octet-stream", content).into()));
    hyperglyph::fault!("ENV-3/first-byte" if content.len() > 1 => return Ok(Blob::new("text/plain", &content[..1]).into()));
    hyperglyph::fault!("BLB-10/no-content-read" => return Ok(Blob::new("text/plain", &b""[..]).into()));
    hyperglyph::fault!("ENV-5/unnamed-fails" if !headers.contains_key(header::CONTENT_DISPOSITION) => return Err(Failure::internal("no name")));
    hyperglyph::fault!("ENV-3/ours-refused" if headers.get(header::CONTENT_TYPE).is_some_and(|it| it == hyperglyph::CONTENT_TYPE) => return Err(Failure::bad_request("a blob, and no message")));
    let kind = match text(header::CONTENT_TYPE) {
        Some(Ok(kind)) => kind.to_owned(),
        _ => String::from("application/octet-stream"),
    };
    hyperglyph::fault!("BLB-10/no-parameters" => let essence = kind.split(';').next().unwrap_or_default().to_owned(); return Ok(Blob::new(essence, content).into()));
    Ok(Blob::new(kind, content).into())
}

/// No body, or an empty one (ENV-1, ENV-16). Whoever sends another one expects it to be
/// read, so it is not ignored.
pub(crate) async fn nothing<B>(routine: &Routine, body: B) -> Result<(), Failure>
where
    B: http_body::Body,
    B::Error: Display,
{
    let unwanted = || {
        let name = &routine.name;
        let message = format!("{name}: expected no body in the envelope none, found one [ENV-1]");
        Failure::bad_request(message).and_close()
    };
    if body.size_hint().lower() > 0 {
        return Err(unwanted());
    }
    let mut body = pin!(body);
    while let Some(frame) = body.frame().await {
        let data = frame.map_err(broken)?.into_data();
        if data.is_ok_and(|data| data.has_remaining()) {
            return Err(unwanted());
        }
    }
    Ok(())
}

/// The bytes in a query (ENV-8, D20); none where there is no query.
pub(crate) fn query(query: Option<&str>) -> Cow<'_, [u8]> {
    hyperglyph::fault!("ENV-8/ignored" => return Cow::Borrowed(b""));
    read_query(query.unwrap_or_default())
}

/// The whole body, if it is within the limit. What is over it is not kept, and
/// a declared length allocates nothing.
async fn collected<B>(body: B, limit: usize) -> Result<Bytes, Failure>
where
    B: http_body::Body,
    B::Error: Display,
{
    if body.size_hint().lower() > limit as u64 {
        return Err(too_large(limit));
    }
    let mut body = pin!(body);
    let mut first = Bytes::new();
    let mut more = BytesMut::new();
    // One whose end is known need not be asked for it.
    while !body.is_end_stream()
        && let Some(frame) = body.frame().await
    {
        let Ok(mut data) = frame.map_err(broken)?.into_data() else {
            continue;
        };
        if data.remaining() > limit - first.len() - more.len() {
            return Err(too_large(limit));
        }
        if first.is_empty() && more.is_empty() {
            first = data.copy_to_bytes(data.remaining());
            continue;
        }
        more.extend_from_slice(&std::mem::take(&mut first));
        more.extend_from_slice(&data.copy_to_bytes(data.remaining()));
    }
    Ok(if more.is_empty() {
        first
    } else {
        more.freeze()
    })
}

pub(crate) fn too_large(limit: usize) -> Failure {
    let message = format!("the body is larger than {limit} bytes, the most this server reads");
    Failure::new(StatusCode::PAYLOAD_TOO_LARGE, message).and_close()
}

/// What is no message: 413 for too many blobs, else 400 (D25, D26).
pub(crate) fn no_message(error: DecodeError) -> Failure {
    no_arguments(BadArguments::Decode(error))
}

/// The same for a message that is no dict of names.
#[expect(clippy::needless_pass_by_value, reason = "an error is used up")]
pub(crate) fn no_arguments(error: BadArguments) -> Failure {
    let status = match &error {
        BadArguments::Decode(error) => match error.kind() {
            ErrorKind::LimitBlobs => StatusCode::PAYLOAD_TOO_LARGE,
            _ => StatusCode::BAD_REQUEST,
        },
        _ => StatusCode::BAD_REQUEST,
    };
    Failure::new(status, error.to_string())
}

/// Arguments that the routine does not take (INP-6).
pub(crate) fn unfitting(routine: &Routine, error: &ArgumentError) -> Failure {
    Failure::bad_request(format!("{}: {error}", routine.name))
}

pub(crate) fn broken(error: impl Display) -> Failure {
    Failure::bad_request("the body broke off, or its chunks or length are wrong [HTP-20]")
        .because(error)
        .and_close()
}

pub(crate) fn too_slow() -> Failure {
    Failure::new(StatusCode::REQUEST_TIMEOUT, "the body did not come in time").and_close()
}

pub(crate) fn too_long() -> Failure {
    Failure::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "the call took longer than this server waits",
    )
}
