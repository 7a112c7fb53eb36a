//! `hyperglyph testee`

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use clap::Args;
use hyperglyph::{Profile, json};
use hyperglyph_client::Client;
use hyperglyph_harness::judge::http::browse_in_json;
use hyperglyph_server::{Running, Server, conformance};
use hyperglyph_vectors::http::Step;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, BufWriter};

use super::output::{Failure, runtime};

/// Be a testee: the built-in codec, client and server, asked by JSON lines on stdin
#[derive(Args, Debug)]
#[command(after_help = "\
Reads one question a line, and answers each with a line, until stdin ends. docs/testing.md has the protocol.

Examples:
  echo '{\"op\":\"decode\",\"id\":7,\"bytes\":\"aTE7\"}' | hyperglyph testee    prints {\"id\":7,\"value\":1}
  printf 'name = \"rust\"\\ncommand = [\"hyperglyph\", \"testee\"]\\n' > rust.toml; hyperglyph check --testee rust.toml")]
pub(super) struct Testee {}

impl Testee {
    #[allow(clippy::unused_self, reason = "commands are run alike")]
    pub(super) fn run(self) -> Result<(), Failure> {
        runtime()?.block_on(answer_all())
    }
}

async fn answer_all() -> Result<(), Failure> {
    let mut lines = BufReader::with_capacity(64 << 10, tokio::io::stdin());
    let mut out = BufWriter::with_capacity(64 << 10, tokio::io::stdout());
    let mut serving = Serving(None);
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line).await? > 0 {
        let mut answer = match serde_json::from_slice::<Json>(&line) {
            Ok(question) => {
                let mut answer = answer(&question, &mut serving).await;
                if let Some(id) = question.get("id") {
                    answer["id"] = id.clone();
                }
                answer
            }
            Err(error) => json!({"error": format!("expected a JSON object: {error}")}),
        }
        .to_string();
        answer.push('\n');
        out.write_all(answer.as_bytes()).await?;
        // Questions that are here already are answered before anything is written.
        if lines.buffer().is_empty() {
            out.flush().await?;
        }
        line.clear();
    }
    out.flush().await?;
    if let Some(running) = serving.0 {
        running.stop().await?;
    }
    Ok(())
}

struct Serving(Option<Running>);

async fn answer(question: &Json, serving: &mut Serving) -> Json {
    let done = match question.get("op").and_then(Json::as_str) {
        Some("hello") => Ok(json!({
            "name": "hyperglyph",
            "version": env!("CARGO_PKG_VERSION"),
            "language": "Rust",
            "roles": ["codec", "client", "server"],
            "features": ["bigint", "fresh", "gzip", "tunnel"],
        })),
        Some("decode") => decode(question),
        Some("encode") => encode(question),
        Some("browse") => browse(question).await,
        Some("serve") => serve(serving).await,
        _ => Ok(json!({"unsupported": true})),
    };
    done.unwrap_or_else(|error| json!({"error": error}))
}

fn decode(question: &Json) -> Result<Json, String> {
    let bytes = question.get("bytes").and_then(Json::as_str);
    let bytes = STANDARD
        .decode(bytes.ok_or("expected \"bytes\", in base64")?)
        .map_err(|error| format!("bytes: {error}"))?;
    let value = hyperglyph::DecodeOptions::new()
        .profile(Profile::Spec)
        .decode(&bytes)
        .map_err(|error| error.to_string())?;
    Ok(json!({"value": json::to_value(&value)}))
}

fn encode(question: &Json) -> Result<Json, String> {
    let value = question.get("value").ok_or("expected a \"value\"")?;
    let value = json::from_value(value).map_err(|error| error.to_string())?;
    let nfc = question.get("nfc") == Some(&Json::Bool(true));
    let bytes = hyperglyph::EncodeOptions::new()
        .nfc(nfc)
        .encode(&value)
        .map_err(|error| error.to_string())?;
    Ok(json!({"bytes": STANDARD.encode(bytes)}))
}

async fn browse(question: &Json) -> Result<Json, String> {
    #[derive(Deserialize)]
    struct Browse {
        url: String,
        #[serde(default)]
        steps: Vec<Step>,
        #[serde(default)]
        options: BTreeMap<String, bool>,
    }
    let way = Browse::deserialize(question).map_err(|error| error.to_string())?;
    let has = |name| way.options.get(name) == Some(&true);
    let client = Client::builder()
        .fresh(has("fresh"))
        .tunnel(has("tunnel"))
        .compress(has("gzip"));
    Ok(browse_in_json(&client, &way.url, &way.steps).await)
}

async fn serve(serving: &mut Serving) -> Result<Json, String> {
    let running = match &mut serving.0 {
        Some(running) => running,
        none => {
            let server = Server::bind(("127.0.0.1", 0))
                .await
                .map_err(|error| error.to_string())?;
            none.insert(server.spawn(conformance::router()))
        }
    };
    Ok(json!({"url": running.url()}))
}
