//! The `curl` line of a failure sends the very same request that the harness sent: held against a
//! server that answers everything wrongly, and keeps what it was sent.
#![cfg(unix)]

mod ran;

use std::fs;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use ran::run;
use serde_json::Value as Json;

/// A request as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Came {
    /// Method and target.
    line: String,
    /// In their order, names in lower case.
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Came {
    /// The headers but those that every HTTP library writes where it likes.
    fn ours(&self) -> Vec<&(String, String)> {
        let theirs = ["host", "content-length"];
        let headers = self.headers.iter();
        headers
            .filter(|(name, _)| !theirs.contains(&name.as_str()))
            .collect()
    }

    fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let (_, value) = headers.find(|(known, _)| known == name)?;
        Some(value)
    }
}

/// A server whose page offers what the cases need, and which answers any other url with the
/// same integer. It closes each connection behind its answer.
struct Planted {
    url: String,
    came: Arc<Mutex<Vec<Came>>>,
}

impl Planted {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let came = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&came);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                // Somebody may leave before the end.
                let _ = answer(&mut stream.unwrap(), &kept);
            }
        });
        Self { url, came }
    }

    /// What came since the last time.
    fn came(&self) -> Vec<Came> {
        std::mem::take(&mut *self.came.lock().unwrap())
    }
}

/// Keeps the request, then answers it.
fn answer(stream: &mut TcpStream, kept: &Mutex<Vec<Came>>) -> io::Result<()> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 8 << 10];
    let end = loop {
        if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break at;
        }
        match stream.read(&mut buffer)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => bytes.extend_from_slice(&buffer[..read]),
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let line = lines.next().unwrap_or_default();
    let mut came = Came {
        line: line.strip_suffix(" HTTP/1.1").unwrap_or(line).to_owned(),
        headers: lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect(),
        body: bytes.split_off(end + 4),
    };
    let length = came
        .header("content-length")
        .unwrap_or("0")
        .parse()
        .unwrap();
    while came.body.len() < length {
        match stream.read(&mut buffer)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => came.body.extend_from_slice(&buffer[..read]),
        }
    }
    let body = match came.line.as_str() {
        "GET /" => page(),
        line if line.starts_with("HEAD ") => String::new(),
        _ => "i-987654321;".to_owned(),
    };
    let status = if came.line == "GET /" { 200 } else { 299 };
    kept.lock().unwrap().push(came);
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status} Planted\r\ncontent-type: application/vnd.hyperglyph\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}

/// A page with a form of every name that cases go to.
fn page() -> String {
    let text = |text: &str| format!("u{}:{text};", text.len());
    let form = |name: &str| {
        let url = text(&format!("/{name}"));
        let input = "LXu5:input;Du4:name;u5:value;;N;;;";
        format!(
            "{}Xu4:form;Du3:url;{url}u6:method;u4:POST;u6:values;{input};N;;",
            text(name)
        )
    };
    let names = [
        "echo",
        "hello",
        "goodbye",
        "add",
        "woo",
        "nothing",
        "greeting",
        "find_user",
        "User",
        "Counter",
        "Queue",
        "now",
        "motd",
        "upload",
        "store",
        "join",
        "download",
        "pair",
        "create",
        "fail",
        "relative",
    ];
    let forms: String = names.into_iter().map(form).collect();
    let items = [
        "get_none",
        "get_query",
        "post_none",
        "post_form",
        "post_blob",
        "put_form",
        "put_blob",
        "patch_form",
        "patch_blob",
        "delete_none",
        "delete_query",
        "delete_form",
        "delete_blob",
    ];
    let items: String = items.into_iter().map(form).collect();
    let item = format!("u4:item;Xu8:resource;D;D{items};;");
    format!("Xu8:resource;D;D{forms}{item};;")
}

#[test]
fn the_printed_curl_line_sends_what_the_harness_sent() {
    let planted = Planted::start();
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report.json");
    let to = format!("json={}", report.display());
    let ran = run(
        &["check", &planted.url, "--jobs", "1", "--report", &to],
        b"",
    );
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let sent = planted.came();

    let report: Json = serde_json::from_str(&fs::read_to_string(report).unwrap()).unwrap();
    let cases = report["subjects"][0]["cases"].as_array().unwrap();
    // The last request of a case is the one that fell short, and each of these has but one.
    let short: Vec<&Json> = cases
        .iter()
        .filter(|case| case["exchanges"].is_array())
        .collect();
    let of = |side: &str| short.iter().filter(|case| case["side"] == side).count();
    assert!(
        of("server.echo") > 2_500 && of("http.server") > 200,
        "{}",
        short.len()
    );

    let mut without = Vec::new();
    let mut tried = 0;
    for (at, case) in short.iter().enumerate() {
        let exchanges = case["exchanges"].as_array().unwrap();
        assert_eq!(exchanges.len(), 1, "{case}");
        let Some(curl) = exchanges[0]["curl"].as_str() else {
            without.push(case["id"].as_str().unwrap());
            continue;
        };
        // Of the many alike, some.
        let few = if case["side"] == "server.echo" { 40 } else { 4 };
        if at % few != 0 && curl.len() < 4_000 && !curl.starts_with('{') {
            continue;
        }
        tried += 1;
        assert!(ran.out.contains(&format!("  curl      {curl}\n")), "{curl}");
        let ended = Command::new("sh")
            .args(["-c", curl])
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert!(
            ended.status.success(),
            "{curl}\n{}",
            String::from_utf8_lossy(&ended.stderr)
        );
        let again = planted.came();
        let [again] = again.as_slice() else {
            panic!("{curl}: {again:?}");
        };
        let id = &case["id"];
        assert!(
            sent.iter().any(|sent| sent.line == again.line
                && sent.ours() == again.ours()
                && sent.header("host") == again.header("host")
                && sent.body == again.body),
            "{id}: {curl}\n{:?}\n{:?}",
            again.line,
            again.ours()
        );
    }
    assert!(tried > 100, "{tried}");
    assert_eq!(without, Vec::<&str>::new(), "too long for a line");
}
