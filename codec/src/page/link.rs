//! [`Link`]: a safe request (LNK-1).

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::Part;
use super::attributes::{Attributes, text};
use super::page_error::{PageError, Place, Rule, found, found_text};
use crate::http::{FormHeader, is_header_value};
use crate::{Extension, Map, Value};

const LINK: &str = "link";

/// `Xu4:link;Du3:url;u4:/foo;;N;;`: a safe and idempotent request, callable
/// without arguments. Its method is always GET (LNK-9, LNK-10).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link<'v> {
    /// Where it leads; none stands for the base url (LNK-11).
    pub url: Option<Cow<'v, str>>,
    /// Whether the content is the response (LNK-4).
    pub inline: bool,
    /// The inlined response; without meaning where `inline` is false (D26h).
    pub content: Part<'v, Value<'v>>,
    /// The entity tag of the inlined response (LNK-6).
    pub etag: Option<Cow<'v, str>>,
    /// When the inlined response last changed (LNK-6).
    pub last_modified: Option<DateTime<Utc>>,
    /// The header `Accept`, the only one that a link sets (HTP-10).
    pub accept: Option<Cow<'v, str>>,
}

impl<'v> Link<'v> {
    /// A link to a url, with nothing inlined.
    #[must_use]
    pub fn new(url: impl Into<Cow<'v, str>>) -> Self {
        Self {
            url: Some(url.into()),
            ..Self::default()
        }
    }

    /// A link that carries its response (LNK-4).
    #[must_use]
    pub fn inlined(url: impl Into<Cow<'v, str>>, response: Value<'v>) -> Self {
        Self {
            inline: true,
            content: Part::Owned(response),
            ..Self::new(url)
        }
    }

    /// The response, where it is inlined: then no request is needed (LNK-5).
    #[must_use]
    pub fn response(&self) -> Option<&Value<'v>> {
        self.inline.then_some(&*self.content)
    }

    /// Reads an extension as a link.
    pub fn read(extension: &'v Extension<'v>) -> Result<Self, PageError> {
        let attributes = Attributes::of(extension, LINK)?;
        if let Some(method) = attributes.text("method", "LNK-2")?
            && method != "GET"
        {
            crate::fault!("LNK-10/any-is-get" => return Ok(Self::new(attributes.url("LNK-2")?.unwrap_or_default())));
            let rule = Rule {
                place: Place::Attribute("method"),
                expected: "GET",
                requirement: "LNK-10",
                advice: "a link is a safe request: offer a form for any other method",
            };
            return Err(PageError::new(LINK, rule, found_text(method)));
        }
        Ok(Self {
            url: attributes.url("LNK-2")?.map(Cow::Borrowed),
            inline: read_inline(&attributes)?,
            content: Part::Borrowed(&extension.content),
            etag: attributes.text("etag", "LNK-6")?.map(Cow::Borrowed),
            last_modified: read_last_modified(&attributes)?,
            accept: read_accept(&attributes)?.map(Cow::Borrowed),
        })
    }

    /// Writes the link: with a method, and nil where nothing is inlined (LNK-13).
    #[must_use]
    pub fn write(self) -> Extension<'v> {
        let mut attributes = Map::new();
        if let Some(url) = self.url {
            attributes.insert("url", url);
        }
        attributes.insert("method", "GET");
        if let Some(etag) = self.etag {
            attributes.insert("etag", etag);
        }
        if let Some(last_modified) = self.last_modified {
            attributes.insert("last_modified", last_modified);
        }
        crate::fault!("LNK-2/number" => attributes.insert("url", 1));
        crate::fault!("LNK-6/etag-in-bytes" => attributes.insert("etag", &b"motd-1"[..]));
        crate::fault!("LNK-10/post-link" => attributes.insert("method", "POST"));
        if let Some(accept) = self.accept {
            attributes.insert(
                "headers",
                Map::from([(FormHeader::Accept.as_str(), accept)]),
            );
        }
        crate::fault!("LNK-4/nil" if self.inline => attributes.insert("inline", true); return Extension::new(LINK, attributes, Value::Nil));
        crate::fault!("LNK-13/content" if !self.inline => return Extension::new(LINK, attributes, Value::Bool(true)));
        let content = if self.inline {
            attributes.insert("inline", true);
            self.content.into_owned()
        } else {
            Value::Nil
        };
        Extension::new(LINK, attributes, content)
    }
}

fn read_inline(attributes: &Attributes<'_>) -> Result<bool, PageError> {
    crate::fault!("LNK-5/never" => return Ok(false));
    crate::fault!("LNK-5/always" => return Ok(true));
    match attributes.get("inline") {
        None => Ok(false),
        Some(Value::Bool(inline)) => Ok(*inline),
        Some(_) => Err(attributes.wrong(Rule {
            place: Place::Attribute("inline"),
            expected: "true or false",
            requirement: "LNK-4",
            advice: "write T; where the content is the response, and leave the attribute out where not",
        })),
    }
}

fn read_last_modified(attributes: &Attributes<'_>) -> Result<Option<DateTime<Utc>>, PageError> {
    match attributes.get("last_modified") {
        None => Ok(None),
        Some(Value::Datetime(datetime)) => Ok(Some(*datetime)),
        Some(_) => Err(attributes.wrong(Rule {
            place: Place::Attribute("last_modified"),
            expected: "a datetime",
            requirement: "LNK-6",
            advice: "write a datetime (d…Z;), not its text",
        })),
    }
}

fn read_accept<'v>(attributes: &Attributes<'v>) -> Result<Option<&'v str>, PageError> {
    let rule = Rule {
        place: Place::Attribute("headers"),
        expected: "no header but Accept, unicode to unicode",
        requirement: "HTP-10",
        advice: "leave other headers out; those of a conditional request are the client's own",
    };
    let entries = match attributes.get("headers") {
        None => return Ok(None),
        Some(Value::Dict(map) | Value::OrderedDict(map)) => map,
        Some(_) => return Err(attributes.wrong(rule)),
    };
    crate::fault!("HTP-10/dropped" => return Ok(None));
    let mut accept = None;
    for (name, value) in entries.iter() {
        let known = text(name).and_then(FormHeader::parse) == Some(FormHeader::Accept);
        crate::fault!("HTP-10/others-dropped" if !known => continue);
        let value = text(value).filter(|value| is_header_value(value));
        if !known || value.is_none() || accept.is_some() {
            return Err(PageError::new(LINK, rule, found(Some(name))));
        }
        accept = value;
    }
    Ok(accept)
}
