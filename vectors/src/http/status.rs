//! Which statuses will do.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The statuses that will do: `200`, `[200, 204]`, or a class such as `"4xx"`.
///
/// ```
/// use hyperglyph_vectors::http::StatusRule;
///
/// let refused: StatusRule = serde_json::from_str(r#""4xx""#)?;
/// assert!(refused.allows(404) && !refused.allows(500));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(untagged)]
pub enum StatusRule {
    /// This one.
    One(u16),
    /// One of these.
    Among(Vec<u16>),
    /// Any that begins with this digit.
    Class(StatusClass),
}

/// A class of statuses.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum StatusClass {
    /// It worked.
    #[serde(rename = "2xx")]
    Success,
    /// Look elsewhere.
    #[serde(rename = "3xx")]
    Redirection,
    /// The request is wrong.
    #[serde(rename = "4xx")]
    ClientError,
    /// The server is wrong.
    #[serde(rename = "5xx")]
    ServerError,
}

impl StatusRule {
    /// Whether a status will do.
    #[must_use]
    pub fn allows(&self, status: u16) -> bool {
        match self {
            Self::One(one) => *one == status,
            Self::Among(some) => some.contains(&status),
            Self::Class(class) => class.digit() == status / 100,
        }
    }
}

impl StatusClass {
    const fn digit(self) -> u16 {
        match self {
            Self::Success => 2,
            Self::Redirection => 3,
            Self::ClientError => 4,
            Self::ServerError => 5,
        }
    }
}

impl fmt::Display for StatusRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(one) => write!(f, "{one}"),
            Self::Among(some) => {
                let some: Vec<String> = some.iter().map(u16::to_string).collect();
                f.write_str(&some.join(" or "))
            }
            Self::Class(class) => write!(f, "{}xx", class.digit()),
        }
    }
}
