//! A form and its arguments, turned into a request.

use std::borrow::Cow;

use bytes::Bytes;
use hyperglyph::http::{Envelope, Refused, Request};
use hyperglyph::page::Form;
use hyperglyph::stream::{Encoder, FrameError, blobs, contents_mut};
use hyperglyph::{EncodeOptions, Map, Value};
use url::Url;

use crate::payload::Payload;
use crate::upload::Stream;
use crate::{Arguments, Error, Upload};

/// The request that a form makes, at its url, with these arguments (FRM-10, FRM-11), or why
/// it cannot be made.
pub(crate) fn request<'v>(
    url: Url,
    form: &Form<'v>,
    arguments: Arguments<'v>,
    options: &EncodeOptions,
) -> Result<Request<Payload>, Error> {
    let streams = matches!(form.envelope(), Envelope::Form | Envelope::Blob);
    if arguments.uploads.is_empty() || !streams {
        if !arguments.uploads.is_empty() && form.envelope() == Envelope::Query {
            return Err(Error::UploadInQuery);
        }
        let request = Request::from_form_at(url, form, arguments.values, options)?;
        return Ok(request.map_body(|body| Payload::from(body.into_owned())));
    }
    let Arguments {
        values, uploads, ..
    } = arguments;
    let mut values = values.bind(&form.values).map_err(Refused::from)?;
    let take = |value| {
        contents_mut(value)
            .into_iter()
            .map(std::mem::take)
            .collect()
    };
    let contents: Vec<Vec<_>> = values.iter_mut().map(take).collect();
    let request = Request::from_form_at(url, form, values.iter().cloned().collect(), options)?;
    let mut sources: Vec<Option<Upload>> = Vec::new();
    sources.resize_with(values.len(), || None);
    for (slot, upload) in uploads {
        if let Some(at) = slot.index(&form.values) {
            sources[at] = Some(upload);
        }
    }
    let stream = match form.envelope() {
        Envelope::Blob => sources.pop().flatten().map(Stream::plain),
        _ => Some(message(form, values, contents, sources, options)?),
    };
    Ok(request.map_body(|body| match stream {
        Some(stream) => Payload::Stream(Some(Box::new(stream))),
        None => Payload::from(body.into_owned()),
    }))
}

/// The ordered dict of the arguments (ENV-6), and behind it what is in memory and
/// what comes from sources.
fn message<'v>(
    form: &Form<'v>,
    values: Vec<Value<'v>>,
    contents: Vec<Vec<Cow<'v, [u8]>>>,
    sources: Vec<Option<Upload>>,
    options: &EncodeOptions,
) -> Result<Stream, Error> {
    let mut all: Vec<Result<Upload, Bytes>> = Vec::new();
    for ((value, contents), source) in values.iter().zip(contents).zip(sources) {
        debug_assert_eq!(
            blobs(value).len(),
            contents.len(),
            "each content has its blob"
        );
        match source {
            // An upload is one blob, and all of its argument.
            Some(upload) => all.push(Ok(upload)),
            None => all.extend(
                contents
                    .into_iter()
                    .map(|it| Err(Bytes::from(it.into_owned()))),
            ),
        }
    }
    let names = form.values.iter().map(|input| input.name.clone());
    let dict: Map<'v> = names.zip(values).collect();
    let mut root = Vec::new();
    let encoder = Encoder::with_options(&Value::OrderedDict(dict), options, &mut root);
    let stream = encoder.and_then(|encoder| Stream::message(root, encoder, all));
    stream.map_err(|error| match error {
        FrameError::Value(error) => Error::Refused(Refused::from(error)),
        other => Error::Frame(other),
    })
}
