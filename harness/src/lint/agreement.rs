//! Vectors with which the reference does not agree, and violations that whoever
//! judges would not see.

use std::collections::HashMap;

use hyperglyph::{DecodeOptions, json};
use hyperglyph_vectors::http::{AnswerViolation, ClientCase, ReportViolation, ServerCase};
use hyperglyph_vectors::{Expect, Suite, Vector, Violation};

use super::Problem;
use crate::judge::http::{Answer, Asked, Report, answered, asked, reported};
use crate::judge::written;
use crate::{Finding, Verdict, judge};

/// The server of a script has some origin or other.
const ORIGIN: &str = "http://127.0.0.1:1";

pub(super) fn problems(suite: &Suite) -> Vec<Problem> {
    let mut problems = repeated(suite);
    for vector in suite.vectors() {
        let mut add = |text: Option<String>| {
            problems.extend(text.map(|text| Problem::new(&vector.id, text)));
        };
        add(disagreement(&judge::decode(vector)));
        if vector.value.is_some() {
            add(disagreement(&judge::encode(vector)));
        }
        add(canonical(vector));
        for violation in &vector.violations {
            add(unseen(vector, violation));
        }
    }
    for case in suite.servers().iter().flat_map(|file| &file.cases) {
        problems.extend(unseen_answers(case));
    }
    for case in suite.clients().iter().flat_map(|file| &file.cases) {
        problems.extend(unseen_by_script(case));
    }
    problems
}

/// Vectors of the same bytes would count one case twice.
fn repeated(suite: &Suite) -> Vec<Problem> {
    let mut seen: HashMap<Vec<u8>, &str> = HashMap::new();
    let mut problems = Vec::new();
    for vector in suite.vectors() {
        if let Some(first) = seen.insert(vector.bytes.to_vec(), &vector.id) {
            problems.push(Problem::new(
                &vector.id,
                format!("the same bytes as {first}; keep one of them"),
            ));
        }
    }
    problems
}

fn disagreement(finding: &Finding) -> Option<String> {
    match finding.verdict {
        Verdict::Pass | Verdict::Either | Verdict::NotApplicable => None,
        _ => Some(format!(
            "the reference disagrees: expected {}, seen {}",
            finding.expected, finding.seen
        )),
    }
}

/// The canonical bytes are those of the value, in at least one profile.
fn canonical(vector: &Vector) -> Option<String> {
    let bytes = vector.canonical.as_ref()?.to_vec();
    let value = json::from_value(vector.value.as_ref()?).ok()?;
    match DecodeOptions::interop().decode(&bytes) {
        Ok(seen) if seen == value => None,
        Ok(seen) => Some(format!(
            "'canonical' is the encoding of {}, not of 'value'",
            json::to_string(&seen)
        )),
        Err(error) => Some(format!("'canonical' is refused: {error}")),
    }
}

/// A violation of a vector that would pass.
fn unseen(vector: &Vector, violation: &Violation) -> Option<String> {
    let value = json::from_value(vector.value.as_ref()?).ok()?;
    let place = &violation.requirement;
    if violation.refuses {
        return (vector.expect != Expect::Accept)
            .then(|| format!("to refuse is no violation of {place}: a decoder may"));
    }
    if let Some(reads) = &violation.reads {
        let same = json::from_value(reads).is_ok_and(|reads| reads == value);
        return same.then(|| format!("to read 'value' is no violation of {place}"));
    }
    let writes = violation.writes.as_ref()?.to_vec();
    let passes = written(vector, &value, &writes).verdict != Verdict::Fail;
    passes.then(|| format!("to write this is no violation of {place}"))
}

fn unseen_answers(case: &ServerCase) -> Vec<Problem> {
    let passes = |violation: &&AnswerViolation| {
        let exchange = &case.exchanges[violation.exchange - 1];
        let answer = Answer::from(*violation);
        answered(&exchange.answers, &answer).is_ok()
    };
    let violations = case.violations.iter().filter(passes);
    violations
        .map(|it| passed(&case.id, &it.requirement, &it.note))
        .collect()
}

fn unseen_by_script(case: &ClientCase) -> Vec<Problem> {
    let mut problems = Vec::new();
    for violation in &case.violations {
        match passes(case, violation) {
            Ok(false) => {}
            Ok(true) => {
                problems.push(passed(&case.id, &violation.requirement, &violation.note));
            }
            Err(error) => problems.push(Problem::new(&case.id, error)),
        }
    }
    problems
}

fn passes(case: &ClientCase, violation: &ReportViolation) -> Result<bool, String> {
    if let (Some(at), Some(sends)) = (violation.request, &violation.sends) {
        let expected = case.script.get(at - 1);
        let seen = Asked::from(sends);
        return Ok(expected.is_some_and(|it| asked(&it.requests, &seen, ORIGIN).is_ok()));
    }
    let Some(report) = &violation.reports else {
        return Ok(true);
    };
    let report = Report::from_json(report)?;
    Ok(reported(&case.reports, &report, ORIGIN).is_ok())
}

fn passed(id: &str, requirement: &str, note: &str) -> Problem {
    Problem::new(
        id,
        format!("a violation of {requirement} would pass: {note}"),
    )
}
