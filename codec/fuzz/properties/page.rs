//! `page`: whatever stands on a page or in a request or response is used as
//! what it is, or is an error that says why not.
//!
//! ```text
//! input = choice message       ; choice is a byte: the status of the response
//! ```

use hyperglyph::http::{
    Arguments, Outcome, Request, Response, read_disposition, read_query, write_disposition,
    write_query,
};
use hyperglyph::page::{Collection, Error, Form, Input, Link, PageError, Resource, resolve};
use hyperglyph::{Blob, DecodeOptions, EncodeOptions, Extension, Value, encode};
use url::Url;

const STATUS: [u16; 12] = [200, 201, 204, 301, 302, 303, 304, 307, 400, 404, 500, 600];

pub(crate) fn holds(input: &[u8]) {
    let Some((&choice, message)) = input.split_first() else {
        return;
    };
    let base: Url = "http://localhost:8000/a/b?c#d".parse().expect("a url");
    texts(message);
    outcome(choice, message, &base);
    if let Ok(value) = DecodeOptions::interop().decode(message) {
        let mut page = value.clone();
        resolve(&mut page, &base);
        assert_eq!(
            encode(&page).is_ok(),
            encode(&value).is_ok(),
            "urls are strings"
        );
        let mut again = page.clone();
        resolve(&mut again, &base);
        assert_eq!(again, page, "what is resolved is absolute");
        extensions(&value);
        extensions(&page);
    }
    if let Ok(arguments) = Arguments::read(message, &DecodeOptions::interop()) {
        let inputs = [Input::new("a"), Input::with_default("b", 1)];
        match arguments.bind(&inputs) {
            Ok(values) => assert_eq!(values.len(), inputs.len()),
            Err(error) => assert!(!error.requirement().is_empty()),
        }
    }
}

/// Headers and queries.
fn texts(bytes: &[u8]) {
    assert_eq!(read_query(&write_query(bytes)), bytes);
    let Ok(text) = str::from_utf8(bytes) else {
        return;
    };
    let _ = read_query(text);
    if let Some(name) = read_disposition(text) {
        assert_eq!(read_disposition(&write_disposition(&name)), Some(name));
    }
}

fn outcome(choice: u8, body: &[u8], base: &Url) {
    let text = str::from_utf8(body).ok();
    let choice = usize::from(choice);
    let response = Response {
        content_type: [Some(hyperglyph::CONTENT_TYPE), None, text][choice / 64 % 3],
        location: text,
        conditional: choice.is_multiple_of(2),
        body: body.into(),
        ..Response::new(base, STATUS[choice % STATUS.len()])
    };
    match Outcome::of(response, &DecodeOptions::interop()) {
        Ok(outcome) => {
            if let Outcome::Redirect(redirect) = &outcome {
                assert!(matches!(redirect.url.scheme(), "http" | "https"));
            }
            assert_eq!(outcome.clone().into_owned(), outcome);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// Every extension in a value, as everything that it may be.
fn extensions(root: &Value<'_>) {
    let mut ahead = vec![root];
    while let Some(value) = ahead.pop() {
        match value {
            Value::List(items) => ahead.extend(items),
            Value::Set(set) => ahead.extend(set),
            Value::Dict(map) | Value::OrderedDict(map) => {
                ahead.extend(map.iter().flat_map(<[_; 2]>::from));
            }
            Value::Extension(extension) => {
                ahead.extend([&extension.name, &extension.attributes, &extension.content]);
                use_as(extension);
            }
            Value::Blob(blob) => ahead.push(&blob.attributes),
            _ => {}
        }
    }
}

fn use_as(extension: &Extension<'_>) {
    stays(extension, |from| Ok(Link::read(from)?.write()));
    stays(extension, |from| Form::read(from)?.write());
    stays(extension, |from| Ok(Input::read(from)?.write()));
    stays(extension, |from| Resource::read(from)?.write());
    stays(extension, |from| Ok(Error::read(from)?.write()));
    stays(extension, |from| Ok(Collection::read(from)?.write()));
    if let Ok(link) = Link::read(extension) {
        for conditional in [false, true] {
            let request = Request::from_link(&link, conditional);
            sendable(request.map_err(|error| error.requirement().to_owned()));
        }
    }
    if let Ok(form) = Form::read(extension) {
        call(&form);
    }
}

/// What was read and written is read again, and written the same.
fn stays<'v>(
    extension: &'v Extension<'v>,
    rewrite: impl for<'e> Fn(&'e Extension<'e>) -> Result<Extension<'e>, PageError>,
) {
    match rewrite(extension) {
        Ok(written) => assert_eq!(rewrite(&written).as_ref(), Ok(&written)),
        Err(error) => assert!(error.explain().contains(error.requirement())),
    }
}

/// A form, called with nothing, nils and a blob.
fn call(form: &Form<'_>) {
    let nils = form.values.iter().map(|_| Value::Nil);
    let blob = Value::from(Blob::new("text/plain", b"blob"));
    for arguments in [Arguments::new(), nils.collect(), [blob].into()] {
        let request = Request::from_form(form, arguments, &EncodeOptions::new());
        let Some(request) = sendable(request.map_err(|error| error.requirement().to_owned()))
        else {
            continue;
        };
        if let Some(name) = request.header("Content-Disposition") {
            let name = read_disposition(name).expect("a name");
            assert_eq!(Some(&*name), form.values.first().map(|input| &*input.name));
        } else if let Some(body) = &request.body {
            let arguments = Arguments::read(body, &DecodeOptions::new()).expect("arguments");
            assert_eq!(
                arguments.bind(&form.values).expect("they fit").len(),
                form.values.len()
            );
        }
    }
}

/// A request that any HTTP library can send, if it was made at all.
fn sendable<B>(request: Result<Request<B>, String>) -> Option<Request<B>> {
    let request = match request {
        Ok(request) => request,
        Err(requirement) => {
            assert!(!requirement.is_empty());
            return None;
        }
    };
    assert!(matches!(request.url.scheme(), "http" | "https"));
    assert_eq!(request.url.fragment(), None);
    for (name, value) in &request.headers {
        let is_legal = |c: char| !c.is_control() || c == '\t';
        assert!(value.chars().all(is_legal), "{name}: {value:?}");
    }
    Some(request)
}
