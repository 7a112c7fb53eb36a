//! Every requirement of the client has a test that bears its id.

use hyperglyph_vectors::{Role, Suite};

const TESTS: [&str; 11] = [
    include_str!("base_urls.rs"),
    include_str!("blobs.rs"),
    include_str!("calls.rs"),
    include_str!("connections.rs"),
    include_str!("envelopes.rs"),
    include_str!("errors.rs"),
    include_str!("forms.rs"),
    include_str!("hostile.rs"),
    include_str!("links.rs"),
    include_str!("origins.rs"),
    include_str!("statuses.rs"),
];

#[test]
fn every_requirement_of_the_client_has_a_test() {
    let names: Vec<String> = TESTS
        .iter()
        .flat_map(|text| text.lines())
        .filter_map(|line| line.trim_start_matches("async ").strip_prefix("fn "))
        .map(|name| format!("_{name}"))
        .collect();
    let suite = Suite::embedded().unwrap();
    let of_the_client = suite
        .requirements()
        .iter()
        .filter(|requirement| requirement.roles.contains(&Role::Client));
    let (mut all, mut missing) = (0, Vec::new());
    for requirement in of_the_client {
        all += 1;
        let id = format!("_{}_", requirement.id.to_lowercase().replace('-', "_"));
        if !names.iter().any(|name| name.contains(&id)) {
            missing.push(&requirement.id);
        }
    }
    assert_eq!(all, 55);
    assert!(missing.is_empty(), "{missing:?}");
}
