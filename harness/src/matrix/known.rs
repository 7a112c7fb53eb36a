//! What is judged, and what of it testee files know.

use hyperglyph_vectors::Suite;
use wildmatch::WildMatch;

use super::cell::Outcome;
use super::{Cases, Player, Walk};
use crate::testee::Known;
use crate::{Case, Finding, Verdict};

/// A case of a cell.
#[derive(Clone, Copy, Debug)]
pub(super) enum Judged<'c> {
    /// A vector that one writes and the other reads.
    Message(&'c Case<'c>),
    /// A vector that a client sends to `echo`.
    Call(&'c Case<'c>),
    /// A walk.
    Walk(&'c Walk),
}

impl Judged<'_> {
    fn id(&self) -> &str {
        match self {
            Self::Message(case) | Self::Call(case) => case.subject_id(),
            Self::Walk(walk) => &walk.id,
        }
    }

    fn note(&self) -> &str {
        match self {
            Self::Message(case) | Self::Call(case) => case.note(),
            Self::Walk(walk) => &walk.note,
        }
    }

    fn requirements(&self) -> &[String] {
        match self {
            Self::Message(case) | Self::Call(case) => case.requirements(),
            Self::Walk(walk) => &walk.requirements,
        }
    }

    /// The sides that the first and the second of a cell have in other reports.
    const fn sides(&self) -> [&'static str; 2] {
        match self {
            Self::Message(_) => ["codec.encode", "codec.decode"],
            Self::Call(_) | Self::Walk(_) => ["client.call", "server.echo"],
        }
    }

    /// The finding, judged by its level, and by what is known of the two.
    pub(super) fn outcome(
        &self,
        suite: &Suite,
        players: [&Player; 2],
        mut finding: Finding,
        lost: Option<String>,
    ) -> Outcome {
        if finding.verdict == Verdict::Fail && !self.is_binding(suite, &finding) {
            finding.verdict = Verdict::Warn;
        }
        for (player, side) in players.into_iter().zip(self.sides()) {
            let mut known = player.known().iter();
            let known = known.find(|known| self.is_of(&known.case, side));
            if let (Verdict::Fail | Verdict::Warn, Some(Known { reason, .. })) =
                (finding.verdict, known)
            {
                finding.verdict = Verdict::Known;
                finding.seen = format!("{}: {reason}: {}", player.name(), finding.seen);
            }
        }
        Outcome {
            id: self.id().to_owned(),
            note: self.note().to_owned(),
            requirements: self.requirements().to_vec(),
            finding,
            lost,
        }
    }

    /// Whether a pattern is of this case, of its vector seen from that side, or of one of
    /// its requirements.
    fn is_of(&self, pattern: &str, side: &str) -> bool {
        let pattern = WildMatch::new(pattern);
        let requirements = self.requirements().iter().map(String::as_str);
        pattern.matches(&format!("{side}/{}", self.id()))
            || std::iter::once(self.id())
                .chain(requirements)
                .any(|id| pattern.matches(id))
    }

    fn is_binding(&self, suite: &Suite, finding: &Finding) -> bool {
        match self {
            Self::Message(case) | Self::Call(case) => case.is_binding(suite, finding),
            // Two of whom one does not get what the other offers do not work together,
            // whatever the level of what is at stake.
            Self::Walk(_) => true,
        }
    }
}

/// What is wrong with what is known of walks: an entry of which nothing fails any more, and
/// one that is of no walk. `check` looks at all others.
pub(super) fn wrong(
    cases: &Cases<'_>,
    players: &[Player],
    rows: &[Vec<Vec<Outcome>>],
) -> Vec<String> {
    let mut wrong = Vec::new();
    for (at, player) in players.iter().enumerate() {
        for known in player.known().iter().filter(|known| known.is_of_walks()) {
            let pattern = WildMatch::new(&known.case);
            // Its row and its column; a cell where nobody played says nothing.
            let row = rows[at].iter();
            let column = rows.iter().map(|row| &row[at]);
            let of_it = row
                .chain(column)
                .flatten()
                .filter(|it| pattern.matches(&it.id));
            let verdicts: Vec<_> = of_it.map(|it| it.finding.verdict).collect();
            let told = match () {
                () if verdicts.is_empty() && cases.all => "there is no such walk",
                () if verdicts.contains(&Verdict::Known) => continue,
                () if verdicts
                    .iter()
                    .all(|&verdict| verdict == Verdict::NotApplicable) =>
                {
                    continue;
                }
                () => "nothing of it fails any more; remove it from the testee file",
            };
            wrong.push(format!(
                "{}: known failure \"{}\": {told}",
                player.name(),
                known.case
            ));
        }
    }
    wrong
}
