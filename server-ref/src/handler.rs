//! [`Handler`]: what a function, a class or a method runs.
//!
//! Any `Fn` is one, sync or async, with up to eight arguments that are
//! [`FromCall`] and an answer that is [`IntoAnswer`]. Which of them it is, the
//! compiler finds out; the markers that tell them apart are nobody's business.
//!
//! What an async one shares with others, it clones before it begins:
//!
//! ```
//! use hyperglyph_server::{Failure, Instances, Memory, Router};
//!
//! # type Counter = i64;
//! let counters = Instances::<Counter>::new("Counter", Memory::new());
//! let router = Router::new().function("remove_all", [], move || {
//!     let counters = counters.clone();
//!     async move { counters.remove("all").await }
//! });
//! ```

use std::pin::Pin;

use crate::content::Boxed;
use crate::{Answer, Arrival, Failure, FromCall, Incoming, IntoAnswer, State, This};

/// An answer, or the way to one.
#[expect(missing_debug_implementations, reason = "a future has nothing to show")]
pub enum Answering {
    /// A sync handler has answered.
    Ready(Result<Answer, Failure>),
    /// An async one will.
    Later(Later),
}

/// The way to an answer.
pub(crate) type Later = Pin<Box<dyn Future<Output = Result<Answer, Failure>> + Send>>;

/// What a function runs.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no handler of a function",
    note = "a handler is a `Fn`, sync or async, of at most eight arguments that are owned and `serde::Deserialize`",
    note = "and answers an `IntoAnswer`: a value, `Data` of what is `serde::Serialize`, an `Instance`, an `Answer`, or a `Result` of one"
)]
pub trait Handler<M>: Send + Sync + 'static {
    /// How many parameters it needs.
    const NAMED: usize;

    /// For each parameter, how a blob comes to it: see [`FromCall::ARRIVAL`].
    #[must_use]
    fn arrivals() -> Vec<Arrival>;

    /// Runs it, as far as it goes at once.
    fn call(&self, incoming: &mut Incoming<'_>) -> Result<Answering, Failure>;
}

/// What a method of `T` runs: a `Fn` that takes `&T`, `&mut T` or
/// [`This<T>`](This) first; an async one takes `This<T>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no method of `{T}`",
    note = "a method is a `Fn` that takes `&{T}`, `&mut {T}` or `This<{T}>` first, an async one `This<{T}>`"
)]
pub trait MethodHandler<T, M>: Send + Sync + 'static {
    /// How many parameters it needs.
    const NAMED: usize;

    /// For each parameter, how a blob comes to it: see [`FromCall::ARRIVAL`].
    #[must_use]
    fn arrivals() -> Vec<Arrival>;

    /// Runs it, as far as it goes at once.
    fn call(&self, incoming: &mut Incoming<'_>) -> Result<Answering, Failure>;
}

/// What the form of a class runs: a `Fn` that gives a `T` or a `Result` of one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` makes no `{T}`",
    note = "what makes instances is a `Fn`, sync or async, that gives a `{T}` or a `Result<{T}, _>`"
)]
pub trait Constructor<T, M>: Send + Sync + 'static {
    /// How many parameters it needs.
    const NAMED: usize;

    /// For each parameter, how a blob comes to it: see [`FromCall::ARRIVAL`].
    #[must_use]
    fn arrivals() -> Vec<Arrival>;

    /// Runs it, as far as it goes at once.
    fn call(&self, incoming: &mut Incoming<'_>) -> Result<Answering, Failure>;
}

/// What gives a `T`: one, or a `Result` of one.
pub trait Gives<T> {
    /// The instance.
    fn give(self) -> Result<T, Failure>;
}

impl<T> Gives<T> for T {
    fn give(self) -> Result<T, Failure> {
        Ok(self)
    }
}

impl<T, E: Into<Failure>> Gives<T> for Result<T, E> {
    fn give(self) -> Result<T, Failure> {
        self.map_err(Into::into)
    }
}

/// It answers at once.
#[derive(Debug)]
pub struct AtOnce<A>(std::marker::PhantomData<A>);
/// It gives a future.
#[derive(Debug)]
pub struct Awaited<A>(std::marker::PhantomData<A>);
/// It takes `&T`.
#[derive(Debug)]
pub struct ByRef<A>(std::marker::PhantomData<A>);
/// It takes `&mut T`.
#[derive(Debug)]
pub struct ByMut<A>(std::marker::PhantomData<A>);
/// It takes [`This`], or nothing of the instance.
#[derive(Debug)]
pub struct ByThis<M>(std::marker::PhantomData<M>);

impl<T, M, H: Handler<M>> MethodHandler<T, ByThis<M>> for H {
    const NAMED: usize = H::NAMED;

    fn arrivals() -> Vec<Arrival> {
        H::arrivals()
    }

    fn call(&self, incoming: &mut Incoming<'_>) -> Result<Answering, Failure> {
        Handler::call(self, incoming)
    }
}

/// The answer of a class's form: where the instance is.
fn created<T: State>(made: impl Gives<T>) -> Result<Answer, Failure> {
    Ok(Answer::redirect(Boxed::new(made.give()?)))
}

/// Of those arguments that have parameters, how blobs come to them.
fn of_params<const N: usize>(arguments: [(usize, Arrival); N]) -> Vec<Arrival> {
    let params = arguments.into_iter().filter(|(named, _)| *named == 1);
    params.map(|(_, arrival)| arrival).collect()
}

macro_rules! handlers {
    ($(($($A:ident)*))*) => {$(
        impl<H, R, $($A),*> Handler<AtOnce<(R, $($A),*)>> for H
        where
            H: Fn($($A),*) -> R + Send + Sync + 'static,
            R: IntoAnswer,
            $($A: FromCall,)*
        {
            const NAMED: usize = 0 $(+ $A::NAMED)*;

            fn arrivals() -> Vec<Arrival> {
                of_params([$(($A::NAMED, $A::ARRIVAL)),*])
            }

            fn call(&self, _incoming: &mut Incoming<'_>) -> Result<Answering, Failure> {
                Ok(Answering::Ready(self($($A::from_call(_incoming)?),*).into_answer()))
            }
        }

        impl<H, R, $($A),*> Handler<Awaited<(R, $($A),*)>> for H
        where
            H: Fn($($A),*) -> R + Send + Sync + 'static,
            R: Future<Output: IntoAnswer> + Send + 'static,
            $($A: FromCall,)*
        {
            const NAMED: usize = 0 $(+ $A::NAMED)*;

            fn arrivals() -> Vec<Arrival> {
                of_params([$(($A::NAMED, $A::ARRIVAL)),*])
            }

            fn call(&self, _incoming: &mut Incoming<'_>) -> Result<Answering, Failure> {
                let answering = self($($A::from_call(_incoming)?),*);
                Ok(Answering::Later(Box::pin(async { answering.await.into_answer() })))
            }
        }

        impl<T, H, R, $($A),*> MethodHandler<T, ByRef<(R, $($A),*)>> for H
        where
            T: State,
            H: Fn(&T, $($A),*) -> R + Send + Sync + 'static,
            R: IntoAnswer,
            $($A: FromCall,)*
        {
            const NAMED: usize = 0 $(+ $A::NAMED)*;

            fn arrivals() -> Vec<Arrival> {
                of_params([$(($A::NAMED, $A::ARRIVAL)),*])
            }

            fn call(&self, incoming: &mut Incoming<'_>) -> Result<Answering, Failure> {
                let this = This::<T>::from_call(incoming)?;
                Ok(Answering::Ready(self(&this, $($A::from_call(incoming)?),*).into_answer()))
            }
        }

        impl<T, H, R, $($A),*> MethodHandler<T, ByMut<(R, $($A),*)>> for H
        where
            T: State,
            H: Fn(&mut T, $($A),*) -> R + Send + Sync + 'static,
            R: IntoAnswer,
            $($A: FromCall,)*
        {
            const NAMED: usize = 0 $(+ $A::NAMED)*;

            fn arrivals() -> Vec<Arrival> {
                of_params([$(($A::NAMED, $A::ARRIVAL)),*])
            }

            fn call(&self, incoming: &mut Incoming<'_>) -> Result<Answering, Failure> {
                let mut this = This::<T>::from_call(incoming)?;
                Ok(Answering::Ready(self(&mut this, $($A::from_call(incoming)?),*).into_answer()))
            }
        }

        impl<T, H, R, $($A),*> Constructor<T, AtOnce<(R, $($A),*)>> for H
        where
            T: State,
            H: Fn($($A),*) -> R + Send + Sync + 'static,
            R: Gives<T>,
            $($A: FromCall,)*
        {
            const NAMED: usize = 0 $(+ $A::NAMED)*;

            fn arrivals() -> Vec<Arrival> {
                of_params([$(($A::NAMED, $A::ARRIVAL)),*])
            }

            fn call(&self, _incoming: &mut Incoming<'_>) -> Result<Answering, Failure> {
                Ok(Answering::Ready(created(self($($A::from_call(_incoming)?),*))))
            }
        }

        impl<T, H, R, $($A),*> Constructor<T, Awaited<(R, $($A),*)>> for H
        where
            T: State,
            H: Fn($($A),*) -> R + Send + Sync + 'static,
            R: Future<Output: Gives<T>> + Send + 'static,
            $($A: FromCall,)*
        {
            const NAMED: usize = 0 $(+ $A::NAMED)*;

            fn arrivals() -> Vec<Arrival> {
                of_params([$(($A::NAMED, $A::ARRIVAL)),*])
            }

            fn call(&self, _incoming: &mut Incoming<'_>) -> Result<Answering, Failure> {
                let making = self($($A::from_call(_incoming)?),*);
                Ok(Answering::Later(Box::pin(async { created(making.await) })))
            }
        }
    )*};
}

handlers! {
    ()
    (A)
    (A B)
    (A B C)
    (A B C D)
    (A B C D E)
    (A B C D E F)
    (A B C D E F G)
    (A B C D E F G I)
}
