//! Answers `hyperglyph check --testee testee.toml`: one JSON object a line, in and out.

use std::io::{self, BufRead, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value as Json, json};

enum Failure {
    Unsupported,
    /// What is wrong with a message, and where.
    #[allow(dead_code, reason = "until the first place is filled in")]
    Malformed(String),
}

/// FILL IN: the roles and features that your implementation has; "server" once `serve` answers.
fn hello() -> Json {
    json!({"name": "{{name}}", "version": "0.1.0", "language": "Rust", "roles": ["codec", "client"], "features": []})
}

/// FILL IN: the value of these bytes, in the JSON notation.
fn decode(_message: &[u8]) -> Result<Json, Failure> {
    Err(Failure::Unsupported)
}

/// FILL IN: the bytes of a value, which comes in the JSON notation; with its strings in NFC,
/// if that is asked.
fn encode(_value: &Json, _nfc: bool) -> Result<Vec<u8>, Failure> {
    Err(Failure::Unsupported)
}

/// FILL IN: get the url, take each step from the result of the one before, and answer with the
/// last result: `{"value": …}`, or `{"error": {"kind": "client-error", "status": 404, "error":
/// …}}`. A step is `{"get": "name"}`, `{"call": […], "named": {…}}` or `{"read": true}`.
fn browse(_url: &str, _steps: &Json, _options: &Json) -> Result<Json, Failure> {
    Err(Failure::Unsupported)
}

/// FILL IN: serve the conformance page on a free port, until stdin ends; the url of it.
fn serve() -> Result<String, Failure> {
    Err(Failure::Unsupported)
}

fn answer(ask: &Json) -> Result<Json, Failure> {
    match ask["op"].as_str().unwrap_or_default() {
        "hello" => Ok(hello()),
        "decode" => {
            let bytes = STANDARD.decode(ask["bytes"].as_str().unwrap_or_default());
            let bytes = bytes.map_err(|error| Failure::Malformed(error.to_string()))?;
            Ok(json!({"value": decode(&bytes)?}))
        }
        "encode" => {
            let bytes = encode(&ask["value"], ask["nfc"] == true)?;
            Ok(json!({"bytes": STANDARD.encode(bytes)}))
        }
        "browse" => browse(
            ask["url"].as_str().unwrap_or_default(),
            &ask["steps"],
            &ask["options"],
        ),
        "serve" => Ok(json!({"url": serve()?})),
        _ => Err(Failure::Unsupported),
    }
}

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let ask: Json = serde_json::from_str(&line?)?;
        let mut told = match answer(&ask) {
            Ok(told) => told,
            Err(Failure::Unsupported) => json!({"unsupported": true}),
            Err(Failure::Malformed(why)) => json!({"error": why}),
        };
        if let Some(id) = ask.get("id") {
            told["id"] = id.clone();
        }
        writeln!(out, "{told}")?;
        out.flush()?;
    }
    Ok(())
}
