//! [`Call`]: from the values of the arguments to the response of a handler.

use std::ops::ControlFlow;
use std::pin::pin;
use std::sync::Arc;

use http::Response;
use http::request::Parts;
use hyperglyph::{EncodeOptions, Value};
use tokio::time::Instant;

use crate::answer::What;
use crate::content::{Content, Kind};
use crate::deadline::in_time;
use crate::handler::Answering;
use crate::mapping::AnyClass;
use crate::negotiate::Said;
use crate::outgoing::Outgoing;
use crate::render::Page;
use crate::routine::Routine;
use crate::service::unreadable;
use crate::state::read_id;
use crate::store::{Change, Kept, Shelf};
use crate::table::Target;
use crate::this::AnyThis;
use crate::upload::{Arrived, Contents, Tap};
use crate::{Answer, Body, Failure, Incoming, Service, read, response};

/// A call on its way.
#[derive(Clone, Copy)]
pub(crate) struct Call<'c> {
    pub(crate) target: Target<'c>,
    pub(crate) routine: &'c Routine,
    pub(crate) head: &'c Parts,
    pub(crate) said: &'c Said<'c>,
    pub(crate) deadline: Instant,
}

/// The values for the parameters of a routine, in their order.
pub(crate) enum Values<'v> {
    /// Borrowed from the request; and the contents of uploads that are not in them.
    Small(Vec<Value<'v>>, Vec<Option<Contents>>),
    /// The same, and one upload while it comes.
    Streamed(Vec<Value<'static>>, Tap),
    /// To be read in another thread.
    Large(Arc<Arrived>),
}

type AtOnce = ControlFlow<Result<Response<Body>, Failure>, Answer>;

impl Service {
    pub(crate) async fn run(
        &self,
        call: &Call<'_>,
        values: &Values<'_>,
    ) -> Result<Response<Body>, Failure> {
        let responding = pin!(self.responded(call, values));
        in_time(call.deadline, read::too_long, responding).await
    }

    /// Runs, for as long as it takes.
    pub(crate) async fn responded(
        &self,
        call: &Call<'_>,
        values: &Values<'_>,
    ) -> Result<Response<Body>, Failure> {
        let answer = self.answered(call, values).await?;
        let answer = match self.written_at_once(call, answer) {
            ControlFlow::Break(response) => return response,
            ControlFlow::Continue(answer) => answer,
        };
        Box::pin(self.written(call, answer)).await
    }

    /// The answer of a function, or of a method of an instance.
    async fn answered(&self, call: &Call<'_>, values: &Values<'_>) -> Result<Answer, Failure> {
        let this = match call.target {
            Target::Method(class, segment, _) => match class.typed.shelf() {
                None => {
                    let state = self.table.states.read(class.name(), segment)?;
                    let this = class.typed.transient(&state);
                    Some(this.map_err(|error| unreadable(class, &error))?)
                }
                Some(store) => {
                    let id: Arc<str> = read_id(segment).ok_or_else(Failure::not_found)?.into();
                    let changing = Box::pin(self.changed(call, class, store, id, values));
                    return changing.await?.ok_or_else(Failure::not_found);
                }
            },
            _ => None,
        };
        self.started(call, values, this).await
    }

    /// The answer of a method of a persistent instance, which the store keeps as
    /// the method leaves it.
    async fn changed(
        &self,
        call: &Call<'_>,
        class: &AnyClass,
        store: &Shelf,
        id: Arc<str>,
        values: &Values<'_>,
    ) -> Result<Option<Answer>, Failure> {
        let id = &id;
        let change = move |kept: Kept| async move {
            let (this, home) = class
                .typed
                .persistent(&kept.state, Arc::clone(id))
                .map_err(|error| unreadable(class, &error))?;
            let answer = self.started(call, values, Some(this)).await?;
            let change = if call.routine.is_safe {
                Change::None
            } else {
                home.change()?
            };
            Ok((change, answer))
        };
        store.change(id, change).await
    }

    /// Runs a handler; where its arguments are large, they are read aside.
    async fn started(
        &self,
        call: &Call<'_>,
        values: &Values<'_>,
        this: Option<AnyThis>,
    ) -> Result<Answer, Failure> {
        let (routine, head) = (call.routine, call.head);
        let answering = match values {
            Values::Small(values, contents) => {
                let incoming = Incoming::new(&routine.params, values, head, this);
                routine.start(incoming.with_contents(contents))
            }
            Values::Streamed(values, tap) => {
                let incoming = Incoming::new(&routine.params, values, head, this);
                routine.start(incoming.with_tap(tap))
            }
            Values::Large(came) => Box::pin(self.started_aside(call, Arc::clone(came), this)).await,
        };
        let later = match answering? {
            Answering::Ready(answer) => return answer,
            Answering::Later(later) => later,
        };
        Routine::finish(later).await
    }

    async fn started_aside(
        &self,
        call: &Call<'_>,
        came: Arc<Arrived>,
        this: Option<AnyThis>,
    ) -> Result<Answering, Failure> {
        let (routine, head) = (call.routine.clone(), call.head.clone());
        let starting = move || {
            let incoming = Incoming::new(&routine.params, &came.values, &head, this);
            routine.start(incoming.with_contents(&came.contents))
        };
        self.aside.run(starting).await
    }

    /// The response to a plain value, which most answers are and nobody has to wait
    /// for; or else the answer.
    fn written_at_once(&self, call: &Call<'_>, answer: Answer) -> AtOnce {
        match answer {
            Answer {
                what: What::Content(Content(Kind::Value(value))),
                etag: None,
                last_modified: None,
            } if call.routine.redirect.is_none() && !response::takes_long(&value) => {
                ControlFlow::Break(response::of_value(value, &self.options(call)))
            }
            other => ControlFlow::Continue(other),
        }
    }

    fn options(&self, call: &Call<'_>) -> EncodeOptions {
        EncodeOptions::new().nfc(call.routine.nfc.unwrap_or(self.config.nfc))
    }

    /// The response to what a routine answered.
    async fn written(&self, call: &Call<'_>, answer: Answer) -> Result<Response<Body>, Failure> {
        let outgoing = Outgoing::default();
        let page = Page::new(&self.table, call.head, &outgoing);
        let Answer {
            what,
            etag,
            last_modified,
        } = answer;
        let mut written = match what {
            What::Located(status, location) => {
                let location = Box::pin(page.location(location)).await?;
                return response::located(status, &location);
            }
            What::Stream(content_type, body) => response::of_stream(&content_type, body)?,
            What::Content(content) => {
                if let Some(status) = call.routine.redirect
                    && !matches!(content.0, Kind::Failed(_))
                {
                    let url = Box::pin(page.url_of(content)).await?;
                    return response::located(status, &url);
                }
                let value = page.value(content).await?;
                self.response(value, outgoing, self.options(call), call.head)
                    .await?
            }
        };
        response::validate(&mut written, etag.as_deref(), last_modified)?;
        Ok(written)
    }

    /// The response that a value is, with the downloads that stand in it.
    pub(crate) async fn response(
        &self,
        mut value: Value<'static>,
        outgoing: Outgoing,
        options: EncodeOptions,
        head: &Parts,
    ) -> Result<Response<Body>, Failure> {
        let contents = outgoing.taken_from(&mut value);
        let is_long = response::takes_long(&value);
        if !contents.is_empty() {
            let path = head.uri.path().to_owned();
            let write = move || response::of_outgoing(&value, contents, &options, &path);
            return if is_long {
                Box::pin(self.aside.run(write)).await
            } else {
                write()
            };
        }
        let write = move || response::of_value(value, &options);
        if is_long {
            Box::pin(self.aside.run(write)).await
        } else {
            write()
        }
    }
}
