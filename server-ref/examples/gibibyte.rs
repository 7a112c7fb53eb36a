//! A gibibyte in and out of a server, and how much memory that takes:
//!
//!     cargo run --release -p hyperglyph-server --example gibibyte
//!
//! The server is a process of its own, of this program. It keeps what was uploaded
//! last, in the temporary file that it came in, and sends it back.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use hyperglyph_server::{
    Download, Envelope, Failure, Function, Router, Server, Upload, UploadStream, Verb, arg,
};

const GIBIBYTE: usize = 1 << 30;

/// More is too much: what the server may have had in memory at any time.
const MOST: usize = 64 << 20;

/// The last upload.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Option<Upload>>>);

impl Kept {
    fn put(&self, file: Upload) -> u64 {
        let length = file.length();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(file);
        length
    }

    fn get(&self) -> Result<Download, Failure> {
        let kept = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        Ok(kept.ok_or_else(Failure::not_found)?.into())
    }
}

/// Looks at all of it, and keeps nothing.
async fn pass(mut file: UploadStream) -> Result<u64, Failure> {
    let mut length = 0;
    while let Some(piece) = file.chunk().await? {
        length += piece.len() as u64;
    }
    Ok(length)
}

fn router() -> Router {
    let kept = Kept::default();
    let (form, lone, one, listed) = (kept.clone(), kept.clone(), kept.clone(), kept);
    Router::new()
        .body_limit(2 * GIBIBYTE)
        .function("form", [arg("file")], move |file: Upload| form.put(file))
        .function("pass", [arg("file")], pass)
        .offer(
            Function::new("lone", [arg("file")], move |file: Upload| lone.put(file))
                .verb(Verb::Put, Envelope::Blob),
        )
        .offer(Function::new("one", [], move || one.get()).safe())
        .offer(Function::new("listed", [], move || Ok::<_, Failure>(vec![listed.get()?])).safe())
}

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    if std::env::args().nth(1).as_deref() == Some("serve") {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()?;
        return Ok(runtime.block_on(serve())?);
    }
    let mut server = Process::start()?;
    println!(
        "at rest, the server has had {} KiB in memory",
        server.peak()? >> 10
    );
    let message = "Ou4:file;B0:Du12:content-type;u10:text/plain;;;;";
    let chunk = format!("c0:{GIBIBYTE}:");
    server.measure("upload in a form", |address| {
        upload(address, "POST /form", &[message, &chunk].concat(), ";c0;")
    })?;
    server.measure("upload that is read while it comes", |address| {
        upload(address, "POST /pass", &[message, &chunk].concat(), ";c0;")
    })?;
    server.measure("download as it is", |address| download(address, "/one"))?;
    server.measure("upload as it is", |address| {
        upload(address, "PUT /lone", "", "")
    })?;
    server.measure("download in a list", |address| download(address, "/listed"))?;
    let peak = server.peak()?;
    server.0.kill()?;
    server.0.wait()?;
    println!("the goal is {} KiB at most", MOST >> 10);
    Ok(if peak < MOST {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

async fn serve() -> std::io::Result<ExitCode> {
    let server = Server::bind("127.0.0.1:0").await?;
    println!("{}", server.local_addr());
    server.serve(router()).await;
    Ok(ExitCode::SUCCESS)
}

/// A server, and where it listens.
struct Process(Child, String);

impl Process {
    fn start() -> Result<Self, Box<dyn std::error::Error>> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg("serve")
            .stdout(Stdio::piped())
            .spawn()?;
        let output = child.stdout.take().ok_or("no output")?;
        let mut address = String::new();
        BufReader::new(output).read_line(&mut address)?;
        Ok(Self(child, address.trim().to_owned()))
    }

    fn measure(
        &mut self,
        name: &str,
        run: impl FnOnce(&str) -> std::io::Result<()>,
    ) -> Result<(), Box<dyn std::error::Error>> {
        let start = Instant::now();
        run(&self.1)?;
        let seconds = start.elapsed().as_secs_f64();
        let peak = self.peak()? >> 10;
        println!("{name}: 1 GiB in {seconds:.1} s; the server has had {peak} KiB in memory");
        Ok(())
    }

    /// The most that was resident of it.
    fn peak(&self) -> Result<usize, Box<dyn std::error::Error>> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id()))?;
        let peak = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
        Ok(peak.ok_or("no VmHWM")?.parse::<usize>()? << 10)
    }
}

/// What the gibibyte consists of.
fn block() -> Vec<u8> {
    let mut state = 1_u32;
    std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    })
    .take(1 << 20)
    .collect()
}

fn upload(address: &str, line: &str, before: &str, behind: &str) -> std::io::Result<()> {
    let mut socket = TcpStream::connect(address)?;
    let length = before.len() + GIBIBYTE + behind.len();
    let head = format!(
        "{line} HTTP/1.1\r\nHost: h\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{before}"
    );
    socket.write_all(head.as_bytes())?;
    let block = block();
    for _ in 0..GIBIBYTE / block.len() {
        socket.write_all(&block)?;
    }
    socket.write_all(behind.as_bytes())?;
    let mut reply = String::new();
    socket.read_to_string(&mut reply)?;
    assert!(reply.ends_with(&format!("\r\n\r\ni{GIBIBYTE};")), "{reply}");
    Ok(())
}

/// Reads an answer to its end: the bytes of the gibibyte stand in it in their order.
fn download(address: &str, path: &str) -> std::io::Result<()> {
    let mut socket = TcpStream::connect(address)?;
    let head = format!("GET {path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    socket.write_all(head.as_bytes())?;
    let mut input = BufReader::with_capacity(256 << 10, socket);
    let mut is_chunked = false;
    loop {
        let mut line = String::new();
        input.read_line(&mut line)?;
        is_chunked |= line.trim_end() == "transfer-encoding: chunked";
        if line == "\r\n" {
            break;
        }
    }
    if is_chunked {
        let body = Unchunked { input, left: 0 };
        let (root, mut blobs) = hyperglyph::stream::Reader::new(body)
            .root()
            .map_err(std::io::Error::other)?;
        assert_eq!(hyperglyph::stream::blobs(&root).len(), 1);
        let mut check = Check::new();
        while let Some((_, data)) = blobs.next_chunk().map_err(std::io::Error::other)? {
            check.take(data);
        }
        check.finish();
    } else {
        let mut check = Check::new();
        loop {
            let data = input.fill_buf()?;
            let length = data.len();
            if length == 0 {
                break;
            }
            check.take(data);
            input.consume(length);
        }
        check.finish();
    }
    Ok(())
}

/// Whether what came is what was sent.
struct Check {
    block: Vec<u8>,
    came: usize,
}

impl Check {
    fn new() -> Self {
        Self {
            block: block(),
            came: 0,
        }
    }

    fn take(&mut self, mut data: &[u8]) {
        while !data.is_empty() {
            let expected = &self.block[self.came % self.block.len()..];
            let (now, later) = data.split_at(data.len().min(expected.len()));
            assert!(now == &expected[..now.len()], "other bytes came back");
            self.came += now.len();
            data = later;
        }
    }

    fn finish(self) {
        assert_eq!(self.came, GIBIBYTE, "bytes came back");
    }
}

/// The body in HTTP chunks.
struct Unchunked<R> {
    input: R,
    left: usize,
}

impl<R: BufRead> Read for Unchunked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.left == 0 {
            let mut line = String::new();
            while line.trim().is_empty() {
                line.clear();
                self.input.read_line(&mut line)?;
            }
            self.left = usize::from_str_radix(line.trim(), 16).map_err(std::io::Error::other)?;
            if self.left == 0 {
                return Ok(0);
            }
        }
        let most = buffer.len().min(self.left);
        let count = self.input.read(&mut buffer[..most])?;
        self.left -= count;
        Ok(count)
    }
}
