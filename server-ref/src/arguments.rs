//! From a request to the values of its arguments, by the envelope that they come in.

use std::fmt::Display;
use std::pin::pin;
use std::sync::Arc;

use bytes::Bytes;
use http::Response;
use hyperglyph::Value;
use hyperglyph::http::{Arguments, Envelope};
use tokio::time::Instant;

use crate::aside::{LARGE, is_large};
use crate::call::{Call, Values};
use crate::deadline::in_time;
use crate::routine::Routine;
use crate::upload::{
    Arrived, Contents, Form, Intake, Shape, Spool, begin, receive, upload_too_large,
};
use crate::{Arrival, Body, Failure, Service, read};

impl Service {
    /// Reads the arguments, and runs.
    pub(crate) async fn call<B>(&self, call: &Call<'_>, body: B) -> Result<Response<Body>, Failure>
    where
        B: http_body::Body,
        B::Error: Display,
    {
        let (routine, head) = (call.routine, call.head);
        let headers = &head.headers;
        match routine.envelope() {
            // A query is never large: the `http` crate takes no longer url. A body beside it
            // is nobody's: that there is none binds the client alone (ENV-7).
            Envelope::Query => {
                let query = read::query(head.uri.query());
                let values = self.bound(routine, &query)?;
                self.run(call, &Values::Small(values, Vec::new())).await
            }
            Envelope::None => {
                hyperglyph::fault!("ENV-1/body-wanted" if body.is_end_stream() => return Err(Failure::bad_request("where is the body?")));
                if !body.is_end_stream() {
                    let mut nothing = Box::pin(read::nothing(routine, body));
                    in_time(call.deadline, read::too_slow, nothing.as_mut()).await?;
                }
                let values = self.bound(routine, &[])?;
                self.run(call, &Values::Small(values, Vec::new())).await
            }
            // Boxed, so that connections which wait need no room for what they do not.
            Envelope::Blob if routine.stream().is_some() => {
                Box::pin(self.call_streaming(call, body)).await
            }
            Envelope::Blob if routine.takes_uploads() => {
                Box::pin(self.call_with_blob(call, body)).await
            }
            Envelope::Blob => {
                let bytes = self.whole(call, body).await?;
                let value = read::blob(headers, &routine.params, &bytes)?;
                self.run(call, &Values::Small(vec![value], Vec::new()))
                    .await
            }
            // What is not there has no type that could be wrong.
            Envelope::Form if body.is_end_stream() => {
                let values = self.bound(routine, &[])?;
                self.run(call, &Values::Small(values, Vec::new())).await
            }
            Envelope::Form => {
                call.said.readable()?;
                if routine.stream().is_some() {
                    return Box::pin(self.call_streaming(call, body)).await;
                }
                if routine.takes_uploads() {
                    return Box::pin(self.call_with_uploads(call, body)).await;
                }
                let bytes = self.whole(call, body).await?;
                if bytes.len() >= LARGE {
                    return Box::pin(self.call_with_large(call, bytes)).await;
                }
                let values = self.bound(routine, &bytes)?;
                self.run(call, &Values::Small(values, Vec::new())).await
            }
        }
    }

    async fn whole<B>(&self, call: &Call<'_>, body: B) -> Result<Bytes, Failure>
    where
        B: http_body::Body,
        B::Error: Display,
    {
        let reading = pin!(read::whole(call.said, body, &self.config, &self.aside));
        in_time(call.deadline, read::too_slow, reading).await
    }

    /// Runs with the arguments in a large body, which are read aside.
    async fn call_with_large(
        &self,
        call: &Call<'_>,
        bytes: Bytes,
    ) -> Result<Response<Body>, Failure> {
        let values = self.bound_aside(call.routine, bytes, call.deadline).await?;
        let contents = Vec::new();
        let arrived = Arrived { values, contents };
        self.run(call, &Values::Large(Arc::new(arrived))).await
    }

    /// Reads the arguments, where some of them are uploads, and runs.
    async fn call_with_uploads<B>(
        &self,
        call: &Call<'_>,
        body: B,
    ) -> Result<Response<Body>, Failure>
    where
        B: http_body::Body,
        B::Error: Display,
    {
        let is_compressed = call.said.is_compressed()?;
        let mut body = pin!(body);
        let beginning = begin(body.as_mut(), &self.config, call.deadline).await?;
        if beginning.has_ended && !is_compressed {
            let bytes = beginning.batch.concat();
            let values = self.bound(call.routine, &bytes)?;
            self.check_uploads(call.routine, &values)?;
            return self.run(call, &Values::Small(values, Vec::new())).await;
        }
        let form = Form::new(call.routine.clone(), &self.config);
        let intake = Intake::new(Shape::Form(Box::new(form)), is_compressed, &self.config);
        let receiving = receive(body, beginning, intake, &self.config, &self.files);
        let arrived = receiving.await.map_err(Failure::and_close)?;
        self.run_with(call, arrived).await
    }

    /// The same, where the body is the one argument, an upload (ENV-3).
    async fn call_with_blob<B>(&self, call: &Call<'_>, body: B) -> Result<Response<Body>, Failure>
    where
        B: http_body::Body,
        B::Error: Display,
    {
        let headers = &call.head.headers;
        let is_compressed = call.said.is_compressed()?;
        let blob = read::blob(headers, &call.routine.params, &[])?;
        let mut body = pin!(body);
        let beginning = begin(body.as_mut(), &self.config, call.deadline).await?;
        if beginning.has_ended && !is_compressed {
            let bytes = beginning.batch.concat();
            self.check_upload(bytes.len())?;
            let contents = vec![Some(Contents::Memory(bytes))];
            return self.run(call, &Values::Small(vec![blob], contents)).await;
        }
        let spool = Spool::new(&self.config.uploads);
        let intake = Intake::new(Shape::Blob { blob, spool }, is_compressed, &self.config);
        let receiving = receive(body, beginning, intake, &self.config, &self.files);
        let arrived = receiving.await.map_err(Failure::and_close)?;
        self.run_with(call, arrived).await
    }

    /// Runs with what came, which may have taken longer than other calls may.
    async fn run_with(&self, call: &Call<'_>, arrived: Arrived) -> Result<Response<Body>, Failure> {
        let deadline = Instant::now() + self.config.timeout;
        let values = if arrived.values.iter().any(is_large) {
            Values::Large(Arc::new(arrived))
        } else {
            Values::Small(arrived.values, arrived.contents)
        };
        self.run(&Call { deadline, ..*call }, &values).await
    }

    /// The values for the parameters, in their order.
    fn bound<'b>(&self, routine: &Routine, bytes: &'b [u8]) -> Result<Vec<Value<'b>>, Failure> {
        hyperglyph::fault!("ENV-6/not-read" if routine.envelope() == Envelope::Form => return Ok(vec![Value::Nil; routine.params.len()]));
        Arguments::read(bytes, &self.config.decoding)
            .map_err(read::no_arguments)?
            .bind(&routine.params)
            .map_err(|error| read::unfitting(routine, &error))
    }

    async fn bound_aside(
        &self,
        routine: &Routine,
        bytes: Bytes,
        deadline: Instant,
    ) -> Result<Vec<Value<'static>>, Failure> {
        let (service, routine) = (self.clone(), routine.clone());
        let reading = move || {
            let values = service.bound(&routine, &bytes)?;
            Ok(values.into_iter().map(Value::into_owned).collect())
        };
        in_time(deadline, read::too_long, pin!(self.aside.run(reading))).await
    }

    /// 413 for an upload over the limit, where all of them are in their values.
    fn check_uploads(&self, routine: &Routine, values: &[Value<'_>]) -> Result<(), Failure> {
        let uploads = values.iter().zip(&*routine.arrivals);
        for (value, _) in uploads.filter(|(_, arrival)| **arrival == Arrival::Spooled) {
            if let Value::Blob(blob) = value {
                self.check_upload(blob.content.len())?;
            }
        }
        Ok(())
    }

    fn check_upload(&self, length: usize) -> Result<(), Failure> {
        let limit = self.config.uploads.limit;
        if length <= limit {
            Ok(())
        } else {
            Err(upload_too_large(limit))
        }
    }
}
