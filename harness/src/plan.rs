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
                    let case = Case::new(suite, &file.section, vector, side);
                    plan.of += 1;
                    if selection.takes(&case) {
                        plan.cases.push(case);
                    }
                }
            }
        }
        plan
    }
}
