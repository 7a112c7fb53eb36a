//! [`args!`](crate::args) and [`Arguments`]: arguments as they stand in a call.

use std::borrow::Cow;

use hyperglyph::page::Input;
use hyperglyph::{Blob, Value};

use crate::Upload;

/// Arguments for a call: by position, by name, or both.
///
/// Whatever turns into a [`Value`] is an argument, and so is an [`Upload`]. A name that
/// is no Rust identifier stands in quotes.
///
/// ```
/// use hyperglyph_client::{Arguments, args};
///
/// assert!(args![].is_empty());
/// let all = args!["lol", body: "x", "reply-to": 7];
/// let same = Arguments::new().positional("lol").named("body", "x").named("reply-to", 7);
/// assert_eq!(format!("{all:?}"), format!("{same:?}"));
/// ```
///
/// A value of a type of your own goes by serde:
///
/// ```
/// # #[derive(serde::Serialize)] struct User { name: &'static str }
/// use hyperglyph_client::{args, to_value};
///
/// let arguments = args! { user: to_value(&User { name: "bob" })? };
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[macro_export]
macro_rules! args {
    (@ $all:expr;) => { $all };
    (@ $all:expr; $name:ident : $value:expr $(, $($rest:tt)*)?) => {
        $crate::args!(@ $all.named(stringify!($name), $value); $($($rest)*)?)
    };
    (@ $all:expr; $name:literal : $value:expr $(, $($rest:tt)*)?) => {
        $crate::args!(@ $all.named($name, $value); $($($rest)*)?)
    };
    (@ $all:expr; $value:expr $(, $($rest:tt)*)?) => {
        $crate::args!(@ $all.positional($value); $($($rest)*)?)
    };
    ($($all:tt)*) => { $crate::args!(@ $crate::Arguments::new(); $($all)*) };
}

/// What a link or form is called with: see [`args!`](crate::args).
#[derive(Debug, Default)]
pub struct Arguments<'v> {
    /// An upload stands here as a blob without content.
    pub(crate) values: hyperglyph::http::Arguments<'v>,
    positional: usize,
    pub(crate) uploads: Vec<(Slot<'v>, Upload)>,
}

/// What an upload is for.
#[derive(Debug)]
pub(crate) enum Slot<'v> {
    Position(usize),
    Name(Cow<'v, str>),
}

/// One argument: see [`IntoArgument`].
#[derive(Debug)]
pub enum Argument<'v> {
    /// A value, in memory.
    Value(Value<'v>),
    /// A blob whose content comes from a source.
    Upload(Upload),
}

/// What can be an argument.
pub trait IntoArgument<'v> {
    /// The argument.
    fn into_argument(self) -> Argument<'v>;
}

impl<'v, T: Into<Value<'v>>> IntoArgument<'v> for T {
    fn into_argument(self) -> Argument<'v> {
        Argument::Value(self.into())
    }
}

impl<'v> IntoArgument<'v> for Upload {
    fn into_argument(self) -> Argument<'v> {
        Argument::Upload(self)
    }
}

impl<'v> IntoArgument<'v> for Argument<'v> {
    fn into_argument(self) -> Self {
        self
    }
}

impl<'v> Arguments<'v> {
    /// No arguments.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            values: hyperglyph::http::Arguments::new(),
            positional: 0,
            uploads: Vec::new(),
        }
    }

    /// One more by position, behind the others.
    #[must_use]
    pub fn positional(mut self, argument: impl IntoArgument<'v>) -> Self {
        let at = self.positional;
        let value = self.value(argument.into_argument(), || Slot::Position(at));
        self.values = self.values.positional(value);
        self.positional += 1;
        self
    }

    /// One more by name.
    #[must_use]
    pub fn named(mut self, name: impl Into<Cow<'v, str>>, argument: impl IntoArgument<'v>) -> Self {
        let name = name.into();
        let value = self.value(argument.into_argument(), || Slot::Name(name.clone()));
        self.values = self.values.named(name, value);
        self
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn value(&mut self, argument: Argument<'v>, slot: impl FnOnce() -> Slot<'v>) -> Value<'v> {
        match argument {
            Argument::Value(value) => value,
            Argument::Upload(upload) => {
                let blob = Blob::new(upload.content_type.clone(), &[][..]);
                self.uploads.push((slot(), upload));
                blob.into()
            }
        }
    }
}

impl<'v> From<hyperglyph::http::Arguments<'v>> for Arguments<'v> {
    fn from(values: hyperglyph::http::Arguments<'v>) -> Self {
        Self {
            values,
            ..Self::default()
        }
    }
}

impl Slot<'_> {
    /// Which of the arguments of a form it is.
    pub(crate) fn index(&self, inputs: &[Input<'_>]) -> Option<usize> {
        match self {
            Self::Position(at) => Some(*at),
            Self::Name(name) => inputs.iter().position(|input| input.name == *name),
        }
    }
}
