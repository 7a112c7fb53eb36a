//! [`forgive`]: failures that a testee file knows of.

use wildmatch::WildMatch;

use crate::select::names;
use crate::testee::Known;
use crate::{Finding, Plan, Verdict};

/// Turns each failure and warning that is known into [`Verdict::Known`], with the reason
/// beside what was seen. Gives what is wrong with what is known: an entry of which no
/// case fails any more, and one that is of no case at all.
///
/// Where only some cases were selected, entries of none of these are not looked at.
pub fn forgive(known: &[Known], plan: &Plan<'_>, findings: &mut [Finding]) -> Vec<String> {
    let all = plan.cases.len() == plan.of;
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
                Verdict::Warn | Verdict::Fail => {
                    failed = true;
                    finding.verdict = Verdict::Known;
                    finding.seen = format!("{reason}: {}", finding.seen);
                }
                Verdict::Known => failed = true,
                _ => {}
            }
        }
        if !matched && all {
            wrong.push(format!("known failure \"{case}\": no case has such an id"));
        } else if matched && !failed {
            wrong.push(format!(
                "known failure \"{case}\": nothing of it fails any more; remove it from the testee file"
            ));
        }
    }
    wrong
}
