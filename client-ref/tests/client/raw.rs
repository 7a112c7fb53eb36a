//! A server that answers with bytes, right or wrong.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What becomes of a connection when its answers are used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    Close,
    Keep,
}

/// A server whose connections each have a list of answers; what comes after the last
/// connection of the list is answered as that one.
pub(crate) struct Raw {
    address: std::net::SocketAddr,
    asked: Arc<Mutex<Vec<(usize, String)>>>,
}

impl Raw {
    pub(crate) async fn start(connections: impl IntoIterator<Item = (Vec<Vec<u8>>, Then)>) -> Self {
        let scripts: Vec<_> = connections.into_iter().collect();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let asked = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&asked);
        tokio::spawn(async move {
            let mut number = 0;
            while let Ok((stream, _)) = listener.accept().await {
                let (answers, then) = scripts[number.min(scripts.len() - 1)].clone();
                tokio::spawn(serve(stream, answers, then, number, Arc::clone(&seen)));
                number += 1;
            }
        });
        Self { address, asked }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The requests, each with the number of its connection and its first line.
    pub(crate) fn lines(&self) -> Vec<(usize, String)> {
        let asked = self.asked.lock().expect("unpoisoned");
        let line = |text: &String| text.lines().next().unwrap_or_default().to_owned();
        asked.iter().map(|(at, text)| (*at, line(text))).collect()
    }

    /// The requests as they came.
    pub(crate) fn asked(&self) -> Vec<String> {
        let asked = self.asked.lock().expect("unpoisoned");
        asked.iter().map(|(_, text)| text.clone()).collect()
    }
}

/// A 200 that is a message.
pub(crate) fn ok(body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{body}").into_bytes()
}

async fn serve(
    mut stream: TcpStream,
    answers: Vec<Vec<u8>>,
    then: Then,
    number: usize,
    seen: Arc<Mutex<Vec<(usize, String)>>>,
) {
    for answer in answers {
        let Some(request) = request(&mut stream).await else {
            return;
        };
        seen.lock().expect("unpoisoned").push((number, request));
        if stream.write_all(&answer).await.is_err() {
            return;
        }
    }
    if then == Then::Keep {
        // Requests without an answer are seen all the same.
        while let Some(request) = request(&mut stream).await {
            seen.lock().expect("unpoisoned").push((number, request));
        }
    }
}

/// The next request, with the body that its `Content-Length` tells of.
async fn request(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        if let Some(end) = bytes.windows(4).position(|it| it == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
            let length = head
                .lines()
                .find_map(|it| it.strip_prefix("content-length: "));
            let length = length.map_or(0, |it| it.parse().expect("a length"));
            if bytes.len() >= end + 4 + length {
                return Some(String::from_utf8_lossy(&bytes).into_owned());
            }
        }
        let mut piece = [0; 4096];
        match stream.read(&mut piece).await {
            Ok(0) | Err(_) => return None,
            Ok(count) => bytes.extend_from_slice(&piece[..count]),
        }
    }
}
