//! The built-in client, walking through a script.

use hyperglyph::{Value, json};
use hyperglyph_client::{Arguments, Blame, ClientBuilder, Error, Item, Page};
use hyperglyph_vectors::http::{ClientCase, Key, ReportKind, Step};

use super::report::{self, Report, reported};
use super::request::{self, asked};
use crate::{Finding, Script};

/// Serves the script of a case, lets the client walk, and judges what it asked
/// and what it reports.
pub async fn walk(client: &ClientBuilder, case: &ClientCase) -> Finding {
    let client = match with_options(client, case) {
        Ok(client) => client,
        Err(missing) => return Finding::not_applicable(missing),
    };
    let script = match Script::start(case).await {
        Ok(script) => script,
        Err(error) => return Finding::short("a scripted server", error.to_string()),
    };
    let start = format!("{}{}", script.origin(), case.start);
    let report = match browse(&client.build(), &start, &case.steps).await {
        Ok(value) => Report::Value(value),
        Err(report) => report,
    };
    judge(case, &script, &report)
}

fn judge(case: &ClientCase, script: &Script, report: &Report) -> Finding {
    let requests = script.asked();
    let mut either = Vec::new();
    for (at, scripted) in case.script.iter().enumerate() {
        let Some(request) = requests.get(at) else {
            let expected = &scripted.requests[0];
            let expected = format!("request {}: {} {}", at + 1, expected.method, expected.path);
            let seen = format!("no more requests, and {}", report::in_words(report));
            return Finding::short(expected, seen);
        };
        match asked(&scripted.requests, request, script.origin()) {
            Ok(expected) => either.extend(expected.seen.clone()),
            Err(mismatch) => {
                let expected = format!("request {}: {}", at + 1, mismatch.expected);
                return Finding::short(expected, mismatch.seen);
            }
        }
    }
    if let Some(request) = requests.get(case.script.len()) {
        return Finding::short("no more requests", request::in_words(request));
    }
    match reported(&case.reports, report, script.origin()) {
        Ok(expected) => either.extend(expected.seen.clone()),
        Err(mismatch) => return Finding::short(mismatch.expected, mismatch.seen),
    }
    if either.is_empty() {
        Finding::pass()
    } else {
        Finding::either(either.join("; "))
    }
}

fn with_options(client: &ClientBuilder, case: &ClientCase) -> Result<ClientBuilder, String> {
    let mut client = client.clone().nfc(true);
    for option in &case.options {
        client = match option.as_str() {
            "fresh" => client.fresh(true),
            "tunnel" => client.tunnel(true),
            other => return Err(format!("the client has no option {other:?}")),
        };
    }
    Ok(client)
}

async fn browse(
    client: &hyperglyph_client::Client,
    start: &str,
    steps: &[Step],
) -> Result<Value<'static>, Report> {
    let mut page = client.get(start).await.map_err(failed)?;
    let mut way: Vec<&Key> = Vec::new();
    let mut read = None;
    for step in steps {
        match step {
            Step::Get { get } => way.push(get),
            Step::Call { call, named } => {
                let arguments = arguments(call, named).map_err(refused)?;
                let called = reach(&page, &way).map_err(failed)?.invoke(arguments).await;
                page = called.map_err(failed)?;
                way.clear();
            }
            Step::Read { .. } => {
                let item = reach(&page, &way).map_err(failed)?;
                let blob = item.value().as_blob();
                let blob = blob.ok_or_else(|| refused("only a blob can be read".to_owned()))?;
                read = Some(Value::Bytes(blob.content.to_vec().into()));
            }
        }
    }
    match read {
        Some(bytes) => Ok(bytes),
        None => Ok(reach(&page, &way).map_err(failed)?.value().clone()),
    }
}

fn reach<'p>(page: &'p Page, way: &[&Key]) -> Result<Item<'p>, Error> {
    let mut item = page.item();
    for key in way {
        item = match key {
            Key::Name(name) => item.get(name)?,
            Key::Index(index) => item.get(*index)?,
        };
    }
    Ok(item)
}

fn arguments(
    call: &[serde_json::Value],
    named: &serde_json::Map<String, serde_json::Value>,
) -> Result<Arguments<'static>, String> {
    let read = |value| json::from_value(value).map_err(|error| error.to_string());
    let mut arguments = Arguments::new();
    for value in call {
        arguments = arguments.positional(read(value)?);
    }
    for (name, value) in named {
        arguments = arguments.named(name.clone(), read(value)?);
    }
    Ok(arguments)
}

fn refused(text: String) -> Report {
    Report::Error {
        kind: Some(ReportKind::Refused),
        status: None,
        error: None,
        text,
    }
}

fn failed(error: Error) -> Report {
    let kind = match error.blame() {
        Blame::Caller | Blame::Page => ReportKind::Refused,
        Blame::Request => ReportKind::ClientError,
        Blame::Server => ReportKind::ServerError,
        Blame::Response => ReportKind::Decode,
        Blame::Transport => ReportKind::Transport,
    };
    let failure = error.failure();
    Report::Error {
        kind: Some(kind),
        status: failure.map(|failure| failure.status),
        error: failure.and_then(|failure| failure.error.clone()),
        text: error.to_string(),
    }
}
