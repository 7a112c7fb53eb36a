//! The built-in client: what it makes of the bytes of a vector as a page, and
//! whether a value survives the way to `echo` and back.

use hyperglyph::page::resolve;
use hyperglyph::{CONTENT_TYPE, Value};
use hyperglyph_client::{Blame, Client, args};
use hyperglyph_vectors::{Expect, Vector, Verdict as Expected};
use url::Url;

use super::value::{of, other, show};
use crate::{Finding, Target};

/// The client reads the bytes as the page behind a url.
pub async fn read(client: &Client, url: &Url, vector: &Vector) -> Finding {
    let value = match of(vector) {
        Ok(value) => value,
        Err(error) => return Finding::short("a vector that can be read", error),
    };
    let seen = client.get(url.as_str()).await;
    let finding = match (vector.interop(), seen) {
        (Expected::Accept, Ok(page)) => same(value, page.value(), url),
        (Expected::Accept, Err(error)) => Finding::short("a value", format!("an error: {error}")),
        (Expected::Reject, Err(error)) if error.blame() == Blame::Response => Finding::pass(),
        (Expected::Reject, Err(error)) => Finding::short(
            "an error that blames the bytes",
            format!("another error: {error}"),
        ),
        (Expected::Reject, Ok(page)) => Finding::short("an error", show(page.value())),
    };
    either(vector, finding, vector.interop())
}

/// The client sends the value to `echo`, and reads it back.
pub async fn call(client: &Client, target: &Target, vector: &Vector) -> Finding {
    let value = match of(vector) {
        Ok(Some(value)) => value,
        Ok(None) => return Finding::not_applicable("the vector has no value to send"),
        Err(error) => return Finding::short("a vector that can be read", error),
    };
    let server = match client.get(target.root.as_str()).await {
        Ok(server) => server,
        Err(error) => return Finding::short("the page of the server", error.to_string()),
    };
    match server.call("echo", args![value.clone()]).await {
        Ok(page) => {
            let finding = same(Some(value), page.value(), &target.echo);
            either(vector, finding, Expected::Accept)
        }
        Err(error) if vector.expect == Expect::Either => {
            Finding::either(format!("not sent, or refused: {error}"))
        }
        Err(error) => Finding::short(show(&value), format!("an error: {error}")),
    }
}

/// The values must be equal, when the urls in the one that was expected are
/// resolved as the client resolves them (LNK-11, FRM-12, RES-6).
pub(super) fn same(expected: Option<Value<'static>>, seen: &Value<'_>, base: &Url) -> Finding {
    let Some(mut expected) = expected else {
        return Finding::pass();
    };
    resolve(&mut expected, base);
    if expected == *seen || is_lone_blob(&expected, seen) {
        Finding::pass()
    } else {
        other(&expected, seen)
    }
}

/// A lone blob travels as plain HTTP, and gains a url on the way (BLB-8, BLB-9).
fn is_lone_blob(expected: &Value<'_>, seen: &Value<'_>) -> bool {
    let (Value::Blob(expected), Value::Blob(seen)) = (expected, seen) else {
        return false;
    };
    expected.content_type() != Some(CONTENT_TYPE)
        && expected.content_type() == seen.content_type()
        && expected.content == seen.content
}

/// What both ways conform to is told, not judged.
fn either(vector: &Vector, finding: Finding, did: Expected) -> Finding {
    if vector.expect == Expect::Either && finding == Finding::pass() {
        return Finding::either(match did {
            Expected::Accept => "accepted",
            Expected::Reject => "refused",
        });
    }
    finding
}
