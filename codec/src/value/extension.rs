//! [`Extension`]: a value with a name, attributes and content.

use std::borrow::Cow;

use super::{Map, Value};

/// The names that applications and vendors must not give to extensions of
/// their own (EXT-5).
pub(crate) const RESERVED: [&str; 19] = [
    "integer",
    "unicode",
    "string",
    "bytearray",
    "float",
    "datetime",
    "timedelta",
    "nil",
    "true",
    "false",
    "list",
    "set",
    "dict",
    "ordered_dict",
    "extension",
    "blob",
    "bool",
    "request",
    "response",
];

/// The names that the specification defines: their name is a unicode and
/// their attributes are a dict or ordered dict, always (EXT-3).
pub(crate) const DEFINED: [&str; 6] = ["link", "form", "input", "resource", "error", "collection"];

/// `Xu4:link;D…;N;;`: an object with a name and attributes, around content.
///
/// The parts may be any value: what a known name demands of them is checked
/// where the extension is used as that thing (D19f), and an unknown name is
/// kept and written back as it came (D16).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Extension<'a> {
    /// What it is: `link`, `form`, …; should be unicode (EXT-1).
    pub name: Value<'a>,
    /// Should be a dict or ordered dict (EXT-2).
    pub attributes: Value<'a>,
    /// Anything; nil where there is nothing.
    pub content: Value<'a>,
}

impl<'a> Extension<'a> {
    /// An extension with a dict of attributes.
    #[must_use]
    pub fn new(name: impl Into<Cow<'a, str>>, attributes: Map<'a>, content: Value<'a>) -> Self {
        Self {
            name: Value::Unicode(name.into()),
            attributes: Value::Dict(attributes),
            content,
        }
    }

    /// An attribute by name.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&Value<'a>> {
        self.attributes.as_map()?.get(name)
    }

    /// Whether the name is set aside by the specification (EXT-5).
    #[must_use]
    pub fn is_reserved(&self) -> bool {
        self.name
            .as_str()
            .is_some_and(|name| RESERVED.contains(&name))
    }

    /// Whether the specification says what this extension is (EXT-3).
    pub(crate) fn is_defined(&self) -> bool {
        self.name
            .as_str()
            .is_some_and(|name| DEFINED.contains(&name))
    }

    pub(crate) fn into_owned(self) -> Extension<'static> {
        Extension {
            name: self.name.into_owned(),
            attributes: self.attributes.into_owned(),
            content: self.content.into_owned(),
        }
    }
}
