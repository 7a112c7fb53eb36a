//! [`Provenance`]: what was measured, when, and against which versions. Nothing
//! about the machine: only ratios are meant to be read, and those travel.

use std::collections::BTreeMap;
use std::process::Command;
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use serde::Serialize;

/// Of what, and when.
#[derive(Clone, Debug, Serialize)]
pub struct Provenance {
    /// `2026-01-31`
    pub date: String,
    /// Short, with `-dirty` where the tree had changes; `unknown` outside git.
    pub commit: String,
    /// Peer to version.
    pub versions: BTreeMap<&'static str, &'static str>,
}

impl Provenance {
    /// Of a program, now: the crates whose versions matter, and the lock file that
    /// has them.
    #[must_use]
    pub fn of(peers: &[&'static str], lock: &'static str) -> Self {
        let date: DateTime<Utc> = SystemTime::now().into();
        let versions = peers
            .iter()
            .filter_map(|&peer| Some((peer, version(lock, peer)?)));
        Self {
            date: date.format("%Y-%m-%d").to_string(),
            commit: commit().unwrap_or_else(|| "unknown".into()),
            versions: versions.collect(),
        }
    }

    /// `serde_json 1.0.1, simd-json …`
    #[must_use]
    pub fn versions_text(&self) -> String {
        let versions = self.versions.iter();
        let texts: Vec<String> = versions
            .map(|(peer, version)| format!("{peer} {version}"))
            .collect();
        texts.join(", ")
    }
}

fn commit() -> Option<String> {
    let describe = ["describe", "--always", "--dirty", "--exclude=*"];
    let output = Command::new("git").args(describe).output().ok()?;
    let commit = String::from_utf8(output.stdout).ok()?;
    output
        .status
        .success()
        .then(|| commit.trim().to_owned())
        .filter(|commit| !commit.is_empty())
}

/// ```text
/// name = "…"
/// version = "…"
/// ```
fn version<'l>(lock: &'l str, package: &str) -> Option<&'l str> {
    let mut lines = lock.lines();
    let name = format!("name = \"{package}\"");
    lines.find(|line| *line == name)?;
    lines
        .next()?
        .strip_prefix("version = \"")?
        .strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_those_of_the_lock_file() {
        const LOCK: &str = include_str!("../../../Cargo.lock");
        let provenance = Provenance::of(&["hyperglyph-benches", "no-such-package"], LOCK);
        assert_eq!(
            provenance.versions_text(),
            concat!("hyperglyph-benches ", env!("CARGO_PKG_VERSION"))
        );
    }
}
