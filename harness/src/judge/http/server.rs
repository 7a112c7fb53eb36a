//! A server, asked over HTTP: each request of a case in turn.

use bytes::Bytes;
use hyperglyph::page::resolve;
use hyperglyph::{DecodeOptions, Value};
use hyperglyph_vectors::BytesSpec;
use hyperglyph_vectors::http::{SentRequest, ServerCase, To};
use url::Url;

use super::answer::{Answer, answered};
use super::body::{expanded, header};
use crate::judge::value::show_bytes;
use crate::{Ask, Exchange, Finding, Recorded, Target, Wire, WireError};

/// Sends the requests of a case, and judges the answers.
pub async fn exchanges(target: &Target, case: &ServerCase) -> Finding {
    if let Some(name) = case
        .needs
        .iter()
        .find(|name| target.page.get(name.as_str()).is_none())
    {
        return Finding::not_applicable(format!("the page offers no {name:?}"));
    }
    let mut before: Vec<(Url, Answer)> = Vec::new();
    let mut went = Vec::new();
    let mut either = Vec::new();
    for exchange in &case.exchanges {
        let url = match find(&exchange.request.to, target, &before) {
            Ok(url) => url,
            Err(missing) => {
                return Finding::short("a url to go on from", missing)
                    .recorded(|| records(&target.wire, &went));
            }
        };
        let sent = told(&exchange.request, &url);
        let body = exchange.request.body.as_ref();
        let body = Bytes::from(body.map(BytesSpec::to_vec).unwrap_or_default());
        let request = &exchange.request;
        let ask = Ask {
            method: request.method.clone(),
            url: url.clone(),
            headers: request.headers.clone(),
            body,
        };
        let back = target.wire.send(&ask).await;
        let answer = match &back {
            Ok(exchange) => Ok(Answer::from(exchange)),
            Err(error) => Err(Finding::short("an answer", error.to_string())),
        };
        went.push((ask, back));
        let answer = match answer {
            Ok(answer) => answer,
            Err(finding) => return finding.sent(sent).recorded(|| records(&target.wire, &went)),
        };
        match answered(&exchange.answers, &answer) {
            Ok(as_expected) => either.extend(as_expected.seen.clone()),
            Err(mismatch) => {
                return mismatch
                    .finding()
                    .sent(sent)
                    .recorded(|| records(&target.wire, &went));
            }
        }
        before.push((url, answer));
    }
    if either.is_empty() {
        Finding::pass()
    } else {
        Finding::either(either.join("; "))
    }
}

/// What went over the wire, for people.
fn records(wire: &Wire, went: &[(Ask, Result<Exchange, WireError>)]) -> Vec<Recorded> {
    let went = went.iter();
    went.map(|(ask, back)| Recorded::of_ours(wire, ask, back))
        .collect()
}

/// Where a request goes.
fn find(to: &To, target: &Target, before: &[(Url, Answer)]) -> Result<Url, String> {
    let mut url = match to.location {
        Some(of) => location(of, before)?,
        None => named(to, target, before)?,
    };
    if let Some(below) = &to.below {
        url = url
            .join(below)
            .map_err(|error| format!("{below:?} cannot be resolved against {url}: {error}"))?;
    }
    if let Some(query) = &to.query {
        url.set_query(Some(query));
    }
    Ok(url)
}

fn location(of: usize, before: &[(Url, Answer)]) -> Result<Url, String> {
    let (asked, answer) = &before[of - 1];
    let location = header(&answer.headers, "location");
    location
        .and_then(|location| asked.join(location).ok())
        .ok_or_else(|| format!("no Location in the answer to request {of}"))
}

/// The url of what stands under names on the root page, or on one that was answered.
fn named(to: &To, target: &Target, before: &[(Url, Answer)]) -> Result<Url, String> {
    let names = to.page.as_deref().unwrap_or_default();
    let page = match to.answer {
        None if names.is_empty() => return Ok(target.at.clone()),
        None => target.page.clone(),
        Some(of) => {
            let (asked, answer) = &before[of - 1];
            let body = expanded(&answer.headers, &answer.body)?;
            let mut page = DecodeOptions::interop()
                .decode(&body)
                .map_err(|error| format!("the answer to request {of} is no message: {error}"))?
                .into_owned();
            resolve(&mut page, asked);
            page
        }
    };
    let mut value = &page;
    for name in names {
        value = value
            .get(name.as_str())
            .ok_or_else(|| format!("nothing under {name:?}"))?;
    }
    value
        .as_extension()
        .and_then(|it| it.attribute("url"))
        .and_then(Value::as_str)
        .and_then(|url| Url::parse(url).ok())
        .ok_or_else(|| format!("no url under {names:?}"))
}

fn told(request: &SentRequest, url: &Url) -> String {
    let mut text = format!("{} {url}", request.method);
    for (name, value) in &request.headers {
        text += &format!(", {name}: {value}");
    }
    if let Some(body) = &request.body {
        text += &format!(", with {}", show_bytes(&body.to_vec()));
    }
    text
}
