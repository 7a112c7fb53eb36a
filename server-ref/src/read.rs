//! From the body or the query of a request to its arguments.

use std::pin::pin;

use bytes::{Buf, Bytes, BytesMut};
use http::{HeaderMap, StatusCode};
use http_body_util::BodyExt;
use hyperglyph::{DecodeOptions, Map, Value};

use crate::{Failure, negotiate};

/// The arguments in a body: envelope *form*, or nothing at all (ENV-6, D19e).
pub(crate) async fn from_body<B>(
    headers: &HeaderMap,
    body: B,
    limit: usize,
    options: &DecodeOptions,
) -> Result<Map<'static>, Failure>
where
    B: http_body::Body,
    B::Error: std::fmt::Display,
{
    if body.is_end_stream() {
        return Ok(Map::new());
    }
    negotiate::readable(headers)?;
    let bytes = whole(body, limit).await?;
    if bytes.is_empty() {
        return Ok(Map::new());
    }
    arguments(&bytes, options)
}

/// The arguments in a query: envelope *query*, or none (ENV-8, D20).
pub(crate) fn from_query(
    query: Option<&str>,
    options: &DecodeOptions,
) -> Result<Map<'static>, Failure> {
    let Some(query) = query.filter(|query| !query.is_empty()) else {
        return Ok(Map::new());
    };
    // On reading, '+' is a space; before `%2B` is undone.
    let spaced: Vec<u8> = query
        .bytes()
        .map(|byte| if byte == b'+' { b' ' } else { byte })
        .collect();
    let bytes: Vec<u8> = percent_encoding::percent_decode(&spaced).collect();
    arguments(&bytes, options)
}

fn arguments(bytes: &[u8], options: &DecodeOptions) -> Result<Map<'static>, Failure> {
    let value = options
        .decode(bytes)
        .map_err(|error| Failure::bad_request(error.to_string()))?;
    match value.into_owned() {
        Value::OrderedDict(map) | Value::Dict(map) => Ok(map),
        other => Err(Failure::bad_request(format!(
            "expected an ordered dict of argument names to values, found {} [ENV-6]",
            other.type_name()
        ))),
    }
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

fn too_large(limit: usize) -> Failure {
    let message = format!("the body is larger than {limit} bytes, the most this server reads");
    Failure::new(StatusCode::PAYLOAD_TOO_LARGE, message).and_close()
}

fn broken(error: impl std::fmt::Display) -> Failure {
    Failure::bad_request("the body broke off, or its chunks or length are wrong [HTP-20]")
        .because(error)
        .and_close()
}
