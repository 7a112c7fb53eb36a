//! [`Load`]: calls over one connection of HTTP/2, with a message that stands ready.

use std::net::SocketAddr;

use bytes::Bytes;
use h2::client::SendRequest;
use http::{Request, header};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;

use crate::Error;
use crate::peer::{GREETING, NAME};

/// A connection with many streams.
#[derive(Debug)]
pub struct Load {
    runtime: Runtime,
    streams: u64,
    connection: SendRequest<Bytes>,
}

impl Load {
    /// Connects, to call over that many streams at one time.
    pub fn open(address: SocketAddr, streams: u64) -> Result<Self, Error> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let connection = runtime.block_on(async {
            let stream = TcpStream::connect(address).await?;
            stream.set_nodelay(true)?;
            let (send, connection) = h2::client::handshake(stream).await?;
            // Its end is seen by the calls.
            tokio::spawn(connection);
            Ok::<_, Error>(send)
        })?;
        Ok(Self {
            runtime,
            streams,
            connection,
        })
    }

    /// At least that many calls.
    pub fn run(&mut self, calls: u64) -> Result<(), Error> {
        let each = calls.div_ceil(self.streams);
        self.runtime.block_on(async {
            let mut streams = tokio::task::JoinSet::new();
            for _ in 0..self.streams {
                let connection = self.connection.clone();
                streams.spawn(async move {
                    for _ in 0..each {
                        call(&connection).await?;
                    }
                    Ok::<_, Error>(())
                });
            }
            while let Some(ended) = streams.join_next().await {
                ended??;
            }
            Ok(())
        })
    }
}

async fn call(connection: &SendRequest<Bytes>) -> Result<(), Error> {
    let request = Request::post("http://localhost/bench.Greeter/Hello")
        .header(header::CONTENT_TYPE, "application/grpc")
        .header(header::TE, "trailers")
        .body(())?;
    let mut connection = connection.clone().ready().await?;
    let (response, mut body) = connection.send_request(request, false)?;
    body.send_data(message(NAME), true)?;
    let mut body = response.await?.into_body();
    let mut answer = Vec::new();
    while let Some(data) = body.data().await {
        let data = data?;
        body.flow_control().release_capacity(data.len())?;
        answer.extend_from_slice(&data);
    }
    let trailers = body.trailers().await?.unwrap_or_default();
    let is_ok = trailers.get("grpc-status").is_some_and(|it| it == "0");
    if is_ok && *answer == *message(GREETING) {
        Ok(())
    } else {
        Err(format!("expected {GREETING:?}, found {answer:?} and {trailers:?}").into())
    }
}

/// Five bytes that say how long it is, and a protocol buffer with one text.
fn message(text: &str) -> Bytes {
    // Both texts are short.
    let length = u8::try_from(text.len()).unwrap_or(u8::MAX);
    let frame = [0, 0, 0, 0, length + 2, 0x0a, length];
    [&frame, text.as_bytes()].concat().into()
}
