//! A call whose upload comes while its handler runs.
//!
//! Both go on in one task, so neither is ahead of the other by more than what
//! the channel between them holds.

use std::fmt::Display;
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use http::{HeaderValue, Response, header};
use tokio::time::Instant;

use crate::call::{Call, Values};
use crate::deadline::timeout_at;
use crate::upload::{Flow, channel};
use crate::{Body, Failure, Service, read, response};

impl Service {
    /// Runs as soon as the arguments are there but for the upload.
    pub(crate) async fn call_streaming<B>(
        &self,
        call: &Call<'_>,
        body: B,
    ) -> Result<Response<Body>, Failure>
    where
        B: http_body::Body,
        B::Error: Display,
    {
        let headers = &call.head.headers;
        let is_compressed = call.said.is_compressed()?;
        let mut body = pin!(body);
        let mut flow = Flow::new(body.as_mut(), is_compressed, &self.config)?;
        let opened = flow.open(call.routine, headers).await;
        let (values, content) = opened.map_err(Failure::and_close)?;
        let (feed, tap) = channel();
        let values = Values::Streamed(values, tap);
        let mut feeding = pin!(flow.feed(content, feed));
        let mut answering = pin!(self.responded(call, &values));
        let begun = poll_fn(|context| Poll::Ready(feeding.as_mut().poll(context))).await;
        let handed_on = match begun {
            // What is wrong in what has come by now calls nothing.
            Poll::Ready(Err(failure)) => return Err(failure.and_close()),
            Poll::Ready(handed_on) => handed_on,
            Poll::Pending => tokio::select! {
                biased;
                handed_on = feeding.as_mut() => handed_on,
                response = answering.as_mut() => return early(response),
            },
        };
        let deadline = Instant::now() + self.config.timeout;
        let response = timeout_at(deadline, answering).await;
        match handed_on {
            Ok(true) => response.map_err(|_| read::too_long())?,
            Ok(false) => early(response.map_err(|_| read::too_long())?),
            // The handler was told, and has had its time to clean up.
            Err(failure) => Err(failure.and_close()),
        }
    }
}

/// The rest of the request is not read, so the connection ends with this.
fn early(response: Result<Response<Body>, Failure>) -> Result<Response<Body>, Failure> {
    let close = HeaderValue::from_static("close");
    let closing = |it| response::with_header(it, header::CONNECTION, close);
    response.map(closing).map_err(Failure::and_close)
}
