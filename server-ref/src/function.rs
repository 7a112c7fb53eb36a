//! [`Function`]: what can be called, by which name, with which parameters.

use std::any::Any;
use std::fmt;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;

use hyperglyph::Value;
use hyperglyph::page::Input;

use crate::{Answer, Args, Failure};

/// A named parameter: an input of a form (INP-1, INP-2).
#[derive(Clone, Debug)]
pub struct Param(Input<'static>);

impl Param {
    /// A parameter that every call must give.
    #[must_use]
    pub fn required(name: impl Into<String>) -> Self {
        Self(Input::new(name.into()))
    }

    /// A parameter that a call may leave out.
    #[must_use]
    pub fn with_default(name: impl Into<String>, value: impl Into<Value<'static>>) -> Self {
        Self(Input::with_default(name.into(), value))
    }
}

type Answering = Pin<Box<dyn Future<Output = Result<Answer, Failure>> + Send>>;

/// A function on the page: a name, parameters, a handler, and marks.
///
/// Without a mark it is a form, called by POST. A *safe* one changes nothing:
/// it is a link, called by GET, or a GET form where it takes arguments. A
/// *hidden* one can be called and is not listed.
#[derive(Clone)]
pub struct Function {
    pub(crate) name: String,
    pub(crate) params: Arc<[Input<'static>]>,
    pub(crate) is_safe: bool,
    pub(crate) is_hidden: bool,
    pub(crate) nfc: Option<bool>,
    handler: Arc<dyn Fn(Args) -> Answering + Send + Sync>,
}

impl Function {
    /// A function with an async handler.
    ///
    /// A handler that computes for long should do so in
    /// [`tokio::task::spawn_blocking`]: other requests wait while it does not await.
    ///
    /// # Panics
    ///
    /// If two parameters have one name, or one has none: a call could not tell
    /// them apart.
    #[must_use]
    pub fn new<F, R, A>(
        name: impl Into<String>,
        params: impl IntoIterator<Item = Param>,
        handler: F,
    ) -> Self
    where
        F: Fn(Args) -> R + Send + Sync + 'static,
        R: Future<Output = Result<A, Failure>> + Send + 'static,
        A: Into<Answer>,
    {
        let (name, params) = (
            name.into(),
            params
                .into_iter()
                .map(|Param(input)| input)
                .collect::<Arc<[Input<'_>]>>(),
        );
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
        let handler = Arc::new(handler);
        Self {
            name,
            params,
            is_safe: false,
            is_hidden: false,
            nfc: None,
            // The handler itself runs when the future does, so that one place
            // catches whatever it panics with.
            handler: Arc::new(move |args| {
                let handler = Arc::clone(&handler);
                Box::pin(async move { handler(args).await.map(Into::into) })
            }),
        }
    }

    /// Changes nothing on the server: called by GET (LNK-1).
    #[must_use]
    pub fn safe(mut self) -> Self {
        self.is_safe = true;
        self
    }

    /// Callable, not listed.
    #[must_use]
    pub fn hidden(mut self) -> Self {
        self.is_hidden = true;
        self
    }

    /// Whether strings of the answer are normalised to NFC (STR-5, D17c),
    /// whatever the router says.
    #[must_use]
    pub fn nfc(mut self, nfc: bool) -> Self {
        self.nfc = Some(nfc);
        self
    }

    /// Runs the handler. A panic in it ends this call and nothing else.
    pub(crate) async fn call(&self, args: Args) -> Result<Answer, Failure> {
        let mut answering = (self.handler)(args);
        let outcome = poll_fn(|context| {
            // A handler that panicked is dropped and never polled again; what
            // it shares with others is guarded by its own locks.
            let poll = AssertUnwindSafe(|| answering.as_mut().poll(context));
            match catch_unwind(poll) {
                Ok(poll) => poll.map(Ok),
                Err(panic) => std::task::Poll::Ready(Err(panic)),
            }
        });
        outcome.await.unwrap_or_else(|panic| {
            let text = panic_text(&*panic);
            Err(Failure::internal(format_args!(
                "the handler panicked: {text}"
            )))
        })
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Function")
            .field("name", &self.name)
            .field("params", &self.params)
            .field("is_safe", &self.is_safe)
            .field("is_hidden", &self.is_hidden)
            .finish_non_exhaustive()
    }
}

fn panic_text(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("with a value that is no text")
}
