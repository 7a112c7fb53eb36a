//! The page: every function as a form or link, every value as it is.

use hyperglyph::http::{Method, write_query};
use hyperglyph::page::{Form, Link, PageError, Resource};
use hyperglyph::{Map, Value};

use crate::Function;

/// The path of a function. Forms carry it from the root on: so they mean the
/// same wherever they stand, on the page or in the answer of another function.
pub(crate) fn path(name: &str) -> String {
    // What a query may hold unescaped, the segment of a path may, too.
    format!("/{}", write_query(name.as_bytes()))
}

/// `resource`: name, url, and what can be called or read by name (RES-1, RES-2).
pub(crate) fn resource(name: String, content: Map<'static>) -> Result<Value<'static>, PageError> {
    let resource = Resource {
        name: Some(name.into()),
        url: Some("/".into()),
        ..Resource::new(content)
    };
    Ok(resource.write()?.into())
}

/// A link for a safe function without parameters, a GET form for one with
/// parameters, a POST form for any other (LNK-1, FRM-1, FRM-4, FRM-13).
pub(crate) fn entry(function: &Function) -> Result<Value<'static>, PageError> {
    let url = path(&function.name);
    if function.is_safe && function.params.is_empty() {
        return Ok(Link::new(url).write().into());
    }
    let method = if function.is_safe {
        Method::Get
    } else {
        Method::Post
    };
    let form = Form::new(url, method, function.params.iter().cloned());
    Ok(form.write()?.into())
}
