//! [`Arguments`]: what a form is called with, written into a request and read back.

use std::borrow::Cow;

use super::argument_error::{ArgumentError, BadArguments, Fault};
use crate::page::Input;
use crate::{DecodeOptions, Map, Value};

/// What a form is called with: values by position, and values by name.
///
/// ```
/// use hyperglyph::http::Arguments;
///
/// let arguments = Arguments::from(["lol"]).named("body", "feels good man");
/// assert_eq!(arguments.len(), 2);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arguments<'v> {
    positional: Vec<Value<'v>>,
    /// Name, value, name, value: as a dict that came has them.
    named: Vec<Value<'v>>,
}

impl<'v> Arguments<'v> {
    /// No arguments.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            positional: Vec::new(),
            named: Vec::new(),
        }
    }

    /// One more by position, behind the others.
    #[must_use]
    pub fn positional(mut self, value: impl Into<Value<'v>>) -> Self {
        self.positional.push(value.into());
        self
    }

    /// One more by name.
    #[must_use]
    pub fn named(mut self, name: impl Into<Cow<'v, str>>, value: impl Into<Value<'v>>) -> Self {
        self.named.push(Value::Unicode(name.into()));
        self.named.push(value.into());
        self
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.positional.len() + self.named.len() / 2
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Reads what came as the body of a form envelope, or as a query after
    /// [`read_query`](super::read_query): an ordered dict of name to value
    /// (ENV-6, ENV-8). A dict is taken too, and nothing at all for no arguments (D19e).
    ///
    /// ```
    /// use hyperglyph::{DecodeOptions, Value};
    /// use hyperglyph::http::Arguments;
    /// use hyperglyph::page::Input;
    ///
    /// let arguments = Arguments::read(b"Ou4:name;u3:bob;;", &DecodeOptions::interop())?;
    /// let takes = [Input::with_default("lang", "en"), Input::new("name")];
    /// assert_eq!(arguments.bind(&takes)?, [Value::from("en"), Value::from("bob")]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn read(message: &'v [u8], options: &DecodeOptions) -> Result<Self, BadArguments> {
        crate::fault!("HTP-20/malformed-is-none" if options.decode(message).is_err() => return Ok(Self::new()));
        if message.is_empty() {
            return Ok(Self::new());
        }
        Self::from_message(options.decode(message).map_err(BadArguments::Decode)?)
    }

    /// The same from a message that is decoded already: the root of one that
    /// comes in pieces, for instance.
    pub fn from_message(message: Value<'v>) -> Result<Self, BadArguments> {
        crate::fault!("ENV-6/any-type" if message.as_map().is_none() => return Ok(Self::new()));
        let map = match message {
            Value::OrderedDict(map) | Value::Dict(map) => map,
            other => return Err(BadArguments::Type(other.type_name())),
        };
        let named = map.into_flat();
        let unnamed = named.iter().step_by(2).find(|name| name.as_str().is_none());
        match unnamed {
            Some(other) => Err(BadArguments::Key(other.type_name())),
            None => Ok(Self {
                positional: Vec::new(),
                named,
            }),
        }
    }

    /// The values in the order of what a form takes, defaults where there are
    /// no values (INP-3); or why they do not fit (INP-6). The names of the inputs
    /// differ: a form that repeats one is refused before.
    pub fn bind(self, inputs: &[Input<'v>]) -> Result<Vec<Value<'v>>, ArgumentError> {
        if !self.are_all_of(inputs) {
            return self.bind_any(inputs);
        }
        crate::fault!("INP-3/always" => return self.bind_any(inputs));
        crate::fault!("INP-3/given-nil" => return self.bind_any(inputs));
        let mut values = self.named;
        let mut is_value = true;
        values.retain(|_| {
            is_value = !is_value;
            is_value
        });
        Ok(values)
    }

    /// Whether each input has its value, by name and in its order, as clients write
    /// them (FRM-10).
    fn are_all_of(&self, inputs: &[Input<'v>]) -> bool {
        self.positional.is_empty()
            && self.named.len() == 2 * inputs.len()
            && self
                .named
                .iter()
                .step_by(2)
                .zip(inputs)
                .all(|(name, input)| name.as_str() == Some(&input.name))
    }

    fn bind_any(self, inputs: &[Input<'v>]) -> Result<Vec<Value<'v>>, ArgumentError> {
        let wrong = |fault| ArgumentError::new(fault, inputs);
        if self.positional.len() > inputs.len() {
            crate::fault!("INP-6/surplus-dropped" => return self.positional.into_iter().take(inputs.len()).collect::<Self>().bind(inputs));
            return Err(wrong(Fault::Surplus(self.positional.len())));
        }
        let mut given: Vec<Option<Value<'v>>> = Vec::with_capacity(inputs.len());
        given.extend(self.positional.into_iter().map(Some));
        given.resize_with(inputs.len(), || None);
        let mut named = self.named.into_iter();
        while let (Some(Value::Unicode(name)), Some(value)) = (named.next(), named.next()) {
            crate::fault!("INP-6/unknown-dropped" if inputs.iter().all(|input| input.name != name) => continue);
            crate::fault!("INP-6/last-wins" => inputs.iter().zip(&mut given).filter(|(it, _)| it.name == name).for_each(|(_, it)| *it = None));
            match inputs.iter().position(|input| input.name == name) {
                None => return Err(wrong(Fault::Unknown(name.into_owned()))),
                Some(at) if given[at].is_some() => {
                    return Err(wrong(Fault::Repeated(name.into_owned())));
                }
                Some(at) => given[at] = Some(value),
            }
        }
        // In the place of what was given: nothing is allocated.
        let values = given.into_iter().zip(inputs).map(|(value, input)| {
            let default = || input.default.as_deref().cloned();
            let missing = || wrong(Fault::Missing(input.name.clone().into_owned()));
            crate::fault!("INP-3/nil" if value.is_none() && input.default.is_some() => return Ok(Value::Nil));
            crate::fault!("INP-3/refused" if value.is_none() => return Err(missing()));
            crate::fault!("INP-3/always" if input.default.is_some() => return default().ok_or_else(missing));
            crate::fault!("INP-3/nil-is-none" if value.is_none() && default().is_some_and(|it| it.is_nil()) => return Err(missing()));
            crate::fault!("INP-3/given-nil" if input.default.is_some() && value.as_ref().is_some_and(Value::is_nil) => return default().ok_or_else(missing));
            crate::fault!("INP-6/missing-is-nil" if value.is_none() && input.default.is_none() => return Ok(Value::Nil));
            value.or_else(default).ok_or_else(missing)
        });
        values.collect()
    }

    /// The ordered dict of a request: the names of what the form takes, in its
    /// order (FRM-10), each once.
    pub(super) fn into_dict(self, inputs: &[Input<'v>]) -> Result<Value<'v>, ArgumentError> {
        let values = self.bind(inputs)?;
        let mut flat = Vec::with_capacity(2 * inputs.len());
        for (input, value) in inputs.iter().zip(values) {
            flat.push(Value::Unicode(input.name.clone()));
            flat.push(value);
        }
        crate::fault!("FRM-10/last-first" => let two = 2.min(flat.len()); flat.rotate_left(two));
        crate::fault!("ENV-6/dict" => return Ok(Value::Dict(Map::from_flat(flat))));
        crate::fault!("ENV-6/list" => return Ok(Value::List(flat)));
        Ok(Value::OrderedDict(Map::from_flat(flat)))
    }
}

impl<'v, T: Into<Value<'v>>, const N: usize> From<[T; N]> for Arguments<'v> {
    /// All by position.
    fn from(values: [T; N]) -> Self {
        values.into_iter().collect()
    }
}

impl<'v, T: Into<Value<'v>>> FromIterator<T> for Arguments<'v> {
    /// All by position.
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Self {
            positional: values.into_iter().map(Into::into).collect(),
            named: Vec::new(),
        }
    }
}
