//! [`Plan`]: the cases that a target has.

use hyperglyph_vectors::Suite;

use crate::{Case, Finding, Selection, Shard, Side};

/// The cases of a run, in the order of the suite.
#[derive(Clone, Debug)]
pub struct Plan<'s> {
    /// The cases that were selected.
    pub cases: Vec<Case<'s>>,
    /// Those that were not.
    pub others: Vec<Case<'s>>,
    /// How many there are in all.
    pub of: usize,
}

impl<'s> Plan<'s> {
    /// The cases of these sides that are selected.
    #[must_use]
    pub fn new(suite: &'s Suite, sides: &[Side], selection: &Selection) -> Self {
        let mut plan = Self {
            cases: Vec::new(),
            others: Vec::new(),
            of: 0,
        };
        for file in suite.files() {
            for vector in &file.vectors {
                for &side in sides.iter().filter(|side| side.concerns(vector)) {
                    let case = Case::of_vector(suite, &file.section, vector, side);
                    plan.offer(case, selection);
                }
            }
        }
        if sides.contains(&Side::HttpServer) {
            for file in suite.servers() {
                for case in &file.cases {
                    plan.offer(Case::of_server(suite, &file.section, case), selection);
                }
            }
        }
        if sides.contains(&Side::HttpClient) {
            for file in suite.clients() {
                for case in &file.cases {
                    plan.offer(Case::of_client(suite, &file.section, case), selection);
                }
            }
        }
        plan
    }

    /// Leaves only the cases of a shard: all shards together are the plan, and no case is in two.
    pub fn keep(&mut self, shard: Shard) {
        let (cases, others): (Vec<_>, Vec<_>) = std::mem::take(&mut self.cases)
            .into_iter()
            .enumerate()
            .partition(|&(at, _)| shard.takes(at));
        self.cases = cases.into_iter().map(|(_, case)| case).collect();
        self.others.extend(others.into_iter().map(|(_, case)| case));
    }

    /// Leaves only the cases that have findings, and gives these; `findings` are in the order
    /// of the plan.
    pub fn keep_found(&mut self, findings: Vec<Option<Finding>>) -> Vec<Finding> {
        let mut found = Vec::new();
        for (case, finding) in std::mem::take(&mut self.cases).into_iter().zip(findings) {
            if let Some(finding) = finding {
                self.cases.push(case);
                found.push(finding);
            } else {
                self.others.push(case);
            }
        }
        found
    }

    fn offer(&mut self, case: Case<'s>, selection: &Selection) {
        self.of += 1;
        if selection.takes(&case) {
            self.cases.push(case);
        } else {
            self.others.push(case);
        }
    }
}
