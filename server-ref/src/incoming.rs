//! [`FromCall`]: from a request to the arguments of a handler.

use std::any::{Any, TypeId};

use http::request::Parts;
use http::{Extensions, HeaderMap, Uri};
use hyperglyph::page::Input;
use hyperglyph::serde::DeserializeError;
use hyperglyph::{Blob, Value, from_value};
use serde::de::DeserializeOwned;

use crate::Failure;
use crate::upload::{Contents, Tap};

/// How the content of a blob comes to an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Arrival {
    /// In its value, all of it in memory.
    Whole,
    /// As it does to an [`Upload`](crate::Upload): all of it before the handler
    /// begins, large content in a file.
    Spooled,
    /// As it does to an [`UploadStream`](crate::UploadStream): while the handler runs.
    Streamed,
}

/// What can be an argument of a handler: any type that serde reads, for each of
/// which a parameter is declared; [`Upload`](crate::Upload) and
/// [`UploadStream`](crate::UploadStream), too; and [`Call`] and [`This`](crate::This),
/// for which none is.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an argument of a handler",
    note = "an argument is `serde::Deserialize` and owned, or it is `Upload`, `UploadStream`, `Call` or `This`"
)]
pub trait FromCall: Sized {
    /// How many parameters it stands for: one, or none.
    const NAMED: usize;

    /// How it takes the content of a blob.
    const ARRIVAL: Arrival = Arrival::Whole;

    /// Takes what it needs from a call; else a 400 that says what was expected.
    fn from_call(incoming: &mut Incoming<'_>) -> Result<Self, Failure>;
}

/// A call on its way to a handler: values for all parameters, in their order.
#[derive(Debug)]
pub struct Incoming<'c> {
    params: &'c [Input<'static>],
    values: &'c [Value<'c>],
    /// Of uploads that did not stay in their values; may be shorter than these.
    contents: &'c [Option<Contents>],
    /// Of an upload that is read while it comes.
    tap: Option<&'c Tap>,
    head: &'c Parts,
    this: Option<Box<dyn Any + Send>>,
}

impl<'c> Incoming<'c> {
    pub(crate) fn new(
        params: &'c [Input<'static>],
        values: &'c [Value<'c>],
        head: &'c Parts,
        this: Option<Box<dyn Any + Send>>,
    ) -> Self {
        Self {
            params,
            values,
            contents: &[],
            tap: None,
            head,
            this,
        }
    }

    /// With the contents of uploads, parameter by parameter.
    pub(crate) const fn with_contents(mut self, contents: &'c [Option<Contents>]) -> Self {
        self.contents = contents;
        self
    }

    /// With an upload that is read while it comes.
    pub(crate) const fn with_tap(mut self, tap: &'c Tap) -> Self {
        self.tap = Some(tap);
        self
    }

    /// Where the one upload comes from that is read while it comes.
    pub(crate) const fn tap(&self) -> Option<&'c Tap> {
        self.tap
    }

    /// The next argument: its name and its value.
    pub fn next_argument(&mut self) -> Result<(&'c str, &'c Value<'c>), Failure> {
        let (name, value, _) = self.next_streamed()?;
        Ok((name, value))
    }

    /// The next argument, and where its content is, if not in the value.
    pub(crate) fn next_streamed(&mut self) -> Result<Streamed<'c>, Failure> {
        let (Some((param, params)), Some((value, values))) =
            (self.params.split_first(), self.values.split_first())
        else {
            let reason = "the handler takes more arguments than it has parameters";
            return Err(Failure::internal(reason));
        };
        (self.params, self.values) = (params, values);
        let contents = self.contents.split_first();
        let contents = contents.and_then(|(first, others)| {
            self.contents = others;
            first.as_ref()
        });
        Ok((&param.name, value, contents))
    }

    /// What the request says of itself.
    #[must_use]
    pub const fn head(&self) -> &'c Parts {
        self.head
    }

    /// The instance that a method is called on, if it is one of that type.
    pub(crate) fn take_this<T: 'static>(&mut self) -> Option<T> {
        let this = self.this.take()?.downcast::<T>().ok()?;
        Some(*this)
    }
}

type Streamed<'c> = (&'c str, &'c Value<'c>, Option<&'c Contents>);

impl<T: DeserializeOwned + 'static> FromCall for T {
    const NAMED: usize = 1;

    fn from_call(incoming: &mut Incoming<'_>) -> Result<Self, Failure> {
        let (name, value) = incoming.next_argument()?;
        if let Some(same) = as_it_is(value) {
            return Ok(same);
        }
        from_value(value).or_else(|error| match text_in_bytes(value) {
            Some(text) => from_value(&text).map_err(|_| of_another_type(name, &error)),
            None => Err(of_another_type(name, &error)),
        })
    }
}

/// What Python 2 calls a string and sends as a bytearray: text, for a handler
/// that wants text (docs/deviations.md, after D19a).
fn text_in_bytes<'v>(value: &'v Value<'_>) -> Option<Value<'v>> {
    let bytes = value.as_bytes()?;
    str::from_utf8(bytes).ok().map(Value::from)
}

/// Which argument, what was expected and found, and where in it.
fn of_another_type(name: &str, error: &DeserializeError) -> Failure {
    let (text, path) = (error.to_string(), error.path());
    let text = text.strip_suffix(&format!(" in {path}")).unwrap_or(&text);
    let inside = match path.strip_prefix("root") {
        None | Some("") => String::new(),
        Some(inside) => format!(", in {name}{inside}"),
    };
    Failure::bad_request(format!("argument {name:?}: {text}{inside}"))
}

/// A value or a blob that is asked for as such needs no way through serde.
fn as_it_is<T: 'static>(value: &Value<'_>) -> Option<T> {
    if TypeId::of::<T>() == TypeId::of::<Value<'static>>() {
        return downcast(value.clone().into_owned());
    }
    match value {
        Value::Blob(blob) if TypeId::of::<T>() == TypeId::of::<Blob<'static>>() => {
            let blob = Blob {
                attributes: blob.attributes.clone().into_owned(),
                content: blob.content.clone().into_owned().into(),
            };
            downcast(blob)
        }
        _ => None,
    }
}

fn downcast<T: 'static>(owned: impl Any) -> Option<T> {
    let mut owned = Some(owned);
    let same: &mut dyn Any = &mut owned;
    same.downcast_mut::<Option<T>>()?.take()
}

/// What a request says of itself, for handlers that want to know: as an
/// argument for which no parameter is declared.
///
/// ```
/// use hyperglyph_server::{Call, Router};
///
/// let router = Router::new().function("agent", [], |call: Call| {
///     let agent = call.headers().get("user-agent")?;
///     agent.to_str().ok().map(str::to_owned)
/// });
/// ```
#[derive(Clone, Debug)]
pub struct Call(Parts);

impl Call {
    /// The headers.
    #[must_use]
    pub const fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The url, as the request line has it.
    #[must_use]
    pub const fn uri(&self) -> &Uri {
        &self.0.uri
    }

    /// What layers around the service have left: who calls, for instance.
    #[must_use]
    pub const fn extensions(&self) -> &Extensions {
        &self.0.extensions
    }
}

impl FromCall for Call {
    const NAMED: usize = 0;

    fn from_call(incoming: &mut Incoming<'_>) -> Result<Self, Failure> {
        Ok(Self(incoming.head.clone()))
    }
}
