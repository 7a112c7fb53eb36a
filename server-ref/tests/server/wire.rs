//! A server on a free port, and a client that writes what it is told, right or wrong.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use hyperglyph::{DecodeOptions, Value};
use hyperglyph_server::{Failure, Function, Router, Running, Serve, Server, arg};
use tokio::runtime::Runtime;

/// A server that runs until it is dropped.
pub(crate) struct Served {
    pub(crate) address: SocketAddr,
    running: Option<Running>,
    runtime: Runtime,
}

impl Served {
    pub(crate) fn new(router: Router) -> Self {
        Self::with(router, |server| server)
    }

    pub(crate) fn with(app: impl Serve, limits: impl FnOnce(Server) -> Server) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let running = runtime.block_on(async {
            let server = Server::bind("127.0.0.1:0").await.unwrap();
            limits(server).spawn(app)
        });
        Self {
            address: running.local_addr(),
            running: Some(running),
            runtime,
        }
    }

    /// Stops as a server is told to, and waits for it.
    pub(crate) fn stop(&mut self) {
        let running = self.running.take().unwrap();
        self.runtime.block_on(running.stop()).unwrap();
    }

    /// Tells it to stop, and does not wait.
    pub(crate) fn begin_stop(&mut self) {
        let running = self.running.take().unwrap();
        self.runtime.spawn(running.stop());
    }

    pub(crate) fn connect(&self) -> Wire {
        Wire::new(TcpStream::connect(self.address).unwrap())
    }

    /// One request on a connection of its own.
    pub(crate) fn send(&self, request: impl AsRef<[u8]>) -> Reply {
        let mut wire = self.connect();
        wire.write(request);
        wire.reply()
    }

    pub(crate) fn get(&self, path: &str) -> Reply {
        self.send(format!("GET {path} HTTP/1.1\r\nHost: h\r\n\r\n"))
    }

    pub(crate) fn post(&self, path: &str, body: impl AsRef<[u8]>) -> Reply {
        self.send(post(path, "", body))
    }

    /// Whatever happened before, this goes on working.
    #[track_caller]
    pub(crate) fn assert_lives(&self) {
        let reply = self.post("/hello", "O;");
        assert_eq!(
            (reply.status, &*reply.body),
            (200, &b"u11:Hello World;"[..])
        );
    }
}

/// `hello(name="World")`, and what a test adds.
pub(crate) fn hello() -> Router {
    Router::new().function("hello", [arg("name").or("World")], async |name: String| {
        format!("Hello {name}")
    })
}

/// A function without parameters that gives that.
pub(crate) fn giving(
    name: &str,
    give: impl Fn() -> Result<Value<'static>, Failure> + Send + Sync + 'static,
) -> Function {
    Function::new(name, [], give)
}

/// A POST with a length, and whatever headers besides.
pub(crate) fn post(path: &str, headers: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let length = body.len();
    let head =
        format!("POST {path} HTTP/1.1\r\nHost: h\r\n{headers}Content-Length: {length}\r\n\r\n");
    [head.as_bytes(), body].concat()
}

/// One connection.
pub(crate) struct Wire {
    stream: BufReader<TcpStream>,
}

impl Wire {
    fn new(stream: TcpStream) -> Self {
        stream
            .set_read_timeout(Some(Duration::from_secs(10)))
            .unwrap();
        Self {
            stream: BufReader::new(stream),
        }
    }

    /// Writes; that the server has closed already is for the reader to see.
    pub(crate) fn write(&mut self, bytes: impl AsRef<[u8]>) {
        let _ = self.try_write(bytes.as_ref());
    }

    pub(crate) fn try_write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.stream.get_mut().write_all(bytes)
    }

    pub(crate) fn reply(&mut self) -> Reply {
        self.try_reply().expect("a response")
    }

    /// The next response, or nothing where the connection ended first.
    pub(crate) fn try_reply(&mut self) -> Option<Reply> {
        let mut line = String::new();
        self.stream.read_line(&mut line).ok()?;
        let status = line.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().unwrap();
        let mut headers = Vec::new();
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).unwrap();
            match line.trim_end().split_once(": ") {
                Some((name, value)) => headers.push((name.to_lowercase(), value.to_owned())),
                None => break,
            }
        }
        let mut reply = Reply {
            status,
            headers,
            body: Vec::new(),
        };
        if reply.header("transfer-encoding").is_some() {
            reply.body = self.chunks().expect("all chunks");
            return Some(reply);
        }
        let length = reply
            .header("content-length")
            .map_or(0, |length| length.parse().unwrap());
        reply.body.resize(length, 0);
        self.stream.read_exact(&mut reply.body).unwrap();
        Some(reply)
    }

    /// A body in chunks; nothing if it does not end as such a body does.
    pub(crate) fn chunks(&mut self) -> Option<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).ok()?;
            let length = usize::from_str_radix(line.strip_suffix("\r\n")?, 16).ok()?;
            let start = body.len();
            body.resize(start + length + 2, 0);
            self.stream.read_exact(&mut body[start..]).ok()?;
            body.truncate(start + length);
            if length == 0 {
                return Some(body);
            }
        }
    }

    /// A response that has no body, as it stands, whatever length it declares.
    pub(crate) fn head(&mut self) -> String {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            let length = self.stream.read_line(&mut head).unwrap();
            assert!(length > 0, "it ends in its head: {head:?}");
        }
        head
    }

    /// Nothing more will be written; what comes is read all the same.
    pub(crate) fn finish(&mut self) {
        self.stream
            .get_mut()
            .shutdown(std::net::Shutdown::Write)
            .unwrap();
    }

    /// How long a read waits.
    pub(crate) fn patience(&mut self, patience: Duration) {
        self.stream
            .get_mut()
            .set_read_timeout(Some(patience))
            .unwrap();
    }

    /// How many bytes come before the end of the connection, and whether that is
    /// an end by error.
    pub(crate) fn rest(&mut self) -> (usize, Option<std::io::ErrorKind>) {
        let mut count = 0;
        loop {
            match self.stream.fill_buf().map(<[u8]>::len) {
                Ok(0) => return (count, None),
                Ok(length) => {
                    self.stream.consume(length);
                    count += length;
                }
                Err(error) => return (count, Some(error.kind())),
            }
        }
    }

    /// The same, if anything came before its end.
    pub(crate) fn answered(mut self) -> Option<Self> {
        let some = self.stream.fill_buf().is_ok_and(|bytes| !bytes.is_empty());
        some.then_some(self)
    }

    /// Whether the server has closed its side, without another byte.
    pub(crate) fn is_closed(&mut self) -> bool {
        matches!(self.stream.fill_buf(), Ok([]))
    }
}

/// One response.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(other, _)| other == name);
        let value = found.next().map(|(_, value)| &**value);
        assert!(found.next().is_none(), "{name} stands twice");
        value
    }

    /// The body, which must be a message with our content type.
    #[track_caller]
    pub(crate) fn value(&self) -> Value<'_> {
        assert_eq!(
            self.header("content-type"),
            Some("application/vnd.hyperglyph"),
            "{self:?}"
        );
        DecodeOptions::new().decode(&self.body).unwrap()
    }

    /// The message of an error extension that has all it must have.
    #[track_caller]
    pub(crate) fn error(&self, status: u16) -> String {
        assert_eq!(
            self.status,
            status,
            "{}",
            String::from_utf8_lossy(&self.body)
        );
        let value = self.value();
        let error = value.as_extension().expect("an extension");
        assert_eq!(error.name.as_str(), Some("error"));
        assert!(
            error
                .attribute("logref")
                .is_some_and(|logref| logref.as_str().is_some_and(|logref| !logref.is_empty()))
        );
        assert_eq!(error.content, Value::Dict(hyperglyph::Map::new()), "ERR-3");
        error
            .attribute("message")
            .and_then(Value::as_str)
            .expect("ERR-1")
            .to_owned()
    }
}
