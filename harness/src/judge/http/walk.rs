//! A client, the built-in or a testee, walking through a script.

use hyperglyph::{Value, json as notation};
use hyperglyph_client::{Arguments, Blame, ClientBuilder, Error, Item, Page};
use hyperglyph_vectors::http::{ClientCase, Key, ReportKind, Step};

use serde_json::{Map, Value as Json, json};

use super::answer::Mismatch;
use super::report::{self, Report, reported};
use super::request::{self, asked};
use crate::testee::{Answer, Testee};
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
    judge(case, &script, &report).recorded(|| script.recorded())
}

/// The same, with the client of a testee. `script` is served by us.
pub async fn walk_by(testee: &Testee, case: &ClientCase) -> Finding {
    let offers = |option: &&String| testee.offers(option);
    if let Some(missing) = case.options.iter().find(|option| !offers(option)) {
        return Finding::not_applicable(format!("the testee does not declare {missing:?}"));
    }
    let script = match Script::start(case).await {
        Ok(script) => script,
        Err(error) => return Finding::short("a scripted server", error.to_string()),
    };
    let start = format!("{}{}", script.origin(), case.start);
    let finding = match browse_by(testee, &start, &case.steps, &case.options).await {
        Ok(report) => judge(case, &script, &report),
        Err(finding) => finding,
    };
    finding.recorded(|| script.recorded())
}

fn no_report(seen: String) -> Finding {
    Finding::short("an answer with \"value\" or \"error\"", seen)
}

/// What a testee reports of its way from a url; or how it fails to report.
pub(crate) async fn browse_by(
    testee: &Testee,
    url: &str,
    steps: &[Step],
    options: &[String],
) -> Result<Report, Finding> {
    let reported = report_by(testee, url, steps, options).await;
    reported.map_err(|unreported| match unreported {
        Unreported::Unsupported => Finding::not_applicable("the testee does not do this"),
        Unreported::Lost(seen) | Unreported::Garbled(seen) => no_report(seen),
    })
}

/// Why there is no report of a testee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unreported {
    /// It does not browse.
    Unsupported,
    /// It died, or hung.
    Lost(String),
    /// It wrote something else.
    Garbled(String),
}

/// The same, for those who tell the ways of failing apart.
pub(crate) async fn report_by(
    testee: &Testee,
    url: &str,
    steps: &[Step],
    options: &[String],
) -> Result<Report, Unreported> {
    let options: Map<_, _> = options.iter().map(|o| (o.clone(), true.into())).collect();
    let question = json!({"op": "browse", "url": url, "steps": steps, "options": options});
    let report = match testee.ask(&question).await {
        Ok(Answer::Value(value)) => json!({"value": value}),
        Ok(Answer::Error(error)) => json!({"error": error}),
        Ok(Answer::Unsupported) => return Err(Unreported::Unsupported),
        Ok(other) => return Err(Unreported::Garbled(format!("{other:?}"))),
        Err(fault) => return Err(Unreported::Lost(fault.to_string())),
    };
    Report::from_json(&report).map_err(|error| Unreported::Garbled(format!("{report}: {error}")))
}

/// What the built-in client reports of its way from a url, in JSON.
pub async fn browse_in_json(client: &ClientBuilder, url: &str, steps: &[Step]) -> Json {
    match browse(&client.build(), url, steps).await {
        Ok(value) | Err(Report::Value(value)) => json!({"value": notation::to_value(&value)}),
        Err(Report::Error {
            kind,
            status,
            error,
            text,
        }) => {
            let error = error.as_ref().map(notation::to_value);
            json!({"error": {"kind": kind, "status": status, "error": error, "text": text}})
        }
    }
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
                return Mismatch {
                    expected,
                    ..mismatch
                }
                .finding();
            }
        }
    }
    if let Some(request) = requests.get(case.script.len()) {
        return Finding::short("no more requests", request::in_words(request));
    }
    match reported(&case.reports, report, script.origin()) {
        Ok(expected) => either.extend(expected.seen.clone()),
        Err(mismatch) => return mismatch.finding(),
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
            "gzip" => client.compress(true),
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

fn arguments(call: &[Json], named: &Map<String, Json>) -> Result<Arguments<'static>, String> {
    let read = |value| notation::from_value(value).map_err(|error| error.to_string());
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

#[allow(clippy::needless_pass_by_value, reason = "it maps errors")]
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
