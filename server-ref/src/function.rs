//! [`Function`]: what can be called, by which name, with which parameters; and
//! [`Method`], the same on an instance.

use std::any::Any;
use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::task::Poll;

use http::StatusCode;
use hyperglyph::http::{Envelope, Method as Verb};
use hyperglyph::page::Input;

use crate::handler::Answering;
use crate::{Answer, Failure, Handler, Incoming, MethodHandler, Param};

/// A function: a name, parameters, a handler, and marks.
///
/// | mark | means |
/// |---|---|
/// | none | a form, called by POST |
/// | [`safe`](Self::safe) | changes nothing: a link, called by GET; a GET form, where it takes arguments |
/// | [`embed`](Self::embed) | safe, and its answer stands in the page already: an inlined link |
/// | [`redirect`](Self::redirect) | the client is sent to what it returns, by a 303 |
/// | [`hidden`](Self::hidden) | can be called and is not listed |
#[derive(Clone, Debug)]
pub struct Function(pub(crate) Routine);

/// A method of a class: a [`Function`] that is called on an instance.
#[derive(Debug)]
pub struct Method<T>(pub(crate) Routine, PhantomData<fn(T)>);

/// A function or method, whatever its types.
#[derive(Clone)]
pub(crate) struct Routine {
    pub(crate) name: String,
    pub(crate) params: Arc<[Input<'static>]>,
    pub(crate) is_safe: bool,
    pub(crate) is_embedded: bool,
    pub(crate) is_hidden: bool,
    pub(crate) redirect: Option<StatusCode>,
    pub(crate) verb: Verb,
    pub(crate) envelope: Option<Envelope>,
    pub(crate) nfc: Option<bool>,
    handler: Arc<Erased>,
}

type Erased = dyn Fn(&mut Incoming<'_>) -> Result<Answering, Failure> + Send + Sync;

impl Function {
    /// A function with its handler, sync or async; one [`arg`](crate::arg) for
    /// each argument. Another number of them does not compile.
    ///
    /// A handler that computes for long should do so in
    /// [`tokio::task::spawn_blocking`]: other requests wait while it does not await.
    ///
    /// # Panics
    ///
    /// If two parameters have one name, or one has none: a call could not tell
    /// them apart.
    #[must_use]
    pub fn new<H: Handler<M>, M, const N: usize>(
        name: impl Into<String>,
        params: [Param; N],
        handler: H,
    ) -> Self {
        const {
            assert!(
                H::NAMED == N,
                "one `arg(…)` for each argument of the handler"
            );
        }
        Self::of(name.into(), params, handler)
    }

    /// As `new`, by who has counted the parameters.
    pub(crate) fn of<H: Handler<M>, M>(
        name: String,
        params: impl IntoIterator<Item = Param>,
        handler: H,
    ) -> Self {
        Self(Routine::new(name, params, move |incoming| {
            handler.call(incoming)
        }))
    }
}

impl<T> Method<T> {
    /// A method with its handler, which takes `&T`, `&mut T` or
    /// [`This<T>`](crate::This) first; one [`arg`](crate::arg) for each
    /// further argument. Another number of them does not compile.
    ///
    /// # Panics
    ///
    /// As [`Function::new`] does.
    #[must_use]
    pub fn new<H: MethodHandler<T, M>, M, const N: usize>(
        name: impl Into<String>,
        params: [Param; N],
        handler: H,
    ) -> Self {
        const {
            assert!(
                H::NAMED == N,
                "one `arg(…)` for each argument of the handler but the instance"
            );
        }
        Self::of(name.into(), params, handler)
    }

    /// As `new`, by who has counted the parameters.
    pub(crate) fn of<H: MethodHandler<T, M>, M>(
        name: String,
        params: impl IntoIterator<Item = Param>,
        handler: H,
    ) -> Self {
        let routine = Routine::new(name, params, move |incoming| handler.call(incoming));
        Self(routine, PhantomData)
    }
}

impl<T> Clone for Method<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone(), PhantomData)
    }
}

macro_rules! marks {
    ($(impl $(<$T:ident>)? for $type:ty;)*) => {$(
        impl$(<$T>)? $type {
            /// Changes nothing on the server: called by GET (LNK-1).
            #[must_use]
            pub fn safe(mut self) -> Self {
                self.0.is_safe = true;
                self.0.verb = Verb::Get;
                self
            }

            /// Safe, and inlined where it is listed: the link on a page carries the
            /// answer, with its `etag` and `last_modified` (LNK-4, LNK-6). One that
            /// takes arguments, or fails, is listed without.
            #[must_use]
            pub fn embed(self) -> Self {
                let mut safe = self.safe();
                safe.0.is_embedded = true;
                safe
            }

            /// Sends the client to what is returned, by a 303, instead of inlining
            /// it (HTP-16): to an instance, or where a link leads.
            #[must_use]
            pub fn redirect(self) -> Self {
                self.redirect_by(StatusCode::SEE_OTHER)
            }

            /// As `redirect`, by 301, 302, 303, 307 or 308.
            #[must_use]
            pub fn redirect_by(mut self, status: StatusCode) -> Self {
                self.0.redirect = Some(status);
                self
            }

            /// Callable, not listed.
            #[must_use]
            pub fn hidden(mut self) -> Self {
                self.0.is_hidden = true;
                self
            }

            /// Called by another HTTP method than POST, and in that envelope (FRM-7).
            ///
            /// [`Router::into_service`](crate::Router::into_service) panics if they do
            /// not go together.
            #[must_use]
            pub fn verb(mut self, verb: Verb, envelope: Envelope) -> Self {
                self.0.is_safe = verb == Verb::Get;
                self.0.verb = verb;
                self.0.envelope = (envelope != verb.default_envelope()).then_some(envelope);
                self
            }

            /// Whether strings of the answer are normalised to NFC (STR-5, D17c),
            /// whatever the router says.
            #[must_use]
            pub fn nfc(mut self, nfc: bool) -> Self {
                self.0.nfc = Some(nfc);
                self
            }
        }
    )*};
}

marks! {
    impl for Function;
    impl<T> for Method<T>;
}

impl Routine {
    pub(crate) fn new(
        name: String,
        params: impl IntoIterator<Item = Param>,
        handler: impl Fn(&mut Incoming<'_>) -> Result<Answering, Failure> + Send + Sync + 'static,
    ) -> Self {
        let params: Arc<[Input<'_>]> = params.into_iter().map(|Param(input)| input).collect();
        for (at, param) in params.iter().enumerate() {
            let is_new = params[..at].iter().all(|before| before.name != param.name);
            assert!(
                is_new,
                "{name:?} has two parameters named {:?}: rename one",
                param.name
            );
            assert!(
                !param.name.is_empty(),
                "a parameter of {name:?} has no name [INP-1]"
            );
        }
        Self {
            name,
            params,
            is_safe: false,
            is_embedded: false,
            is_hidden: false,
            redirect: None,
            verb: Verb::Post,
            envelope: None,
            nfc: None,
            handler: Arc::new(handler),
        }
    }

    /// How its arguments travel.
    pub(crate) fn envelope(&self) -> Envelope {
        self.envelope.unwrap_or(self.verb.default_envelope())
    }

    /// Whether pages show it as a link: what is called by GET without arguments,
    /// where nobody asked for a form.
    pub(crate) fn is_link(&self) -> bool {
        self.is_safe && self.params.is_empty() && self.envelope.is_none()
    }

    /// Runs the handler. A panic in it ends this call and nothing else.
    pub(crate) async fn call(&self, incoming: Incoming<'_>) -> Result<Answer, Failure> {
        Self::finish(self.start(incoming)?).await
    }

    /// Reads the arguments, and runs the handler as far as it goes at once.
    pub(crate) fn start(&self, mut incoming: Incoming<'_>) -> Result<Answering, Failure> {
        // A handler that panicked is dropped and never polled again; what it
        // shares with others is guarded by its own locks.
        let calling = AssertUnwindSafe(|| (self.handler)(&mut incoming));
        catch_unwind(calling).map_err(panicked)?
    }

    /// Runs it to its end.
    pub(crate) async fn finish(answering: Answering) -> Result<Answer, Failure> {
        let mut answering = match answering {
            Answering::Ready(answer) => return answer,
            Answering::Later(answering) => answering,
        };
        let outcome = poll_fn(|context| {
            let poll = AssertUnwindSafe(|| answering.as_mut().poll(context));
            match catch_unwind(poll) {
                Ok(poll) => poll.map(Ok),
                Err(panic) => Poll::Ready(Err(panic)),
            }
        });
        outcome.await.map_err(panicked)?
    }
}

impl fmt::Debug for Routine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Routine")
            .field("name", &self.name)
            .field("params", &self.params)
            .field("verb", &self.verb)
            .field("is_hidden", &self.is_hidden)
            .finish_non_exhaustive()
    }
}

#[expect(clippy::needless_pass_by_value, reason = "a panic is used up")]
fn panicked(panic: Box<dyn Any + Send>) -> Failure {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("with a value that is no text");
    Failure::internal(format_args!("the handler panicked: {text}"))
}
