//! [`Error`]: what went wrong, as a page says it.

use std::borrow::Cow;

use super::Part;
use super::attributes::Attributes;
use super::page_error::{PageError, Place, Rule, found};
use crate::{Extension, Map, Value};

const ERROR: &str = "error";

/// `Xu5:error;Du6:logref;u2:42;u7:message;u7:Not now;;D;;`: what went wrong, for
/// people and for the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Error<'v> {
    /// Under which name the server's log knows it (ERR-1).
    pub logref: Cow<'v, str>,
    /// What to tell people (ERR-1).
    pub message: Cow<'v, str>,
    /// More about it, and the base of the urls inside (ERR-2, ERR-4).
    pub url: Option<Cow<'v, str>>,
    /// The application's own code, of any type (ERR-2).
    pub code: Option<Part<'v, Value<'v>>>,
    /// Details by name (ERR-3).
    pub content: Part<'v, Map<'v>>,
}

impl<'v> Error<'v> {
    /// An error with a reference into the log and a message for people.
    #[must_use]
    pub fn new(logref: impl Into<Cow<'v, str>>, message: impl Into<Cow<'v, str>>) -> Self {
        Self {
            logref: logref.into(),
            message: message.into(),
            ..Self::default()
        }
    }

    /// Reads an extension as an error; content that is nil is as good as empty.
    pub fn read(extension: &'v Extension<'v>) -> Result<Self, PageError> {
        let attributes = Attributes::of(extension, ERROR)?;
        let content = match &extension.content {
            Value::Dict(map) | Value::OrderedDict(map) => Part::Borrowed(map),
            Value::Nil => Part::default(),
            other => {
                let rule = Rule {
                    place: Place::Content,
                    expected: "a dict of unicode to object",
                    requirement: "ERR-3",
                    advice: "write an empty dict (D;) where there are no details",
                };
                return Err(PageError::new(ERROR, rule, found(Some(other))));
            }
        };
        Ok(Self {
            logref: Cow::Borrowed(required(&attributes, "logref")?),
            message: Cow::Borrowed(required(&attributes, "message")?),
            url: attributes.url("ERR-2")?.map(Cow::Borrowed),
            code: attributes.get("code").map(Part::Borrowed),
            content,
        })
    }

    /// Writes the error.
    #[must_use]
    pub fn write(self) -> Extension<'v> {
        let mut attributes = Map::from([("logref", self.logref), ("message", self.message)]);
        if let Some(url) = self.url {
            attributes.insert("url", url);
        }
        if let Some(code) = self.code {
            attributes.insert("code", code.into_owned());
        }
        crate::fault!("ERR-1/no-logref" => attributes.remove("logref"));
        crate::fault!("ERR-1/message-in-bytes" => attributes.insert("message", &b"no"[..]));
        crate::fault!("ERR-2/number" => attributes.insert("url", 1));
        crate::fault!("ERR-3/list" => return Extension::new(ERROR, attributes, Value::List(Vec::new())));
        Extension::new(ERROR, attributes, Value::Dict(self.content.into_owned()))
    }
}

fn required<'v>(attributes: &Attributes<'v>, name: &'static str) -> Result<&'v str, PageError> {
    attributes.text(name, "ERR-1")?.ok_or_else(|| {
        attributes.wrong(Rule {
            place: Place::Attribute(name),
            expected: "a unicode",
            requirement: "ERR-1",
            advice: "give every error a \"logref\" and a \"message\"",
        })
    })
}
