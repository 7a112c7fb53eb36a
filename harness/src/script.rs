//! [`Script`]: a server that answers the requests of one case in turn, and keeps
//! what was asked.

use std::convert::Infallible;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use hyperglyph_vectors::BytesSpec;
use hyperglyph_vectors::http::{ClientCase, ScriptedAnswer};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::Recorded;
use crate::judge::http::{Answer, Asked};

/// A scripted server of one case, on a free loopback port. It ends when it is dropped.
#[derive(Debug)]
pub struct Script {
    origin: String,
    stage: Arc<Stage>,
    accepting: JoinHandle<()>,
}

#[derive(Debug)]
struct Stage {
    origin: String,
    answers: Vec<ScriptedAnswer>,
    asked: Mutex<Vec<Asked>>,
}

impl Script {
    /// Serves the answers of a case.
    pub async fn start(case: &ClientCase) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let origin = format!("http://{}", listener.local_addr()?);
        let stage = Arc::new(Stage {
            origin: origin.clone(),
            answers: case.script.iter().map(|it| it.answer.clone()).collect(),
            asked: Mutex::default(),
        });
        Ok(Self {
            origin,
            stage: Arc::clone(&stage),
            accepting: tokio::spawn(accept(listener, stage)),
        })
    }

    /// Scheme, host and port.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// What was asked so far, and what was answered.
    #[must_use]
    pub fn recorded(&self) -> Vec<Recorded> {
        let asked = self.asked();
        let answered = asked.iter().enumerate();
        answered
            .map(|(at, asked)| Recorded::of_theirs(asked, &self.stage.answer_to(at)))
            .collect()
    }

    /// What was asked so far, in order.
    #[must_use]
    pub fn asked(&self) -> Vec<Asked> {
        let asked = self.stage.asked.lock();
        asked.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, stage: Arc<Stage>) {
    // A connection that cannot be accepted fails the case.
    while let Ok((stream, _)) = listener.accept().await {
        let stage = Arc::clone(&stage);
        tokio::spawn(async move {
            let service = service_fn(|request| stage.answer(request));
            // A client may leave at any time.
            let _ = http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

impl Stage {
    async fn answer(
        &self,
        request: Request<Incoming>,
    ) -> Result<Response<Full<Bytes>>, Infallible> {
        let (head, body) = request.into_parts();
        // What broke off is judged as far as it came.
        let body = body
            .collect()
            .await
            .map(http_body_util::Collected::to_bytes);
        let head = Request::from_parts(head, ());
        let asked = Asked {
            body: body.unwrap_or_default().to_vec(),
            ..Asked::head(&head)
        };
        let takes_gzip = asked
            .headers
            .iter()
            .any(|(name, value)| name == "accept-encoding" && value.contains("gzip"));
        let at = {
            let mut all = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
            all.push(asked);
            all.len() - 1
        };
        let answer = self.answers.get(at);
        let response = answer.and_then(|answer| self.response(answer, takes_gzip));
        Ok(response.unwrap_or_else(|| {
            let mut surplus = Response::new(Full::default());
            *surplus.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            surplus
        }))
    }

    /// What the request at this place was answered, for people: before it was compressed.
    fn answer_to(&self, at: usize) -> Answer {
        let Some(answer) = self.answers.get(at) else {
            return Answer {
                status: 500,
                headers: Vec::new(),
                body: Vec::new(),
            };
        };
        let headers = answer.headers.iter();
        let body = answer.body.as_ref().map(BytesSpec::to_vec);
        Answer {
            status: answer.status,
            headers: headers
                .map(|(name, value)| (name.clone(), value.replace("{origin}", &self.origin)))
                .collect(),
            body: body.unwrap_or_default(),
        }
    }

    /// The answer of the script; nothing where it is none that HTTP knows.
    fn response(&self, answer: &ScriptedAnswer, takes_gzip: bool) -> Option<Response<Full<Bytes>>> {
        let mut response = Response::builder().status(answer.status);
        for (name, value) in &answer.headers {
            response = response.header(name, value.replace("{origin}", &self.origin));
        }
        let body = answer.body.as_ref();
        let mut body = body.map(BytesSpec::to_vec).unwrap_or_default();
        if answer.gzip && takes_gzip {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(&body).ok()?;
            body = encoder.finish().ok()?;
            response = response.header("content-encoding", "gzip");
        }
        response.body(Full::new(body.into())).ok()
    }
}
