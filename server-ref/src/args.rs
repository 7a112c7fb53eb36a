//! [`Args`]: the arguments of one call, by name.

use std::sync::Arc;

use hyperglyph::http::Arguments;
use hyperglyph::page::Input;
use hyperglyph::{Integer, Value};

use crate::router::Table;
use crate::{Failure, Function};

/// The arguments of one call: one value for each parameter, defaults filled in.
///
/// Each accessor fails with a 400 that names argument, expected and found type,
/// so a handler asks for what it needs and passes the failure on with `?`.
#[derive(Debug)]
pub struct Args {
    params: Arc<[Input<'static>]>,
    values: Vec<Value<'static>>,
    table: Arc<Table>,
}

impl Args {
    /// Sorts the arguments of a request by the parameters of a function.
    pub(crate) fn bind(
        function: &Function,
        given: Arguments<'_>,
        table: &Arc<Table>,
    ) -> Result<Self, Failure> {
        let bound = given
            .bind(&function.params)
            .map_err(|error| Failure::bad_request(format!("{}: {error}", function.name)))?;
        Ok(Self {
            params: Arc::clone(&function.params),
            values: bound.into_iter().map(Value::into_owned).collect(),
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

fn position(params: &[Input<'_>], name: &str) -> Option<usize> {
    params.iter().position(|param| param.name == name)
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
