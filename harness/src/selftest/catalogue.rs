//! [`Planted`]: a fault, and the words for it.

use std::collections::BTreeMap;

use serde::Serialize;

/// One file for each part, so that who works on one is not in the way of others.
const PARTS: [&str; 3] = [
    include_str!("codec.toml"),
    include_str!("server.toml"),
    include_str!("client.toml"),
];

/// A fault that can be switched on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Planted {
    /// The requirement that it breaks, a slash and what is broken: `INT-2/plus-sign`.
    pub name: String,
    /// What is wrong.
    pub words: String,
}

impl Planted {
    /// The requirement that it breaks.
    #[must_use]
    pub fn requirement(&self) -> &str {
        self.name.split('/').next().unwrap_or_default()
    }
}

/// Every fault of this workspace.
pub fn catalogue() -> Result<Vec<Planted>, String> {
    let parts: Vec<_> = PARTS.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(parts.into_iter().flatten().collect())
}

/// Reads a file of faults: lines of TOML, `"INT-2/plus-sign" = "a plus sign is refused"`.
pub fn read(text: &str) -> Result<Vec<Planted>, String> {
    let read: BTreeMap<String, String> =
        toml::from_str(text).map_err(|error| error.to_string().trim_end().to_owned())?;
    let planted = read.into_iter();
    planted
        .map(|(name, words)| match name.split_once('/') {
            Some((_, what)) if !what.is_empty() && !words.is_empty() => Ok(Planted { name, words }),
            _ => Err(format!(
                "{name}: expected \"REQUIREMENT/what\" = \"the words of what is wrong\""
            )),
        })
        .collect()
}
