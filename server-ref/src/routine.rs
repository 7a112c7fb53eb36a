//! [`Routine`]: a function, a method or a constructor, whatever its types.

use std::any::Any;
use std::fmt;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::task::Poll;

use http::StatusCode;
use hyperglyph::http::{Envelope, Method as Verb};
use hyperglyph::page::Input;

use crate::handler::{Answering, Later};
use crate::{Answer, Arrival, Failure, Incoming, Param};

/// A function or method, whatever its types.
#[derive(Clone)]
pub(crate) struct Routine {
    pub(crate) name: String,
    pub(crate) params: Arc<[Input<'static>]>,
    /// For each parameter, how a blob comes to it.
    pub(crate) arrivals: Arc<[Arrival]>,
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

impl Routine {
    pub(crate) fn new(
        name: String,
        params: impl IntoIterator<Item = Param>,
        arrivals: Vec<Arrival>,
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
        let mut blobs = arrivals.iter().filter(|it| **it != Arrival::Whole);
        assert!(
            !arrivals.contains(&Arrival::Streamed) || blobs.nth(1).is_none(),
            "{name:?} takes an UploadStream, beside which there is no room for another upload: take each as an Upload"
        );
        Self {
            name,
            params,
            arrivals: arrivals.into(),
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
        hyperglyph::fault!("ENV-9/blob-by-default" if self.verb == Verb::Post => return self.envelope.unwrap_or(Envelope::Blob));
        hyperglyph::fault!("ENV-10/none-by-default" if self.verb == Verb::Get => return self.envelope.unwrap_or(Envelope::None));
        hyperglyph::fault!("ENV-13/form-by-default" if self.verb == Verb::Put => return self.envelope.unwrap_or(Envelope::Form));
        hyperglyph::fault!("ENV-14/form-by-default" if self.verb == Verb::Patch => return self.envelope.unwrap_or(Envelope::Form));
        hyperglyph::fault!("ENV-15/none-alone" if self.verb == Verb::Delete => return Envelope::None);
        self.envelope.unwrap_or(self.verb.default_envelope())
    }

    /// Whether pages show it as a link: what is called by GET without arguments,
    /// where nobody asked for a form.
    pub(crate) fn is_link(&self) -> bool {
        hyperglyph::fault!("LNK-1/unsafe" => return self.params.is_empty());
        self.is_safe && self.params.is_empty() && self.envelope.is_none()
    }

    /// Whether one of its arguments is a blob that may be a file.
    pub(crate) fn takes_uploads(&self) -> bool {
        self.arrivals.contains(&Arrival::Spooled)
    }

    /// Which of its arguments is a blob that comes while it runs.
    pub(crate) fn stream(&self) -> Option<usize> {
        self.arrivals.iter().position(|it| *it == Arrival::Streamed)
    }

    /// Runs the handler. A panic in it ends this call and nothing else.
    pub(crate) async fn call(&self, incoming: Incoming<'_>) -> Result<Answer, Failure> {
        match self.start(incoming)? {
            Answering::Ready(answer) => answer,
            Answering::Later(later) => Self::finish(later).await,
        }
    }

    /// Reads the arguments, and runs the handler as far as it goes at once.
    pub(crate) fn start(&self, mut incoming: Incoming<'_>) -> Result<Answering, Failure> {
        // A handler that panicked is dropped and never polled again; what it
        // shares with others is guarded by its own locks.
        let calling = AssertUnwindSafe(|| (self.handler)(&mut incoming));
        catch_unwind(calling).map_err(panicked)?
    }

    /// Runs it to its end.
    pub(crate) fn finish(mut later: Later) -> impl Future<Output = Result<Answer, Failure>> {
        poll_fn(move |context| {
            let poll = AssertUnwindSafe(|| later.as_mut().poll(context));
            catch_unwind(poll).unwrap_or_else(|panic| Poll::Ready(Err(panicked(panic))))
        })
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
