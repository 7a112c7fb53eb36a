//! Conditional answers (LNK-7): 304 for what the client has already, 412 for
//! what is no longer what it was (RFC 9110, 13.2.2).

use chrono::{DateTime, Utc};
use http::header::{
    CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH,
    IF_UNMODIFIED_SINCE, LAST_MODIFIED,
};
use http::{HeaderMap, HeaderName, Response, StatusCode};

use crate::{Body, Failure};

/// The answer to a GET, or what stands for it under the conditions of the request.
pub(crate) fn answered(
    request: &HeaderMap,
    response: Response<Body>,
) -> Result<Response<Body>, Failure> {
    if response.status() != StatusCode::OK {
        return Ok(response);
    }
    let etag = text(response.headers(), &ETAG);
    let changed = date(response.headers(), &LAST_MODIFIED);
    if etag.is_none() && changed.is_none() {
        return Ok(response);
    }
    let is_met = match text(request, &IF_MATCH) {
        Some(tags) => etag.is_some_and(|etag| names(tags, etag, false)),
        None => match (date(request, &IF_UNMODIFIED_SINCE), changed) {
            (Some(since), Some(changed)) => changed <= since,
            _ => true,
        },
    };
    if !is_met {
        let message = "it has changed since it was read: read it again";
        return Err(Failure::new(StatusCode::PRECONDITION_FAILED, message));
    }
    hyperglyph::fault!("LNK-6/always-fresh" if etag.is_some() => return Ok(crate::response::empty(StatusCode::NOT_MODIFIED)));
    let is_fresh = match text(request, &IF_NONE_MATCH) {
        Some(tags) => etag.is_some_and(|etag| names(tags, etag, true)),
        None => match (date(request, &IF_MODIFIED_SINCE), changed) {
            (Some(since), Some(changed)) => changed <= since,
            _ => false,
        },
    };
    if !is_fresh {
        return Ok(response);
    }
    let (mut head, _) = response.into_parts();
    head.status = StatusCode::NOT_MODIFIED;
    head.headers.remove(CONTENT_TYPE);
    head.headers.remove(CONTENT_LENGTH);
    Ok(Response::from_parts(head, Body::default()))
}

/// Whether a list of tags has one of them; a weak one only counts where content
/// that means the same will do.
fn names(tags: &str, etag: &str, weakly: bool) -> bool {
    if tags.trim() == "*" {
        return true;
    }
    let strong = |tag: &str| !tag.starts_with("W/");
    // A tag of ours holds no comma; one that does is split, and matches nothing.
    tags.split(',')
        .map(str::trim)
        .any(|tag| opaque(tag) == opaque(etag) && (weakly || strong(tag) && strong(etag)))
}

fn opaque(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

fn date(headers: &HeaderMap, name: &HeaderName) -> Option<DateTime<Utc>> {
    let date = DateTime::parse_from_rfc2822(text(headers, name)?).ok()?;
    Some(date.into())
}
