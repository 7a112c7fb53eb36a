//! What the attributes `function` and `class` write calls of: the builder, but
//! that it knows by the types of the arguments which of them have parameters.
//! Not for people.

use http::Request;
use hyperglyph::Value;

use crate::{
    Class, Constructor, FromCall, Function, Handler, Incoming, Method, MethodHandler, Param, State,
    arg,
};

/// The parameter of an argument, if its type has one.
#[must_use]
pub fn param<A: FromCall>(name: &str) -> Option<Param> {
    (A::NAMED == 1).then(|| arg(name))
}

/// The same with a default, which the type must be able to read: else every call
/// that trusts in it would be told that it is wrong.
#[must_use]
#[track_caller]
pub fn param_or<A: FromCall>(name: &str, default: impl Into<Value<'static>>) -> Option<Param> {
    assert!(
        A::NAMED == 1,
        "no parameter is declared for the argument {name:?}, so it has no default"
    );
    let param = arg(name).or(default.into());
    let values = [param.0.default.as_deref().cloned().unwrap_or_default()];
    let (head, ()) = Request::new(()).into_parts();
    let mut incoming = Incoming::new(std::slice::from_ref(&param.0), &values, &head, None);
    if let Err(failure) = A::from_call(&mut incoming) {
        panic!(
            "a default must be what a call may send: {}",
            failure.message()
        );
    }
    Some(param)
}

/// [`Function::new`].
#[must_use]
pub fn function<H: Handler<M>, M, const N: usize>(
    name: &str,
    params: [Option<Param>; N],
    handler: H,
) -> Function {
    Function::of(name.to_owned(), params.into_iter().flatten(), handler)
}

/// [`Class::new`].
#[must_use]
pub fn class<T: State, C: Constructor<T, M>, M, const N: usize>(
    name: &str,
    params: [Option<Param>; N],
    constructor: C,
) -> Class<T> {
    Class::of(name.to_owned(), params.into_iter().flatten(), constructor)
}

/// [`Method::new`].
#[must_use]
pub fn method<T, H: MethodHandler<T, M>, M, const N: usize>(
    name: &str,
    params: [Option<Param>; N],
    handler: H,
) -> Method<T> {
    Method::of(name.to_owned(), params.into_iter().flatten(), handler)
}
