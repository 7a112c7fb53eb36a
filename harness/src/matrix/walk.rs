//! [`Walk`]: steps over the conformance page that any client can play on any server.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyperglyph_vectors::http::{ExpectedReport, Step};
use serde::Deserialize;
use serde_json::{Value as Json, json};

/// A way over the conformance page, and what the client must report at its end.
///
/// Two words in the arguments of a step stand for something else: `{unique}` for a text
/// that no other walk of the run has, and `{"$filled": 5}` for a blob of so many bytes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Walk {
    /// `walk/`, what it is about, and a name: `walk/call/default`.
    pub id: String,
    /// Why it exists, for somebody who sees it fail.
    pub note: String,
    /// The requirements at stake, the main one first.
    pub requirements: Vec<String>,
    /// The names that the page must offer.
    #[serde(default)]
    pub needs: Vec<String>,
    /// What the client is told to do besides: `fresh`, `tunnel`, `gzip`.
    #[serde(default)]
    pub options: Vec<String>,
    /// One after the other, each from the page at the root.
    pub legs: Vec<Leg>,
}

/// One way from the root.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leg {
    steps: Vec<Step>,
    /// What must be reported; where there are several, all conform.
    pub reports: Vec<ExpectedReport>,
}

impl Walk {
    /// Every walk that this version was built with.
    ///
    /// # Errors
    ///
    /// None, in a build whose tests hold.
    pub fn all() -> Result<Vec<Self>, serde_json::Error> {
        serde_json::from_str(include_str!("walks.json"))
    }
}

impl Leg {
    /// The steps, with what stands for something else replaced.
    #[must_use]
    pub fn steps(&self, unique: &str) -> Vec<Step> {
        let mut steps = self.steps.clone();
        for step in &mut steps {
            if let Step::Call { call, named } = step {
                let arguments = call.iter_mut().chain(named.values_mut());
                arguments.for_each(|argument| fill(argument, unique));
            }
        }
        steps
    }
}

fn fill(argument: &mut Json, unique: &str) {
    if argument == "{unique}" {
        *argument = unique.into();
    }
    let size = argument.get("$filled").and_then(Json::as_u64);
    if let Some(size) = size.and_then(|size| usize::try_from(size).ok()) {
        let content: Vec<u8> = (*b"0123456789abcdef")
            .into_iter()
            .cycle()
            .take(size)
            .collect();
        *argument = json!({"$blob": {
            "attributes": {"content-type": "text/plain"},
            "content": STANDARD.encode(content),
        }});
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use hyperglyph_vectors::Suite;

    use super::*;

    #[test]
    fn each_walk_has_an_id_of_its_own_requirements_and_something_to_report() {
        let suite = Suite::embedded().unwrap();
        let mut ids = HashSet::new();
        for walk in Walk::all().unwrap() {
            assert!(walk.id.starts_with("walk/"), "{}", walk.id);
            assert!(
                ids.insert(walk.id.clone()),
                "{} stands there twice",
                walk.id
            );
            assert!(!walk.requirements.is_empty(), "{}", walk.id);
            for id in &walk.requirements {
                assert!(suite.requirement(id).is_some(), "{}: {id}", walk.id);
            }
            assert!(!walk.legs.is_empty(), "{}", walk.id);
            for leg in &walk.legs {
                let named =
                    leg.reports.len() == 1 || leg.reports.iter().all(|it| it.seen.is_some());
                assert!(named && !leg.reports.is_empty(), "{}", walk.id);
                let whole = |it: &ExpectedReport| it.value.is_some() != it.error.is_some();
                assert!(leg.reports.iter().all(whole), "{}", walk.id);
            }
        }
    }

    #[test]
    fn arguments_are_filled() {
        let leg: Leg = serde_json::from_value(json!({
            "steps": [{"call": ["{unique}", {"$filled": 18}], "named": {"n": "{unique}"}}],
            "reports": [{"value": null}],
        }))
        .unwrap();
        let blob = json!({"$blob": {
            "attributes": {"content-type": "text/plain"},
            "content": STANDARD.encode("0123456789abcdef01"),
        }});
        let filled = json!([{"call": ["of a and b", blob], "named": {"n": "of a and b"}}]);
        assert_eq!(json!(leg.steps("of a and b")), filled);
    }
}
