//! Cases over HTTP: what a server answers, what a client asks and reports.
//!
//! What is judged is data ([`Answer`], [`Asked`], [`Report`]); who sent it does not
//! matter, so that the violations that cases list are judged by the same functions.

mod answer;
mod body;
mod misfit;
mod pattern;
mod report;
mod request;
mod server;
mod walk;

pub use answer::{Answer, Mismatch, answered};
pub use report::{Report, reported};
pub use request::{Asked, asked};
pub use server::exchanges;
pub(crate) use walk::{Unreported, browse_by, report_by};
pub use walk::{browse_in_json, walk, walk_by};

use hyperglyph_vectors::http::HeaderRule;

/// The header that breaks its rule, in words.
fn header_mismatch<'r>(
    rules: impl IntoIterator<Item = (&'r String, &'r HeaderRule)>,
    headers: &[(String, String)],
) -> Option<(&'r str, String, String)> {
    for (name, rule) in rules {
        let values: Vec<&str> = headers
            .iter()
            .filter(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
            .collect();
        if !rule.allows(&values) {
            let seen = match values.as_slice() {
                [] => format!("no header {name}"),
                values => format!("{name}: {}", values.join(", ")),
            };
            return Some((name, format!("{name}: {}", in_words(rule)), seen));
        }
    }
    None
}

fn in_words(rule: &HeaderRule) -> String {
    match rule {
        HeaderRule::Stands(true) => "any value".to_owned(),
        HeaderRule::Stands(false) => "not there".to_owned(),
        HeaderRule::Is(value) => value.clone(),
        HeaderRule::Has { has } => format!("a list with {has}"),
        HeaderRule::Type { r#type } => r#type.clone(),
    }
}
