//! The data itself: schemas hold, nothing is forgotten, nothing is embedded twice.

use std::{fs, path::PathBuf};

use hyperglyph_vectors::{Bundle, Coverage, Role, Suite};
use serde_json::Value;

/// A path inside this crate's folder.
fn here(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn json(path: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(here(path)).unwrap())
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The names of the vector files, sorted.
fn codec_files() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(here("codec"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn assert_valid(schema: &str, file: &str) {
    let validator = jsonschema::draft202012::new(&json(schema)).expect("the schema is one");
    let problems: Vec<String> = validator
        .iter_errors(&json(file))
        .map(|error| format!("{file}{}: {error}", error.instance_path()))
        .collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn requirements_follow_their_schema() {
    assert_valid("schema/requirements.schema.json", "requirements.json");
}

#[test]
fn vectors_follow_their_schema() {
    for name in codec_files() {
        assert_valid("schema/codec-vectors.schema.json", &format!("codec/{name}"));
    }
}

#[test]
fn cases_over_http_follow_their_schemas() {
    for side in ["server", "client"] {
        for entry in fs::read_dir(here(&format!("http/{side}"))).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert_valid(
                &format!("schema/{side}-cases.schema.json"),
                &format!("http/{side}/{name}"),
            );
        }
    }
}

#[test]
fn exclusions_follow_their_schema() {
    assert_valid("schema/exclusions.schema.json", "exclusions.json");
}

#[test]
fn every_file_is_embedded() {
    let sorted = |bundle: &Bundle| {
        let owned = |(path, text): (&str, &str)| (path.to_owned(), text.to_owned());
        let mut files: Vec<_> = bundle.files().map(owned).collect();
        files.sort();
        files
    };
    let folder = Bundle::from_dir(here("")).unwrap();
    assert!(
        sorted(&Bundle::embedded()) == sorted(&folder),
        "src/embedded.rs lists other files than there are"
    );
}

#[test]
fn the_folder_and_the_embedded_files_are_the_same_suite() {
    let embedded = Suite::embedded().unwrap();
    let folder = Suite::from_dir(here("")).unwrap();
    assert_eq!(embedded.requirements(), folder.requirements());
    assert_eq!(embedded.vectors().count(), folder.vectors().count());
    for vector in folder.vectors() {
        assert_eq!(embedded.vector(&vector.id), Some(vector));
    }
}

#[test]
fn there_are_as_many_requirements_as_the_specification_has() {
    assert_eq!(Suite::embedded().unwrap().requirements().len(), 153);
}

#[test]
fn there_are_many_vectors() {
    let count = Suite::embedded().unwrap().vectors().count();
    assert!(count >= 1_500, "only {count}");
}

#[test]
fn a_vector_is_written_as_it_was_read() {
    for name in codec_files() {
        let file = json(&format!("codec/{name}"));
        for original in file["vectors"].as_array().unwrap() {
            let vector: hyperglyph_vectors::Vector =
                serde_json::from_value(original.clone()).unwrap();
            assert_eq!(&serde_json::to_value(vector).unwrap(), original);
        }
    }
}

#[test]
fn there_are_many_cases_over_http() {
    let suite = Suite::embedded().unwrap();
    let servers: usize = suite.servers().iter().map(|file| file.cases.len()).sum();
    let clients: usize = suite.clients().iter().map(|file| file.cases.len()).sum();
    assert!(servers + clients >= 250, "only {servers} and {clients}");
}

#[test]
fn no_requirement_is_unaccounted_for() {
    let suite = Suite::embedded().unwrap();
    let coverage = Coverage::of(&suite);
    let gaps = coverage.gaps();
    let gaps: Vec<String> = gaps
        .map(|(account, gap)| format!("{}: {gap}", account.requirement.id))
        .collect();
    assert!(gaps.is_empty(), "{}", gaps.join("\n"));
}

#[test]
fn a_case_is_written_as_it_was_read() {
    let suite = Suite::embedded().unwrap();
    for file in suite.servers() {
        let json = json(&format!("http/server/{}.json", file.stem));
        for (case, original) in file.cases.iter().zip(json["cases"].as_array().unwrap()) {
            assert_eq!(&serde_json::to_value(case).unwrap(), original);
        }
    }
    for file in suite.clients() {
        let json = json(&format!("http/client/{}.json", file.stem));
        for (case, original) in file.cases.iter().zip(json["cases"].as_array().unwrap()) {
            assert_eq!(&serde_json::to_value(case).unwrap(), original);
        }
    }
}

/// Every requirement on the encoding that a codec alone can keep or break.
#[test]
fn every_requirement_on_a_codec_is_cited() {
    let suite = Suite::embedded().unwrap();
    let uncited: Vec<&str> = suite
        .requirements()
        .iter()
        .filter(|requirement| requirement.section.starts_with("encoding/"))
        .filter(|requirement| {
            requirement
                .roles
                .iter()
                .any(|role| matches!(role, Role::Encoder | Role::Decoder))
        })
        .map(|requirement| requirement.id.as_str())
        .filter(|id| {
            !suite
                .vectors()
                .any(|vector| vector.requirements.iter().any(|r| r == id))
        })
        .collect();
    assert!(uncited.is_empty(), "no vector cites {uncited:?}");
}

/// Vectors of the same bytes would count one case twice.
#[test]
fn no_message_stands_twice() {
    let suite = Suite::embedded().unwrap();
    let mut seen = std::collections::HashMap::new();
    for vector in suite.vectors() {
        let first = seen.insert(vector.bytes.to_vec(), &vector.id);
        assert_eq!(
            first, None,
            "{} has the bytes of an earlier vector",
            vector.id
        );
    }
}
