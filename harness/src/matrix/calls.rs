//! Calls: a client at each server, with every vector through `echo`, and every walk.

use futures_util::future::join_all;
use hyperglyph_vectors::http::Step;
use hyperglyph_vectors::{Expect, Suite, Vector};
use url::Url;

use super::cell::Outcome;
use super::known::Judged;
use super::{Cases, Player, Walk};
use crate::judge::http::{Unreported, report_by, reported};
use crate::judge::{echoed, of, to_echo};
use crate::testee::Testee;
use crate::{About, Finding, Target, Verdict};

/// The cases of a cell: vectors first.
pub(super) fn of_cell<'c>(cases: &'c Cases<'_>) -> Vec<Judged<'c>> {
    let vectors = cases.called.cases.iter().map(Judged::Call);
    let walks = cases.walks.iter().map(|walk| Judged::Walk(walk));
    vectors.chain(walks).collect()
}

/// One case of one client, at everybody's server.
pub(super) async fn made(
    suite: &Suite,
    case: &Judged<'_>,
    client: &Player,
    players: &[Player],
) -> Vec<Outcome> {
    let answered = players.iter().map(|player| async {
        let (finding, lost) = match (client.client(), player.server()) {
            (Some(testee), Some(target)) => {
                let between = format!("{} and {}", client.name(), player.name());
                call(case, testee, target, &between).await
            }
            _ => (
                Finding::not_applicable("there is no client, or no server"),
                None,
            ),
        };
        case.outcome(suite, [client, player], finding, lost)
    });
    join_all(answered).await
}

type Found = (Finding, Option<String>);

async fn call(case: &Judged<'_>, testee: &Testee, target: &Target, between: &str) -> Found {
    match case {
        Judged::Walk(walk) => walk_over(walk, testee, target, between).await,
        Judged::Message(case) | Judged::Call(case) => match case.about {
            About::Vector(vector) => echo(vector, testee, target).await,
            _ => (Finding::not_applicable("no vector, and no walk"), None),
        },
    }
}

async fn echo(vector: &Vector, testee: &Testee, target: &Target) -> Found {
    let value = match of(vector) {
        Ok(Some(value)) => value,
        Ok(None) => return (Finding::not_applicable("the vector has no value"), None),
        Err(error) => return (Finding::short("a vector that can be read", error), None),
    };
    let steps = to_echo(&value);
    let finding = match report_by(testee, target.root.as_str(), &steps, &[]).await {
        Ok(report) => echoed(vector, &value, &target.echo, report),
        Err(unreported) => return unheard(unreported, testee, &target.root, &steps),
    };
    match finding.verdict {
        Verdict::Pass if vector.expect == Expect::Either => (Finding::either("accepted"), None),
        Verdict::Pass => (finding, None),
        _ => (finding.sent(told(&target.root, &steps)), None),
    }
}

/// Leg by leg; each begins at the root, and the first that goes wrong decides.
async fn walk_over(walk: &Walk, testee: &Testee, target: &Target, between: &str) -> Found {
    let offered = |name: &&String| target.page.get(name.as_str()).is_some();
    if let Some(name) = walk.needs.iter().find(|name| !offered(name)) {
        let reason = format!("the page offers no {name:?}");
        return (Finding::not_applicable(reason), None);
    }
    if let Some(missing) = walk.options.iter().find(|option| !testee.offers(option)) {
        let reason = format!("the client does not declare {missing:?}");
        return (Finding::not_applicable(reason), None);
    }
    // A server that runs already keeps what was left there.
    let unique = format!("{} of {between}, {:016x}", walk.id, fastrand::u64(..));
    let origin = target.root.origin().ascii_serialization();
    let mut either = Vec::new();
    for leg in &walk.legs {
        let steps = leg.steps(&unique);
        let root = target.root.as_str();
        let report = match report_by(testee, root, &steps, &walk.options).await {
            Ok(report) => report,
            Err(unreported) => return unheard(unreported, testee, &target.root, &steps),
        };
        match reported(&leg.reports, &report, &origin) {
            Ok(expected) => either.extend(expected.seen.clone()),
            Err(mismatch) => {
                let finding = Finding::short(mismatch.expected, mismatch.seen);
                return (finding.sent(told(&target.root, &steps)), None);
            }
        }
    }
    if either.is_empty() {
        (Finding::pass(), None)
    } else {
        (Finding::either(either.join("; ")), None)
    }
}

fn unheard(unreported: Unreported, testee: &Testee, root: &Url, steps: &[Step]) -> Found {
    let (seen, lost) = match unreported {
        Unreported::Unsupported => {
            let reason = "the client does not do this";
            return (Finding::not_applicable(reason), None);
        }
        Unreported::Lost(seen) => (seen, Some(testee.file().name.clone())),
        Unreported::Garbled(seen) => (seen, None),
    };
    let finding = Finding::short("an answer with \"value\" or \"error\"", seen);
    (finding.sent(told(root, steps)), lost)
}

/// The question, in one line.
fn told(root: &Url, steps: &[Step]) -> String {
    const LONG: usize = 600;
    let mut steps = serde_json::to_string(steps).unwrap_or_default();
    if let Some((end, _)) = steps.char_indices().nth(LONG) {
        steps.truncate(end);
        steps.push('…');
    }
    format!("browse {root} {steps}")
}
