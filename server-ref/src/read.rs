//! From a request to the bytes that hold its arguments.

use std::borrow::Cow;
use std::pin::pin;

use bytes::{Buf, Bytes, BytesMut};
use http::{HeaderMap, StatusCode, header};
use http_body_util::BodyExt;
use hyperglyph::http::{read_disposition, read_query};
use hyperglyph::page::Input;
use hyperglyph::{Blob, Value};

use crate::aside::Aside;
use crate::{Failure, gzip, negotiate};

/// The bytes of a body of our type (ENV-6); none where there is no body (D19e).
pub(crate) async fn form<B>(
    headers: &HeaderMap,
    body: B,
    limit: usize,
    aside: &Aside,
) -> Result<Bytes, Failure>
where
    B: http_body::Body,
    B::Error: std::fmt::Display,
{
    // What is not there has no type that could be wrong.
    if body.is_end_stream() {
        return Ok(Bytes::new());
    }
    negotiate::readable(headers)?;
    raw(headers, body, limit, aside).await
}

/// The bytes of a body of any type, expanded if they came compressed.
pub(crate) async fn raw<B>(
    headers: &HeaderMap,
    body: B,
    limit: usize,
    aside: &Aside,
) -> Result<Bytes, Failure>
where
    B: http_body::Body,
    B::Error: std::fmt::Display,
{
    let is_compressed = negotiate::is_compressed(headers)?;
    let bytes = whole(body, limit).await?;
    if !is_compressed {
        return Ok(bytes);
    }
    // A few bytes can expand to many.
    aside.run(move || gzip::expanded(&bytes, limit)).await
}

/// The one argument of a blob envelope (ENV-3 to ENV-5).
pub(crate) fn blob<'b>(
    headers: &HeaderMap,
    params: &[Input<'_>],
    bytes: &'b [u8],
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
    let kind = match text(header::CONTENT_TYPE) {
        Some(Ok(kind)) => kind.to_owned(),
        _ => String::from("application/octet-stream"),
    };
    Ok(Blob::new(kind, bytes).into())
}

/// The bytes in a query (ENV-8, D20); none where there is no query.
pub(crate) fn query(query: Option<&str>) -> Cow<'_, [u8]> {
    read_query(query.unwrap_or_default())
}

/// The whole body, if it is within the limit. What is over it is not kept, and
/// a declared length allocates nothing.
async fn whole<B>(body: B, limit: usize) -> Result<Bytes, Failure>
where
    B: http_body::Body,
    B::Error: std::fmt::Display,
{
    if body.size_hint().lower() > limit as u64 {
        return Err(too_large(limit));
    }
    let mut body = pin!(body);
    let mut first = Bytes::new();
    let mut more = BytesMut::new();
    while let Some(frame) = body.frame().await {
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

fn broken(error: impl std::fmt::Display) -> Failure {
    Failure::bad_request("the body broke off, or its chunks or length are wrong [HTP-20]")
        .because(error)
        .and_close()
}
