//! The attributes of an extension of a known name, read as leniently as D19a to D19d say.

use super::page_error::{PageError, Place, Rule, found};
use crate::{Extension, Map, Value};

/// The attributes of one extension.
pub(super) struct Attributes<'v> {
    thing: &'static str,
    map: &'v Map<'v>,
}

impl<'v> Attributes<'v> {
    /// The attributes of an extension that is used as a `thing`; dict or
    /// ordered dict is all the same (EXT-3, D19d).
    pub(super) fn of(extension: &'v Extension<'v>, thing: &'static str) -> Result<Self, PageError> {
        if extension.name.as_str() != Some(thing) {
            let rule = Rule {
                place: Place::Name,
                expected: "the name of that extension, a unicode",
                requirement: "EXT-3",
                advice: "look at the name of an extension before it is used",
            };
            return Err(PageError::new(thing, rule, found(Some(&extension.name))));
        }
        let Some(map) = extension.attributes.as_map() else {
            let rule = Rule {
                place: Place::Attributes,
                expected: "a dict or ordered dict",
                requirement: "EXT-3",
                advice: "write an empty dict (D;) where there are no attributes",
            };
            return Err(PageError::new(
                thing,
                rule,
                found(Some(&extension.attributes)),
            ));
        };
        Ok(Self { thing, map })
    }

    pub(super) const fn map(&self) -> &'v Map<'v> {
        self.map
    }

    pub(super) fn get(&self, name: &str) -> Option<&'v Value<'v>> {
        self.map.get(name)
    }

    /// A text: a unicode, or a bytearray that is valid UTF-8 (D19a).
    pub(super) fn text(
        &self,
        name: &'static str,
        requirement: &'static str,
    ) -> Result<Option<&'v str>, PageError> {
        let value = self.get(name);
        match value.map(text) {
            None => Ok(None),
            Some(Some(text)) => Ok(Some(text)),
            Some(None) => Err(self.wrong(Rule {
                place: Place::Attribute(name),
                expected: "a unicode",
                requirement,
                advice: "write the attribute as a unicode, or leave it out where it may be missing",
            })),
        }
    }

    /// The `url`; an empty one is as good as none (LNK-11, FRM-12, RES-6).
    pub(super) fn url(&self, requirement: &'static str) -> Result<Option<&'v str>, PageError> {
        Ok(self.text("url", requirement)?.filter(|url| !url.is_empty()))
    }

    /// The error that an attribute does not keep a rule.
    pub(super) fn wrong(&self, rule: Rule) -> PageError {
        let value = match rule.place {
            Place::Attribute(name) => self.get(name),
            _ => None,
        };
        PageError::new(self.thing, rule, found(value))
    }
}

/// The text that a value is, where a bytearray of UTF-8 counts as one (D19a).
pub(super) fn text<'v>(value: &'v Value<'_>) -> Option<&'v str> {
    match value {
        Value::Unicode(text) => Some(text),
        Value::Bytes(bytes) => str::from_utf8(bytes).ok(),
        _ => None,
    }
}
