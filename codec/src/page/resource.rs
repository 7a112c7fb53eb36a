//! [`Resource`]: a page.

use std::borrow::Cow;

use super::Part;
use super::attributes::Attributes;
use super::page_error::{PageError, Place, Rule, found};
use crate::{Extension, Map, Value};

const RESOURCE: &str = "resource";

/// `Xu8:resource;D;Du3:bio;Xu4:link;…;;;`: data, links and forms by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resource<'v> {
    /// Its url, and the base of those inside it (RES-3); none stands for the
    /// base url (RES-6).
    pub url: Option<Cow<'v, str>>,
    /// What it is called.
    pub name: Option<Cow<'v, str>>,
    /// What kind of thing it is; should be a URI (RES-4).
    pub profile: Option<Cow<'v, str>>,
    /// What it holds, by name (RES-2, RES-5).
    pub content: Part<'v, Map<'v>>,
}

impl<'v> Resource<'v> {
    /// A page with that content.
    #[must_use]
    pub fn new(content: Map<'v>) -> Self {
        Self {
            content: Part::Owned(content),
            ..Self::default()
        }
    }

    /// What the page holds under a name (RES-5).
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value<'v>> {
        self.content.get(name)
    }

    /// Reads an extension as a resource.
    pub fn read(extension: &'v Extension<'v>) -> Result<Self, PageError> {
        let attributes = Attributes::of(extension, RESOURCE)?;
        let Some(content) = extension.content.as_map() else {
            return Err(PageError::new(
                RESOURCE,
                content_rule(),
                found(Some(&extension.content)),
            ));
        };
        Ok(Self {
            url: attributes.url("RES-1")?.map(Cow::Borrowed),
            name: attributes.text("name", "RES-1")?.map(Cow::Borrowed),
            profile: attributes.text("profile", "RES-1")?.map(Cow::Borrowed),
            content: Part::Borrowed(content),
        })
    }

    /// Writes the resource, if all its content has names (RES-2).
    pub fn write(self) -> Result<Extension<'v>, PageError> {
        if let Some(key) = self.content.keys().find(|key| key.as_str().is_none()) {
            let found = format!("{} as a key", found(Some(key)));
            return Err(PageError::new(RESOURCE, content_rule(), found));
        }
        let mut attributes = Map::new();
        let texts = [
            ("url", self.url),
            ("name", self.name),
            ("profile", self.profile),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                attributes.insert(name, text);
            }
        }
        crate::fault!("RES-1/number" => attributes.insert("name", 1));
        crate::fault!("RES-2/number-as-name" => let mut content = self.content.into_owned(); content.insert(1, true); return Ok(Extension::new(RESOURCE, attributes, Value::Dict(content))));
        Ok(Extension::new(
            RESOURCE,
            attributes,
            Value::Dict(self.content.into_owned()),
        ))
    }
}

fn content_rule() -> Rule {
    Rule {
        place: Place::Content,
        expected: "a dict of unicode to object",
        requirement: "RES-2",
        advice: "put what the page offers into a dict, by name",
    }
}
