//! [`Load`]: calls over raw sockets, with requests that stand ready.
//!
//! It must cost less than any server, so it looks at answers no closer than to
//! tell right from wrong: the status, the length of the first answer, and the
//! bytes that every answer ends with.

use std::io::{self, ErrorKind, Read, Write};
use std::net::SocketAddr;

use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};

use crate::Error;

/// A request, and how its answer ends.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// All its bytes.
    pub request: Vec<u8>,
    /// The end of the answer: its body.
    pub answer: Vec<u8>,
}

impl Exchange {
    /// A POST with those headers besides `Host` and `Content-Length`.
    #[must_use]
    pub fn post(path: &str, headers: &[(&str, &str)], body: &[u8], answer: &[u8]) -> Self {
        let mut request = format!("POST {path} HTTP/1.1\r\nHost: localhost\r\n");
        for (name, value) in headers {
            request += &format!("{name}: {value}\r\n");
        }
        request += &format!("Content-Length: {}\r\n\r\n", body.len());
        Self {
            request: [request.as_bytes(), body].concat(),
            answer: answer.to_vec(),
        }
    }
}

/// Open connections to one server.
#[derive(Debug)]
pub struct Load {
    address: SocketAddr,
    exchange: Exchange,
    /// One request, or several that are written at once.
    batch: Vec<u8>,
    depth: u64,
    poll: Poll,
    events: Events,
    connections: Vec<Connection>,
}

#[derive(Debug)]
struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
    /// Answers that are still to come.
    awaited: u64,
    /// Of one answer, once one was seen.
    length: Option<usize>,
    /// Whether the server closes it after each answer.
    closes: bool,
    /// Whether it was opened again for the request that it waits for.
    is_retried: bool,
}

impl Load {
    /// Connects, with `depth` requests in each write.
    pub fn open(
        address: SocketAddr,
        exchange: Exchange,
        connections: usize,
        depth: u16,
    ) -> Result<Self, Error> {
        let poll = Poll::new()?;
        let connections = (0..connections)
            .map(|at| Connection::open(address, &poll, at))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            address,
            batch: exchange.request.repeat(depth.into()),
            exchange,
            depth: depth.into(),
            poll,
            events: Events::with_capacity(1024),
            connections,
        })
    }

    /// At least that many calls, over all connections.
    pub fn run(&mut self, calls: u64) -> Result<(), Error> {
        let mut batches = calls.div_ceil(self.depth);
        let mut busy = 0_usize;
        for connection in &mut self.connections {
            if batches == 0 {
                break;
            }
            connection.send(&self.batch, self.depth)?;
            batches -= 1;
            busy += 1;
        }
        while busy > 0 {
            match self.poll.poll(&mut self.events, None) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                outcome => outcome?,
            }
            for event in &self.events {
                let at = event.token().0;
                let connection = &mut self.connections[at];
                if connection.awaited == 0 {
                    continue;
                }
                let is_open = connection.receive(&self.exchange.answer)?;
                if !is_open && connection.was_idle(self.depth) {
                    // Closed while others were measured; any client would try again.
                    connection.reopen(self.address, &self.poll, at)?;
                    connection.is_retried = true;
                    connection.send(&self.batch, self.depth)?;
                    continue;
                }
                if connection.awaited > 0 {
                    if !is_open {
                        return Err("a server closed its connection instead of an answer".into());
                    }
                    continue;
                }
                if !is_open || connection.closes {
                    // As HTTP/1.0 has it.
                    connection.reopen(self.address, &self.poll, at)?;
                }
                if batches > 0 {
                    self.connections[at].send(&self.batch, self.depth)?;
                    batches -= 1;
                } else {
                    busy -= 1;
                }
            }
        }
        Ok(())
    }
}

impl Connection {
    fn open(address: SocketAddr, poll: &Poll, at: usize) -> Result<Self, Error> {
        let stream = std::net::TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_nonblocking(true)?;
        let mut stream = TcpStream::from_std(stream);
        poll.registry()
            .register(&mut stream, Token(at), Interest::READABLE)?;
        Ok(Self {
            stream,
            read: Vec::new(),
            awaited: 0,
            length: None,
            closes: false,
            is_retried: false,
        })
    }

    fn reopen(&mut self, address: SocketAddr, poll: &Poll, at: usize) -> Result<(), Error> {
        let length = self.length;
        *self = Self::open(address, poll, at)?;
        self.length = length;
        Ok(())
    }

    /// Requests are short and the socket is empty: they fit.
    fn send(&mut self, batch: &[u8], depth: u64) -> io::Result<()> {
        self.awaited = depth;
        match self.stream.write_all(batch) {
            // The next read says so.
            Err(error) if is_end(&error) => Ok(()),
            outcome => outcome,
        }
    }

    /// Whether it has answered before, and not begun to answer this time.
    fn was_idle(&self, depth: u64) -> bool {
        let has_answered = self.length.is_some() && !self.is_retried;
        has_answered && self.awaited == depth && self.read.is_empty()
    }

    /// Reads what is there. Whether there may be more.
    fn receive(&mut self, answer: &[u8]) -> Result<bool, Error> {
        let mut piece = [0; 16 << 10];
        while self.awaited > 0 {
            match self.stream.read(&mut piece) {
                Ok(0) => return Ok(false),
                Ok(count) => self.read.extend_from_slice(&piece[..count]),
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if is_end(&error) => return Ok(false),
                Err(error) => return Err(error.into()),
            }
            self.take(answer)?;
        }
        Ok(true)
    }

    /// Takes the answers that are whole.
    fn take(&mut self, answer: &[u8]) -> Result<(), Error> {
        let mut rest = &*self.read;
        while self.awaited > 0 {
            let Some(length) = self.length.or_else(|| response_length(rest)) else {
                break;
            };
            self.length = Some(length);
            let Some((response, after)) = rest.split_at_checked(length) else {
                break;
            };
            let is_ok = response.starts_with(b"HTTP/1.") && response.get(9..12) == Some(b"200");
            if !is_ok || !response.ends_with(answer) {
                let seen = String::from_utf8_lossy(response);
                let expected = String::from_utf8_lossy(answer);
                return Err(format!("expected a 200 with {expected:?}, found {seen:?}").into());
            }
            self.closes = response.starts_with(b"HTTP/1.0");
            self.awaited -= 1;
            self.is_retried = false;
            rest = after;
        }
        let taken = self.read.len() - rest.len();
        self.read.drain(..taken);
        Ok(())
    }
}

/// What comes of a connection that the other side has closed.
fn is_end(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ConnectionReset | ErrorKind::BrokenPipe
    )
}

/// The bytes of a response, once its head is there.
fn response_length(bytes: &[u8]) -> Option<usize> {
    let head = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let text = str::from_utf8(&bytes[..head]).ok()?.to_ascii_lowercase();
    let length = text
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"))?;
    Some(head + length.trim().parse::<usize>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_of_a_response_is_that_of_head_and_body() {
        let response = b"HTTP/1.1 200 OK\r\ncontent-type: a/b\r\nContent-Length: 3\r\n\r\nabcHTTP";
        assert_eq!(response_length(response), Some(response.len() - 4));
        assert_eq!(response_length(&response[..40]), None);
    }
}
