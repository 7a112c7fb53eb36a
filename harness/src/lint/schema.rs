//! Files that are not what their schema says.

use hyperglyph_vectors::Bundle;
use serde_json::Value as Json;

use super::Problem;

/// As many as are worth reading of one file.
const LISTED: usize = 10;

/// The schemas come from the version that this is, where a folder has none.
pub(super) fn problems(bundle: &Bundle) -> Vec<Problem> {
    let own = Bundle::embedded();
    let mut problems = Vec::new();
    for (path, text) in bundle.files() {
        let Some(name) = schema_of(path) else {
            continue;
        };
        let schema = bundle.get(name).or_else(|| own.get(name)).unwrap_or("{}");
        match (serde_json::from_str(schema), serde_json::from_str(text)) {
            (Ok(schema), Ok(file)) => problems.extend(invalid(path, &schema, &file)),
            (Err(error), _) => problems.push(Problem::new(name, error.to_string())),
            (_, Err(error)) => problems.push(Problem::new(path, error.to_string())),
        }
    }
    problems
}

fn schema_of(path: &str) -> Option<&'static str> {
    let (folder, _) = path.rsplit_once('/').unwrap_or(("", path));
    match (folder, path) {
        ("codec", _) => Some("schema/codec-vectors.schema.json"),
        ("http/server", _) => Some("schema/server-cases.schema.json"),
        ("http/client", _) => Some("schema/client-cases.schema.json"),
        (_, "requirements.json") => Some("schema/requirements.schema.json"),
        (_, "exclusions.json") => Some("schema/exclusions.schema.json"),
        _ => None,
    }
}

fn invalid(path: &str, schema: &Json, file: &Json) -> Vec<Problem> {
    let validator = match jsonschema::draft202012::new(schema) {
        Ok(validator) => validator,
        Err(error) => return vec![Problem::new(path, format!("its schema is none: {error}"))],
    };
    validator
        .iter_errors(file)
        .take(LISTED)
        .map(|error| {
            let text = error.to_string();
            let text = match text.char_indices().nth(300) {
                Some((end, _)) => format!("{}…", &text[..end]),
                None => text,
            };
            Problem::new(format!("{path}{}", error.instance_path()), text)
        })
        .collect()
}
