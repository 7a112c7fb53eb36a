//! [`save`]: what was found, as vectors in a folder of their own.

use std::path::Path;
use std::{fs, io};

use hyperglyph::{DecodeOptions, json};
use hyperglyph_vectors::Bundle;
use serde_json::{Value as Json, json};

use super::outline::outline;
use super::party::Said;
use super::{Fuzzed, Group};
use crate::generate::{Origin, Written, spelled, vector};
use crate::lint::{Manifest, Style};

/// The file, and the beginning of every id in it.
const STEM: &str = "found";

/// Writes `codec/found.json` with a vector for each group, in which our decoder is the
/// judge, and beside it what makes the folder a suite: catalogue, schemas and manifest,
/// where they are missing. Gives the number of vectors.
pub fn save(fuzzed: &Fuzzed, folder: &Path) -> io::Result<usize> {
    let mut vectors: Vec<Json> = Vec::new();
    let mut seen: Vec<&[u8]> = Vec::new();
    for group in &fuzzed.groups {
        if seen.contains(&&*group.message) {
            continue;
        }
        let number = vectors.len() + 1;
        let Some(vector) = of_group(group, fuzzed.seed, number) else {
            continue;
        };
        seen.push(&group.message);
        vectors.push(vector);
    }
    if vectors.is_empty() {
        return Ok(0);
    }
    let count = vectors.len();
    let file = json!({
        "$schema": "../schema/codec-vectors.schema.json",
        "section": "encoding/message",
        "title": format!("Found by fuzzing with the seed {}", fuzzed.seed),
        "vectors": vectors,
    });
    let write = |path: &str, text: &str| {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, text)
    };
    write(
        &format!("codec/{STEM}.json"),
        &Style::default().write(&file),
    )?;
    for (path, text) in Bundle::embedded().files() {
        let needed = path == "requirements.json" || path.starts_with("schema/");
        if needed && !folder.join(path).exists() {
            write(path, text)?;
        }
    }
    let bundle = Bundle::from_dir(folder).map_err(io::Error::other)?;
    write("manifest.json", &Manifest::of(bundle.files()).write())?;
    Ok(count)
}

fn of_group(group: &Group, seed: u64, number: usize) -> Option<Json> {
    let parts = outline(&group.message);
    let root = parts.first().filter(|root| root.whole).map(|root| root.end);
    let more = |end: &usize| {
        group.message[*end..]
            .iter()
            .any(|byte| !b" \t\x0b\r\n".contains(byte))
    };
    let written = Written {
        bytes: group.message.clone(),
        root: root.filter(more),
        value: None,
        requirement: group.requirement,
    };
    let note = format!(
        "Found by fuzzing with the seed {seed}, {} times: {}.",
        group.count,
        group.who()
    );
    let mut vector = vector(&written, &note, Origin::Fuzzing, group.open.is_some())?;
    let requirement = group.requirement.to_lowercase();
    let id = format!("{STEM}/{}-{requirement}-{number}", group.op.name());
    vector.shift_insert(0, "id".to_owned(), id.into());
    let violations = violations(group);
    if vector["expect"] == "accept" && !violations.is_empty() {
        vector.insert("violations".to_owned(), violations.into());
    }
    Some(Json::Object(vector))
}

/// What they did who did not do as the reference.
fn violations(group: &Group) -> Vec<Json> {
    let Ok(value) = DecodeOptions::interop().decode(&group.message) else {
        return Vec::new();
    };
    let wanted = hyperglyph::encode(&value).unwrap_or_default();
    let mut violations: Vec<Json> = Vec::new();
    for told in &group.told {
        let what = match &told.said {
            Said::Refused(_) => ("refuses", json!(true)),
            Said::Value(seen) if *seen != value => ("reads", json::to_value(seen)),
            Said::Bytes(bytes) if *bytes != wanted => ("writes", spelled(bytes)),
            _ => continue,
        };
        let mut violation = json!({"requirement": group.requirement});
        violation[what.0] = what.1;
        if !violations.contains(&violation) {
            violations.push(violation);
        }
    }
    violations
}
