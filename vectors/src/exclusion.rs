//! What is not tested, and why.

use serde::{Deserialize, Serialize};

/// A requirement that no case tests, in whole or in part, with the reason.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Exclusion {
    /// The requirement.
    pub requirement: String,
    /// How much of it is left out.
    pub extent: Extent,
    /// Why, for somebody who asks.
    pub reason: String,
}

/// How much of a requirement is left out.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Extent {
    /// No case tests it.
    Whole,
    /// Cases show it kept; none can show it broken.
    Violation,
}
