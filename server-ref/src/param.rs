//! [`Param`]: a named parameter of a function, a class or a method.

use hyperglyph::Value;
use hyperglyph::page::Input;

/// A named parameter: an input of a form (INP-1, INP-2). Made by [`arg`].
#[derive(Clone, Debug)]
pub struct Param(pub(crate) Input<'static>);

/// A parameter of that name, which every call must give.
///
/// ```
/// use hyperglyph_server::{Router, arg};
///
/// let router = Router::new().function(
///     "greet",
///     [arg("name"), arg("greeting").or("Hello")],
///     |name: String, greeting: String| format!("{greeting} {name}"),
/// );
/// ```
pub fn arg(name: impl Into<String>) -> Param {
    Param(Input::new(name.into()))
}

impl Param {
    /// The same parameter, with what a call means that leaves it out.
    #[must_use]
    pub fn or(self, default: impl Into<Value<'static>>) -> Self {
        Self(Input::with_default(self.0.name, default))
    }
}
