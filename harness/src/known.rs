//! [`forgive`]: failures that a testee file knows of.

use wildmatch::WildMatch;

use crate::select::names;
use crate::testee::Known;
use crate::{Case, Finding, Plan, Verdict};

/// Whether an entry is of the case.
#[must_use]
pub fn is_known(known: &[Known], case: &Case<'_>) -> bool {
    known
        .iter()
        .any(|known| names(&WildMatch::new(&known.case), case))
}

/// Turns each failure, flaky or not, and each warning that is known into [`Verdict::Known`],
/// with the reason beside what was seen. Gives what is wrong with what is known: an entry of
/// which no case fails any more, and one that is of no case at all.
///
/// Whether an entry is stale shows only where all its cases were run.
pub fn forgive(known: &[Known], plan: &Plan<'_>, findings: &mut [Finding]) -> Vec<String> {
    let mut wrong = Vec::new();
    // What is known of walks is the matter of the matrix.
    let of_cases = known.iter().filter(|known| !known.is_of_walks());
    for Known { case, reason } in of_cases {
        let pattern = WildMatch::new(case);
        let (mut matched, mut failed) = (false, false);
        let of_it = plan.cases.iter().zip(&mut *findings);
        for (_, finding) in of_it.filter(|(case, _)| names(&pattern, case)) {
            matched = true;
            match finding.verdict {
                Verdict::Warn | Verdict::Flaky | Verdict::Fail => {
                    failed = true;
                    finding.verdict = Verdict::Known;
                    finding.seen = format!("{reason}: {}", finding.seen);
                }
                Verdict::Known => failed = true,
                _ => {}
            }
        }
        if plan.others.iter().any(|case| names(&pattern, case)) {
            continue;
        }
        if !matched {
            wrong.push(format!("known failure \"{case}\": no case has such an id"));
        } else if !failed {
            wrong.push(format!(
                "known failure \"{case}\": nothing of it fails any more; remove it from the testee file"
            ));
        }
    }
    wrong
}
