//! What must hold of one header.

use serde::{Deserialize, Serialize};

/// What must hold of a header of a request or an answer.
///
/// | JSON | holds |
/// |---|---|
/// | `"gzip"` | it stands with this value, without regard to case |
/// | `{"has": "Method"}` | it is a list, and this is in it, without regard to case |
/// | `{"type": "text/plain"}` | it is this content type, without regard to case and parameters |
/// | `true` | it stands, with any value |
/// | `false` | it is missing |
///
/// ```
/// use hyperglyph_vectors::http::HeaderRule;
///
/// let vary: HeaderRule = serde_json::from_str(r#"{"has": "Method"}"#)?;
/// assert!(vary.allows(&["Accept, method"]));
/// assert!(!vary.allows(&["Accept"]));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(untagged)]
pub enum HeaderRule {
    /// Whether it stands.
    Stands(bool),
    /// Its value.
    Is(String),
    /// What its list holds.
    Has {
        /// The member.
        has: String,
    },
    /// Its content type.
    Type {
        /// The type, without parameters.
        r#type: String,
    },
}

impl HeaderRule {
    /// Whether the lines of a header keep the rule.
    #[must_use]
    pub fn allows(&self, values: &[&str]) -> bool {
        let one = || match values {
            [one] => Some(one.trim()),
            _ => None,
        };
        match self {
            Self::Stands(stands) => values.is_empty() != *stands,
            Self::Is(value) => one().is_some_and(|one| one.eq_ignore_ascii_case(value)),
            Self::Has { has } => values
                .iter()
                .flat_map(|line| line.split(','))
                .any(|member| member.trim().eq_ignore_ascii_case(has)),
            Self::Type { r#type } => one().is_some_and(|one| {
                let essence = one.split(';').next().unwrap_or_default();
                essence.trim().eq_ignore_ascii_case(r#type)
            }),
        }
    }
}
