//! [`Call`]: from the values of the arguments to the response of a handler.

use std::pin::pin;
use std::sync::Arc;

use http::Response;
use http::request::Parts;
use hyperglyph::{EncodeOptions, Value};
use tokio::time::Instant;

use crate::answer::What;
use crate::content::Kind;
use crate::deadline::timeout_at;
use crate::mapping::AnyClass;
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
pub(crate) struct Call<'c> {
    pub(crate) target: Target<'c>,
    pub(crate) routine: &'c Routine,
    pub(crate) head: &'c Parts,
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

impl Service {
    pub(crate) async fn run(
        &self,
        call: Call<'_>,
        values: Values<'_>,
    ) -> Result<Response<Body>, Failure> {
        timeout_at(call.deadline, pin!(self.responded(&call, &values)))
            .await
            .map_err(|_| read::too_long())?
    }

    /// Runs, for as long as it takes.
    pub(crate) async fn responded(
        &self,
        call: &Call<'_>,
        values: &Values<'_>,
    ) -> Result<Response<Body>, Failure> {
        let answer = self.answered(call, values).await?;
        self.written(call, answer).await
    }

    /// The answer of a function, or of a method of an instance.
    async fn answered(&self, call: &Call<'_>, values: &Values<'_>) -> Result<Answer, Failure> {
        let Target::Method(class, segment, _) = call.target else {
            return self.started(call, values, None).await;
        };
        let Some(store) = class.typed.shelf() else {
            let state = self.table.states.read(class.name(), segment)?;
            let this = class.typed.transient(&state);
            let this = this.map_err(|error| unreadable(class, &error))?;
            return self.started(call, values, Some(this)).await;
        };
        let id: Arc<str> = read_id(segment).ok_or_else(Failure::not_found)?.into();
        let answer = Box::pin(self.changed(call, class, store, &id, values)).await?;
        answer.ok_or_else(Failure::not_found)
    }

    /// The answer of a method of a persistent instance, which the store keeps as
    /// the method leaves it.
    async fn changed(
        &self,
        call: &Call<'_>,
        class: &AnyClass,
        store: &Shelf,
        id: &Arc<str>,
        values: &Values<'_>,
    ) -> Result<Option<Answer>, Failure> {
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
        let came = match values {
            Values::Small(values, contents) => {
                let incoming = Incoming::new(&routine.params, values, head, this);
                return routine.call(incoming.with_contents(contents)).await;
            }
            Values::Streamed(values, tap) => {
                let incoming = Incoming::new(&routine.params, values, head, this);
                return routine.call(incoming.with_tap(tap)).await;
            }
            Values::Large(came) => Arc::clone(came),
        };
        let (routine, head) = (routine.clone(), head.clone());
        let starting = move || {
            let incoming = Incoming::new(&routine.params, &came.values, &head, this);
            routine.start(incoming.with_contents(&came.contents))
        };
        Routine::finish(Box::pin(self.aside.run(starting)).await?).await
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
        let written = match what {
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
                let nfc = call.routine.nfc.unwrap_or(self.config.nfc);
                let options = EncodeOptions::new().nfc(nfc);
                self.response(value, outgoing, options, call.head).await?
            }
        };
        response::validated(written, etag.as_deref(), last_modified)
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
