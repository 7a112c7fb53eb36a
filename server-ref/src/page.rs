//! How functions and classes stand on pages, and at which paths.

use hyperglyph::Value;
use hyperglyph::http::write_query;
use hyperglyph::page::{Form, Link, PageError};

use crate::routine::Routine;

/// The segment of a name in a path.
pub(crate) fn segment(name: &str) -> String {
    // What a query may hold unescaped, the segment of a path may, too.
    write_query(name.as_bytes())
}

/// Refuses names that no url can hold.
#[track_caller]
pub(crate) fn check_name(name: &str) {
    assert!(
        !matches!(name, "" | "." | ".."),
        "{name:?} cannot be a name on the page: no url can hold it"
    );
}

/// A link for what is called by GET without arguments, a form for anything else
/// (LNK-1, FRM-1, FRM-4, FRM-13).
pub(crate) fn entry(routine: &Routine, url: String) -> Result<Value<'static>, PageError> {
    if routine.is_link() {
        return Ok(Link::new(url).write().into());
    }
    let params = routine.params.iter().cloned();
    let form = Form {
        envelope: routine.envelope,
        ..Form::new(url, routine.verb, params)
    };
    Ok(form.write()?.into())
}
