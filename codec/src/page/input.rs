//! [`Input`]: one argument of a form.

use std::borrow::Cow;
use std::collections::HashSet;

use super::Part;
use super::attributes::Attributes;
use super::page_error::{PageError, Place, Rule, found};
use crate::{Extension, Map, Value};

const INPUT: &str = "input";

/// So many names are compared sooner than hashed.
const FEW: usize = 8;

/// `Xu5:input;Du4:name;u4:lang;u5:value;u2:en;;N;;`: the name of an argument,
/// and what is sent where the caller gives none.
///
/// `type` and `envelope` are reserved, and ignored (INP-4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input<'v> {
    /// The name (INP-1).
    pub name: Cow<'v, str>,
    /// The default (INP-2); nil is one too.
    pub default: Option<Part<'v, Value<'v>>>,
}

impl<'v> Input<'v> {
    /// An argument that every caller must give.
    #[must_use]
    pub fn new(name: impl Into<Cow<'v, str>>) -> Self {
        Self {
            name: name.into(),
            default: None,
        }
    }

    /// An argument with a default.
    #[must_use]
    pub fn with_default(name: impl Into<Cow<'v, str>>, default: impl Into<Value<'v>>) -> Self {
        Self {
            name: name.into(),
            default: Some(Part::Owned(default.into())),
        }
    }

    /// Reads an extension as an input.
    pub fn read(extension: &'v Extension<'v>) -> Result<Self, PageError> {
        let attributes = Attributes::of(extension, INPUT)?;
        let Some(name) = attributes.text("name", "INP-1")? else {
            return Err(attributes.wrong(Rule {
                place: Place::Attribute("name"),
                expected: "a unicode",
                requirement: "INP-1",
                advice: "give every input the name of the argument",
            }));
        };
        if !extension.content.is_nil() {
            let rule = Rule {
                place: Place::Content,
                expected: "nil",
                requirement: "INP-5",
                advice: "write N; the default of an input is its attribute \"value\"",
            };
            return Err(PageError::new(INPUT, rule, found(Some(&extension.content))));
        }
        Ok(Self {
            name: Cow::Borrowed(name),
            default: attributes.get("value").map(Part::Borrowed),
        })
    }

    /// Writes the input.
    #[must_use]
    pub fn write(self) -> Extension<'v> {
        let mut attributes = Map::from([("name", self.name)]);
        crate::fault!("INP-1/no-name" => attributes.remove("name"));
        crate::fault!("INP-2/title" => attributes.insert("name", "nom"));
        crate::fault!("INP-5/content" => return Extension::new(INPUT, attributes, Value::Bool(true)));
        if let Some(default) = self.default {
            attributes.insert("value", default.into_owned());
        }
        crate::fault!("INP-2/another-default" => let _ = attributes.insert("value", "Mars"));
        Extension::new(INPUT, attributes, Value::Nil)
    }
}

/// The first that has the name of one before it.
pub(crate) fn repeated<'i, 'v>(inputs: &'i [Input<'v>]) -> Option<&'i Input<'v>> {
    if inputs.len() <= FEW {
        let at =
            (1..inputs.len()).find(|&at| inputs[..at].iter().any(|it| it.name == inputs[at].name));
        return at.map(|at| &inputs[at]);
    }
    let mut names = HashSet::with_capacity(inputs.len());
    inputs.iter().find(|input| !names.insert(&*input.name))
}
