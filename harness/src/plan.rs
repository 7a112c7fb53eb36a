//! [`Plan`]: the cases that a target has.

use hyperglyph_vectors::Suite;

use crate::{Case, Selection, Side};

/// The cases of a run, in the order of the suite.
#[derive(Clone, Debug)]
pub struct Plan<'s> {
    /// The cases that were selected.
    pub cases: Vec<Case<'s>>,
    /// How many there are in all.
    pub of: usize,
}

impl<'s> Plan<'s> {
    /// The cases of these sides that are selected.
    #[must_use]
    pub fn new(suite: &'s Suite, sides: &[Side], selection: &Selection) -> Self {
        let mut plan = Self {
            cases: Vec::new(),
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

    fn offer(&mut self, case: Case<'s>, selection: &Selection) {
        self.of += 1;
        if selection.takes(&case) {
            self.cases.push(case);
        }
    }
}
