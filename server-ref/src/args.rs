//! [`Args`]: the arguments of one call, by name.

use std::sync::Arc;

use hyperglyph::{Integer, Map, Value};

use crate::router::Table;
use crate::{Failure, Function, Param};

/// The arguments of one call: one value for each parameter, defaults filled in.
///
/// Each accessor fails with a 400 that names argument, expected and found type,
/// so a handler asks for what it needs and passes the failure on with `?`.
#[derive(Debug)]
pub struct Args {
    params: Arc<[Param]>,
    values: Vec<Value<'static>>,
    table: Arc<Table>,
}

impl Args {
    /// Sorts the arguments of a request by the parameters of a function.
    pub(crate) fn bind(
        function: &Function,
        given: Map<'static>,
        table: &Arc<Table>,
    ) -> Result<Self, Failure> {
        let params = Arc::clone(&function.params);
        let mut values: Vec<Option<Value<'static>>> = vec![None; params.len()];
        for (key, value) in given {
            let at = key.as_str().and_then(|name| position(&params, name));
            match at {
                Some(at) => values[at] = Some(value),
                None => return Err(unknown(function, &key)),
            }
        }
        let filled = params.iter().zip(values).map(|(param, value)| {
            let value = value.or_else(|| param.default.clone());
            value.ok_or_else(|| missing(function, param))
        });
        Ok(Self {
            values: filled.collect::<Result<_, _>>()?,
            params,
            table: Arc::clone(table),
        })
    }

    /// The value of an argument.
    pub fn value(&self, name: &str) -> Result<&Value<'static>, Failure> {
        match position(&self.params, name) {
            Some(at) => Ok(&self.values[at]),
            None => Err(undeclared(name)),
        }
    }

    /// The value of an argument, taken out; nil stays in its place.
    pub fn take(&mut self, name: &str) -> Result<Value<'static>, Failure> {
        match position(&self.params, name) {
            Some(at) => Ok(std::mem::take(&mut self.values[at])),
            None => Err(undeclared(name)),
        }
    }

    /// A string.
    pub fn text(&self, name: &str) -> Result<&str, Failure> {
        let value = self.value(name)?;
        value
            .as_str()
            .ok_or_else(|| expected("unicode", name, value))
    }

    /// An integer of any size.
    pub fn integer(&self, name: &str) -> Result<&Integer<'static>, Failure> {
        match self.value(name)? {
            Value::Integer(integer) => Ok(integer),
            value => Err(expected("integer", name, value)),
        }
    }

    /// An integer from -2^63 to 2^63 - 1.
    pub fn i64(&self, name: &str) -> Result<i64, Failure> {
        match self.integer(name)? {
            Integer::Small(small) => Ok(*small),
            Integer::Big(_) => Err(Failure::bad_request(format!(
                "argument {name:?}: expected an integer from -2^63 to 2^63 - 1, found one beyond"
            ))),
        }
    }

    /// The form or link of another function, as it stands on the page: for
    /// functions that return functions. Hidden ones can be handed out so, too.
    pub fn form(&self, function: &str) -> Result<Value<'static>, Failure> {
        self.table
            .form(function)
            .ok_or_else(|| Failure::internal(format_args!("no function is named {function:?}")))
    }
}

fn position(params: &[Param], name: &str) -> Option<usize> {
    params.iter().position(|param| param.name == name)
}

fn missing(function: &Function, param: &Param) -> Failure {
    let (name, param) = (&function.name, &param.name);
    Failure::bad_request(format!(
        "{name}: argument {param:?} is missing and has no default [INP-6]"
    ))
}

fn unknown(function: &Function, key: &Value<'_>) -> Failure {
    let names: Vec<_> = function
        .params
        .iter()
        .map(|param| format!("{:?}", param.name))
        .collect();
    let takes = match &*names {
        [] => String::from("it takes no arguments"),
        names => format!("it takes {}", names.join(", ")),
    };
    let name = &function.name;
    Failure::bad_request(match key.as_str() {
        Some(key) => format!(
            "{name}: no argument is named {}; {takes} [INP-6]",
            shown(key)
        ),
        None => format!(
            "{name}: expected a unicode as the name of an argument, found {}; {takes} [ENV-6]",
            key.type_name()
        ),
    })
}

fn expected(type_name: &str, name: &str, found: &Value<'_>) -> Failure {
    let found = found.type_name();
    Failure::bad_request(format!(
        "argument {name:?}: expected {type_name}, found {found}"
    ))
}

fn undeclared(name: &str) -> Failure {
    Failure::internal(format_args!(
        "the handler asks for {name:?}, which is none of its parameters"
    ))
}

/// A name from outside, quoted, and cut where it would fill the message.
fn shown(name: &str) -> String {
    const MOST: usize = 60;
    match name.char_indices().nth(MOST) {
        Some((at, _)) => format!("{:?}…", &name[..at]),
        None => format!("{name:?}"),
    }
}
