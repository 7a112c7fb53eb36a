//! The page: every function as a form or link, every value as it is.

use hyperglyph::{Extension, Map, Value};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{Function, Param};

/// Everything but what RFC 3986 calls unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The path of a function. Forms carry it from the root on: so they mean the
/// same wherever they stand, on the page or in the answer of another function.
pub(crate) fn path(name: &str) -> String {
    format!("/{}", utf8_percent_encode(name, RESERVED))
}

/// `resource`: name, url, and what can be called or read by name (RES-1, RES-2).
pub(crate) fn resource(name: &str, content: Map<'static>) -> Value<'static> {
    let attributes = Map::from([("name", name.to_owned()), ("url", String::from("/"))]);
    Extension::new("resource", attributes, Value::Dict(content)).into()
}

/// A link for a safe function without parameters, a GET form for one with
/// parameters, a POST form for any other (LNK-1, FRM-1, FRM-4, FRM-13).
pub(crate) fn entry(function: &Function) -> Value<'static> {
    let method = if function.is_safe { "GET" } else { "POST" };
    let mut attributes = Map::from([("url", path(&function.name)), ("method", method.to_owned())]);
    if function.is_safe && function.params.is_empty() {
        return Extension::new("link", attributes, Value::Nil).into();
    }
    let values: Vec<_> = function.params.iter().map(input).collect();
    attributes.insert("values", values);
    Extension::new("form", attributes, Value::Nil).into()
}

/// INP-1, INP-2, INP-5
fn input(param: &Param) -> Value<'static> {
    let mut attributes = Map::from([("name", param.name.clone())]);
    if let Some(default) = &param.default {
        attributes.insert("value", default.clone());
    }
    Extension::new("input", attributes, Value::Nil).into()
}
