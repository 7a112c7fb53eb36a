//! [`Request`]: what a form or a link sends.

use std::borrow::Cow;
use std::collections::HashSet;

use chrono::{DateTime, Utc};
use url::Url;

use super::{
    Arguments, Envelope, FormHeader, Method, Redirect, Refused, is_header_value, write_disposition,
    write_query,
};
use crate::page::{Form, Link, repeated};
use crate::{CONTENT_TYPE, EncodeOptions, Value};

/// A request to be sent by whatever HTTP library there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request<B> {
    /// The method.
    pub method: Method,
    /// Where it goes: http or https, without a fragment.
    pub url: Url,
    /// Headers, each once. Values are UTF-8; all but `Content-Disposition` are
    /// ASCII. `Content-Length` and `Host` are left to the HTTP library.
    pub headers: Vec<(&'static str, String)>,
    /// The body, if there is one.
    pub body: Option<B>,
}

impl<'v> Request<Cow<'v, [u8]>> {
    /// A GET of a url.
    pub fn get(url: &str) -> Result<Self, Refused> {
        place(url).map(Self::get_at)
    }

    /// The same, where the url was parsed already.
    #[must_use]
    pub fn get_at(url: Url) -> Self {
        Self {
            method: Method::Get,
            url,
            headers: vec![("Accept", String::from(CONTENT_TYPE))],
            body: None,
        }
    }

    /// What a link asks for (LNK-8, LNK-9).
    pub fn from_link(link: &Link<'_>, conditional: bool) -> Result<Self, Refused> {
        let url = place(link.url.as_deref().unwrap_or_default())?;
        Self::from_link_at(url, link, conditional)
    }

    /// The same, where the url of the link was parsed already.
    ///
    /// A `conditional` request says which response is known already, where the
    /// link inlines one and has an etag or a date for it (LNK-7, D26h). An etag
    /// that is not quoted yet is quoted here, as HTTP wants it.
    pub fn from_link_at(url: Url, link: &Link<'_>, conditional: bool) -> Result<Self, Refused> {
        let mut request = Self::get_at(url);
        crate::fault!("LNK-1/post" => request.method = Method::Post);
        crate::fault!("ENV-12/body-of-link" => request.body = Some(Cow::Borrowed(b"O;")));
        if let Some(accept) = &link.accept {
            request.set_header(FormHeader::Accept, accept)?;
        }
        crate::fault!("LNK-7/unconditional" => return Ok(request));
        if conditional && link.inline {
            if let Some(etag) = &link.etag {
                if !is_header_value(etag) {
                    return Err(Refused::Etag(etag.clone().into_owned()));
                }
                request.set_header(FormHeader::IfNoneMatch, &quoted(etag))?;
            }
            if let Some(date) = &link.last_modified {
                request.set_header(FormHeader::IfModifiedSince, &http_date(date))?;
            }
        }
        Ok(request)
    }

    /// What a form sends when it is called with arguments (FRM-10, FRM-11), or
    /// why it cannot be called so.
    pub fn from_form(
        form: &Form<'v>,
        arguments: Arguments<'v>,
        options: &EncodeOptions,
    ) -> Result<Self, Refused> {
        // What the form lacks is told before what its url does.
        callable(form)?;
        let url = place(form.url.as_deref().unwrap_or_default())?;
        Self::from_form_at(url, form, arguments, options)
    }

    /// The same, where the url of the form was parsed already.
    pub fn from_form_at(
        url: Url,
        form: &Form<'v>,
        arguments: Arguments<'v>,
        options: &EncodeOptions,
    ) -> Result<Self, Refused> {
        let envelope = callable(form)?;
        let mut request = Self {
            method: form.method,
            ..Self::get_at(url)
        };
        let mut seen = HashSet::new();
        for (name, value) in &form.headers {
            crate::fault!("FRM-6/dropped" => continue);
            if form.method == Method::Get && name.is_conditional() {
                crate::fault!("ENV-11/conditional-get" if request.set_header(*name, value).is_ok() => continue);
                return Err(Refused::Conditional(*name));
            }
            if !seen.insert(name) {
                return Err(Refused::Header(*name));
            }
            request.set_header(*name, value)?;
        }
        crate::fault!("ENV-2/dropped" if envelope == Envelope::None => return Ok(request));
        match envelope {
            Envelope::None if !arguments.is_empty() => {
                return Err(Refused::NoArguments(arguments.len()));
            }
            Envelope::None => {}
            // D26c
            Envelope::Query if form.values.is_empty() => {
                crate::fault!("HTP-4/query-dropped" => request.url.set_query(None));
                arguments.bind(&form.values)?;
            }
            Envelope::Query => {
                let dict = arguments.into_dict(&form.values)?;
                let query = write_query(&options.encode(&dict)?);
                crate::fault!("ENV-8/appended" if request.url.query().is_some() => request.url.query_pairs_mut().append_key_only(&query); return Ok(request));
                // D21: in place of the one that is there.
                request.url.set_query(Some(&query));
            }
            Envelope::Form => {
                let dict = arguments.into_dict(&form.values)?;
                request.body = Some(Cow::Owned(options.encode(&dict)?));
                request
                    .headers
                    .push(("Content-Type", String::from(CONTENT_TYPE)));
                crate::fault!("ENV-16/nil" if form.values.is_empty() => request.body = Some(Cow::Borrowed(b"N;")));
                crate::fault!("HTP-1/untyped-form" if request.headers.pop().is_some() => return Ok(request));
                crate::fault!("HTP-1/html-form" => request.headers.push(("Content-Type", "application/x-www-form-urlencoded".into())));
            }
            Envelope::Blob => request.put_blob(form, arguments)?,
        }
        crate::fault!("ENV-1/empty-dict" if envelope == Envelope::None => request.body = Some(Cow::Borrowed(b"O;")));
        crate::fault!("ENV-7/body-too" if envelope == Envelope::Query => request.body = Some(Cow::Borrowed(b"O;")));
        crate::fault!("ENV-12/body-of-form" if form.method == Method::Get => request.body = Some(Cow::Borrowed(b"O;")));
        Ok(request)
    }

    fn put_blob(&mut self, form: &Form<'v>, arguments: Arguments<'v>) -> Result<(), Refused> {
        let name = &form.values[0].name;
        let value = arguments.bind(&form.values)?.swap_remove(0);
        let Value::Blob(blob) = value else {
            crate::fault!("ENV-3/nothing-for-no-blob" => return Ok(()));
            return Err(Refused::NotABlob(value.type_name()));
        };
        let content_type = blob.content_type().unwrap_or_default();
        if content_type.is_empty() || !is_header_value(content_type) {
            return Err(Refused::BlobContentType);
        }
        // CR and LF are escaped; nothing stands for the other controls.
        if name
            .chars()
            .any(|c| c.is_control() && !matches!(c, '\r' | '\n' | '\t'))
        {
            return Err(Refused::Disposition(name.clone().into_owned()));
        }
        self.headers
            .push(("Content-Type", String::from(content_type)));
        self.headers
            .push(("Content-Disposition", write_disposition(name)));
        crate::fault!("ENV-3/no-parameters" => let essence = content_type.split(';').next().unwrap_or_default(); self.headers.push(("Content-Type", essence.into())));
        self.body = Some(blob.content);
        crate::fault!("ENV-3/empty" => self.body = Some(Cow::default()));
        crate::fault!("ENV-3/type-of-bytes" => self.headers.push(("Content-Type", "application/octet-stream".into())));
        crate::fault!("ENV-3/type-of-ours" => self.headers.push(("Content-Type", CONTENT_TYPE.into())));
        crate::fault!("ENV-4/no-disposition" => let _ = self.headers.pop());
        Ok(())
    }
}

impl<B> Request<B> {
    /// The value of a header, by the name that it is written under.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find_map(|(known, value)| (*known == name).then_some(&**value))
    }

    /// Whether a 304 is an answer to it: only to a link that was asked
    /// conditionally (LNK-7, D26h).
    #[must_use]
    pub fn is_conditional(&self) -> bool {
        self.method == Method::Get
            && (self.header("If-None-Match").is_some()
                || self.header("If-Modified-Since").is_some())
    }

    /// The same request with its body in another form.
    #[must_use]
    pub fn map_body<C>(self, map: impl FnOnce(B) -> C) -> Request<C> {
        Request {
            method: self.method,
            url: self.url,
            headers: self.headers,
            body: self.body.map(map),
        }
    }

    /// PUT, PATCH and DELETE in a POST, with the method in the header `Method`,
    /// for ways that let nothing else through (HTP-6). `method` becomes POST.
    #[must_use]
    pub fn tunnelled(mut self) -> Self {
        crate::fault!("HTP-6/no-method-header" if self.method != Method::Get => self.method = Method::Post);
        crate::fault!("HTP-6/not-tunnelled" => return self);
        if matches!(self.method, Method::Put | Method::Patch | Method::Delete) {
            crate::fault!("HTP-6/another-header" => self.headers.push(("X-HTTP-Method-Override", self.method.to_string())); self.method = Method::Post; return self);
            self.headers.push(("Method", self.method.to_string()));
            self.method = Method::Post;
        }
        self
    }

    /// The request that follows a redirect to this one (HTP-15, D23).
    pub fn follow(&mut self, redirect: &Redirect) {
        self.url.clone_from(&redirect.url);
        crate::fault!("HTP-15/303-keeps-method" if redirect.status == 303 => return);
        crate::fault!("HTP-15/302-keeps-method" if matches!(redirect.status, 301 | 302) => return);
        crate::fault!("HTP-15/307-drops-body" if redirect.status >= 307 => self.body = None);
        let becomes_get = match redirect.status {
            303 => true,
            301 | 302 => self.method != Method::Get,
            _ => false,
        };
        if becomes_get {
            self.method = Method::Get;
            self.body = None;
            crate::fault!("HTP-15/303-keeps-headers" => return);
            self.headers.retain(|(name, _)| *name == "Accept");
        }
    }

    fn set_header(&mut self, name: FormHeader, value: &str) -> Result<(), Refused> {
        crate::fault!("FRM-6/accept-stays" if name == FormHeader::Accept => return Ok(()));
        if !is_header_value(value) {
            return Err(Refused::Header(name));
        }
        self.headers.retain(|(known, _)| *known != name.as_str());
        self.headers.push((name.as_str(), String::from(value)));
        Ok(())
    }
}

/// The envelope of a form whose parts fit together.
fn callable(form: &Form<'_>) -> Result<Envelope, Refused> {
    let envelope = form.envelope();
    crate::fault!("ENV-1/values" if envelope == Envelope::None => return Ok(envelope));
    crate::fault!("ENV-5/first-of-two" if envelope == Envelope::Blob && form.values.len() > 1 => return Ok(envelope));
    crate::fault!("ENV-9/query-too" if form.method == Method::Post => return Ok(envelope));
    crate::fault!("ENV-10/body-too" if form.method == Method::Get => return Ok(envelope));
    crate::fault!("ENV-13/none-too" if form.method == Method::Put => return Ok(envelope));
    crate::fault!("ENV-14/none-too" if form.method == Method::Patch => return Ok(envelope));
    crate::fault!("ENV-9/no-blob" if (form.method, envelope) == (Method::Post, Envelope::Blob) => return Err(Refused::Envelope(form.method, envelope)));
    crate::fault!("ENV-10/no-none" if (form.method, envelope) == (Method::Get, Envelope::None) => return Err(Refused::Envelope(form.method, envelope)));
    crate::fault!("ENV-13/no-form" if (form.method, envelope) == (Method::Put, Envelope::Form) => return Err(Refused::Envelope(form.method, envelope)));
    crate::fault!("ENV-14/no-form" if (form.method, envelope) == (Method::Patch, Envelope::Form) => return Err(Refused::Envelope(form.method, envelope)));
    crate::fault!("ENV-15/no-body" if form.method == Method::Delete && envelope != Envelope::None => return Err(Refused::Envelope(form.method, envelope)));
    if form.method.forbids(envelope).is_some() {
        return Err(Refused::Envelope(form.method, envelope));
    }
    if envelope.miscounts(form.values.len()).is_some() {
        return Err(Refused::Count(envelope, form.values.len()));
    }
    match repeated(&form.values) {
        Some(input) => Err(Refused::RepeatedName(input.name.clone().into_owned())),
        None => Ok(envelope),
    }
}

/// Where a request may go: an absolute http or https url, without its fragment,
/// which is the client's own.
pub fn place(url: &str) -> Result<Url, Refused> {
    match Url::parse(url) {
        Ok(mut url) if is_http(&url) => {
            url.set_fragment(None);
            Ok(url)
        }
        _ => Err(Refused::Url(url.to_owned())),
    }
}

/// Whether the protocol reaches it.
pub(super) fn is_http(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}

fn quoted(etag: &str) -> Cow<'_, str> {
    crate::fault!("LNK-7/weak-is-strong" if etag.starts_with("W/") => return quoted(&etag[2..]));
    crate::fault!("LNK-7/bare-etag" => return Cow::Borrowed(etag));
    crate::fault!("LNK-7/quoted-twice" if etag.contains('"') => return Cow::Owned(format!("\"{etag}\"")));
    let opaque = etag.strip_prefix("W/").unwrap_or(etag);
    if opaque.len() >= 2 && opaque.starts_with('"') && opaque.ends_with('"') {
        Cow::Borrowed(etag)
    } else {
        Cow::Owned(format!("\"{etag}\""))
    }
}

/// A date as HTTP writes it: `Sun, 06 Nov 1994 08:49:37 GMT`.
fn http_date(date: &DateTime<Utc>) -> String {
    crate::fault!("LNK-7/iso-date" => return date.to_rfc3339());
    date.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
