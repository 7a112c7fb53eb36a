//! [`PageError`]: what was expected on a page, what was found, where, and by which requirement.

use std::fmt;

use crate::Value;

/// Strings longer than this are cut in a message.
const LONG: usize = 40;

/// Why an extension is not the link, form … that it is used as (D19f), or must
/// not be written as one.
///
/// ```
/// use hyperglyph::{decode, page::Link};
///
/// let value = decode(b"Xu4:link;Du6:method;u4:POST;;N;;").unwrap();
/// let error = Link::read(value.as_extension().unwrap()).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "expected GET, found \"POST\", at attribute \"method\" of a link [LNK-10]",
/// );
/// assert_eq!(error.explain(), "\
/// error: expected GET, found \"POST\"
///   at attribute \"method\" of a link
///   requirement: LNK-10
///   help: a link is a safe request: offer a form for any other method
/// ");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageError {
    // Boxed so that a result stays small on the way that matters.
    parts: Box<Parts>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Parts {
    thing: &'static str,
    rule: Rule,
    found: String,
}

/// The part of an extension in which an error lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Its name.
    Name,
    /// Its attributes as a whole.
    Attributes,
    /// One of its attributes.
    Attribute(&'static str),
    /// Its content.
    Content,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name => f.write_str("the name"),
            Self::Attributes => f.write_str("the attributes"),
            Self::Attribute(name) => write!(f, "attribute \"{name}\""),
            Self::Content => f.write_str("the content"),
        }
    }
}

/// What the specification asks for, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rule {
    pub(super) place: Place,
    pub(super) expected: &'static str,
    pub(super) requirement: &'static str,
    pub(super) advice: &'static str,
}

impl PageError {
    #[cold]
    pub(super) fn new(thing: &'static str, rule: Rule, found: impl Into<String>) -> Self {
        Self {
            parts: Box::new(Parts {
                thing,
                rule,
                found: found.into(),
            }),
        }
    }

    /// What the extension was to be: `link`, `form` …
    #[must_use]
    pub fn thing(&self) -> &'static str {
        self.parts.thing
    }

    /// Where in the extension.
    #[must_use]
    pub fn place(&self) -> Place {
        self.parts.rule.place
    }

    /// What should stand there.
    #[must_use]
    pub fn expected(&self) -> &'static str {
        self.parts.rule.expected
    }

    /// What stands there instead.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.parts.found
    }

    /// The requirement that the page breaks.
    #[must_use]
    pub fn requirement(&self) -> &'static str {
        self.parts.rule.requirement
    }

    /// What to do about it.
    #[must_use]
    pub fn advice(&self) -> &'static str {
        self.parts.rule.advice
    }

    /// The error for people, with what to do.
    #[must_use]
    pub fn explain(&self) -> String {
        format!(
            "error: expected {}, found {}\n  at {} of {}\n  requirement: {}\n  help: {}\n",
            self.expected(),
            self.found(),
            self.place(),
            with_article(self.thing()),
            self.requirement(),
            self.advice(),
        )
    }
}

impl fmt::Display for PageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "expected {}, found {}, at {} of {} [{}]",
            self.expected(),
            self.found(),
            self.place(),
            with_article(self.thing()),
            self.requirement(),
        )
    }
}

impl std::error::Error for PageError {}

/// A value in the words of an error: a text itself, of anything else the type.
pub(super) fn found(value: Option<&Value<'_>>) -> String {
    match value {
        None => String::from("nothing"),
        Some(Value::Unicode(text)) => found_text(text),
        Some(Value::Extension(extension)) => match extension.name.as_str() {
            Some(name) => format!("an extension {}", found_text(name)),
            None => String::from("an extension without a unicode name"),
        },
        Some(value @ (Value::Nil | Value::Bool(_))) => value.type_name().to_owned(),
        Some(value) => with_article(value.type_name()),
    }
}

/// A text in quotes, cut where it is long.
pub(crate) fn found_text(text: &str) -> String {
    match text.char_indices().nth(LONG) {
        Some((end, _)) => format!("{:?}…", &text[..end]),
        None => format!("{text:?}"),
    }
}

fn with_article(noun: &str) -> String {
    // `unicode` begins with the sound of `you`.
    let article = if noun.starts_with(['a', 'e', 'i', 'o']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {noun}")
}
