//! [`Function`]: what can be called, by which name, with which parameters; and
//! [`Method`], the same on an instance.

use std::marker::PhantomData;

use http::StatusCode;
use hyperglyph::http::{Envelope, Method as Verb};

use crate::routine::Routine;
use crate::{Handler, Incoming, MethodHandler, Param};

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
        let arrivals = H::arrivals();
        let call = move |incoming: &mut Incoming<'_>| handler.call(incoming);
        Self(Routine::new(name, params, arrivals, call))
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
        let arrivals = H::arrivals();
        let call = move |incoming: &mut Incoming<'_>| handler.call(incoming);
        Self(Routine::new(name, params, arrivals, call), PhantomData)
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
                hyperglyph::fault!("RES-7/hidden-shown" => self.0.is_hidden = false);
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
