//! How a service is reached, and what is told of the way.

use std::io::Write;
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use clap::Args;
use hyperglyph_client::{Client, Event};
use hyperglyph_harness::visible;

/// More of a body is not shown.
const SHOWN: usize = 4_096;

/// What `get`, `call` and `shell` have in common
#[derive(Args, Debug)]
pub(super) struct Reach {
    /// Print every answer as JSON, texts and blobs too
    #[arg(long)]
    pub(super) json: bool,
    /// Show requests and responses on stderr
    #[arg(long, short)]
    verbose: bool,
    /// Send arguments in gzip, where they are a body: not every server expands them
    #[arg(long)]
    gzip: bool,
    /// Seconds that a call may take, or a piece of an upload or a download
    #[arg(long, default_value_t = 30, value_name = "SECONDS")]
    timeout: u64,
}

impl Reach {
    pub(super) fn client(&self) -> Client {
        let settings = Client::builder()
            .cookies(true)
            .compress(self.gzip)
            .timeout(Duration::from_secs(self.timeout));
        if self.verbose {
            settings.watch(|event| tell(&event)).build()
        } else {
            settings.build()
        }
    }
}

/// A step of a call, on stderr.
fn tell(event: &Event<'_>) {
    const OUT: Style = AnsiColor::Cyan.on_default();
    const IN: Style = AnsiColor::Green.on_default();
    let mut text = String::new();
    let mut line = |style: Style, sign: char, line: &str| {
        text += &format!("{style}{sign} {}{style:#}\n", visible::line(line));
    };
    let header = |name: &str, value: &[u8], sensitive| {
        let value = String::from_utf8_lossy(value);
        format!("{name}: {}", if sensitive { "…" } else { &value })
    };
    match event {
        Event::Request {
            method,
            url,
            headers,
            body,
        } => {
            line(OUT, '>', &format!("{method} {url}"));
            for (name, value) in *headers {
                let value = header(name.as_str(), value.as_bytes(), value.is_sensitive());
                line(OUT, '>', &value);
            }
            let body = body.unwrap_or_default();
            let shown = if headers.contains_key("content-encoding") {
                vec![format!("… {} bytes of gzip", body.len())]
            } else {
                lines(body)
            };
            for shown in shown {
                line(OUT, '>', &shown);
            }
        }
        Event::Response {
            status, headers, ..
        } => {
            line(IN, '<', &status.to_string());
            for (name, value) in *headers {
                // What a session is worth is nobody's business.
                let secret = value.is_sensitive() || name == "set-cookie";
                line(IN, '<', &header(name.as_str(), value.as_bytes(), secret));
            }
        }
        Event::Body { bytes, .. } => {
            for shown in lines(bytes) {
                line(IN, '<', &shown);
            }
        }
        _ => {}
    }
    // With stderr gone there is nobody left to tell.
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

fn lines(body: &[u8]) -> Vec<String> {
    let start = &body[..body.len().min(SHOWN)];
    let text = String::from_utf8_lossy(start);
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    if body.len() > SHOWN {
        lines.push(format!("… {} bytes in all", body.len()));
    }
    lines
}
