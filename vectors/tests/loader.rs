//! Every way in which a folder of vectors can be wrong, and what the loader says to it.

use std::{fs, path::Path};

use hyperglyph_vectors::{BytesSpec, Suite, SuiteError};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A folder with a catalogue of one requirement and a vector file `integer.json`.
fn folder(vectors: &Value) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let requirement = json!({
        "id": "INT-1", "level": "MUST", "roles": ["decoder"], "section": "encoding/integer",
        "text": "Integers have arbitrary precision.", "decisions": [], "derived": false
    });
    write(
        dir.path(),
        "requirements.json",
        &json!({"$schema": "s", "spec": "hyperglyph 1.0", "requirements": [requirement]}),
    );
    fs::create_dir(dir.path().join("codec")).unwrap();
    write(dir.path(), "codec/integer.json", &file(vectors));
    dir
}

fn file(vectors: &Value) -> Value {
    json!({"$schema": "s", "section": "encoding/integer", "title": "Integers", "vectors": vectors})
}

fn write(dir: &Path, name: &str, json: &Value) {
    fs::write(dir.join(name), json.to_string()).unwrap();
}

fn accept() -> Value {
    json!({
        "id": "integer/one", "since": "0.1.0", "note": "One.", "requirements": ["INT-1"],
        "provenance": "hand", "expect": "accept", "bytes": "i1;", "value": 1, "canonical": "i1;"
    })
}

fn reject() -> Value {
    json!({
        "id": "integer/none", "since": "0.1.0", "note": "None.", "requirements": ["INT-1"],
        "provenance": "hand", "expect": "reject", "bytes": "i;",
        "error": {"kind": "integer", "offset": 1}
    })
}

fn either(spec: &str, interop: &str) -> Value {
    let mut vector = accept();
    vector["expect"] = json!("either");
    vector["profiles"] = json!({"spec": spec, "interop": interop});
    vector
}

/// A vector with one field changed, or taken out where the new value is `None`.
fn with(mut vector: Value, field: &str, value: impl Into<Option<Value>>) -> Value {
    let fields = vector.as_object_mut().unwrap();
    match value.into() {
        Some(value) => fields.insert(field.to_owned(), value),
        None => fields.remove(field),
    };
    vector
}

fn error(vectors: &Value) -> String {
    Suite::from_dir(folder(vectors).path())
        .unwrap_err()
        .to_string()
}

#[test]
fn consistent_vectors_load() {
    let vectors = json!([
        accept(),
        reject(),
        with(
            with(either("reject", "accept"), "id", json!("integer/differ")),
            "error",
            json!({"kind": "integer"})
        ),
        with(
            either("accept", "accept"),
            "id",
            json!("integer/both-accept")
        ),
        with(
            either("reject", "reject"),
            "id",
            json!("integer/both-reject")
        ),
        with(
            with(accept(), "id", json!("integer/at-the-end")),
            "split",
            json!(3)
        ),
    ]);
    let suite = Suite::from_dir(folder(&vectors).path()).unwrap();
    assert_eq!(suite.vectors().count(), 6);
    assert_eq!(suite.files()[0].stem, "integer");
}

#[test]
fn nil_is_a_value_and_not_a_missing_one() {
    let nil = with(with(accept(), "value", json!(null)), "bytes", json!("N;"));
    let suite = Suite::from_dir(folder(&json!([nil])).path()).unwrap();
    assert_eq!(
        suite.vector("integer/one").unwrap().value,
        Some(Value::Null)
    );
}

/// One test for each contradiction: the name, the vectors, and the words of the error.
macro_rules! refused {
    ($($name:ident: $vectors:expr => $text:expr;)+) => {
        $(#[test]
        fn $name() {
            assert_eq!(error(&json!($vectors)), $text);
        })+
    };
}

refused! {
    id_of_another_file: [with(accept(), "id", json!("float/one"))] =>
        "codec/integer.json: float/one: the id must be integer/ and a name in kebab-case, because the file is integer.json";
    id_not_in_kebab_case: [with(accept(), "id", json!("integer/One_more"))] =>
        "codec/integer.json: integer/One_more: the id must be integer/ and a name in kebab-case, because the file is integer.json";
    id_without_a_name: [with(accept(), "id", json!("integer/"))] =>
        "codec/integer.json: integer/: the id must be integer/ and a name in kebab-case, because the file is integer.json";
    id_twice: [accept(), accept()] =>
        "codec/integer.json: integer/one: the id stands in the file already; choose another";
    no_requirement: [with(accept(), "requirements", json!([]))] =>
        "codec/integer.json: integer/one: a vector cites at least one requirement; see requirements.json";
    unknown_requirement: [with(accept(), "requirements", json!(["INT-1", "INT-99"]))] =>
        "codec/integer.json: integer/one: there is no requirement INT-99; correct it, or add it to requirements.json";
    unknown_field: [with(accept(), "comment", json!("?"))] =>
        "codec/integer.json: integer/one: unknown field `comment`, expected one of `id`, `since`, `note`, `requirements`, `decisions`, `provenance`, `expect`, `profiles`, `bytes`, `split`, `value`, `canonical`, `alternatives`, `error`, `violations`; schema/codec-vectors.schema.json describes every field";
    missing_field_of_a_vector_without_id: [with(accept(), "id", None)] =>
        "codec/integer.json: vector 1: missing field `id`; schema/codec-vectors.schema.json describes every field";
    unknown_error_kind: [with(reject(), "error", json!({"kind": "oops"}))] => {
        let all = hyperglyph_vectors::ErrorKind::ALL.iter().map(|kind| format!("`{kind}`"));
        format!(
            "codec/integer.json: integer/none: unknown variant `oops`, expected one of {}; schema/codec-vectors.schema.json describes every field",
            all.collect::<Vec<_>>().join(", ")
        )
    };
    accept_without_value: [with(accept(), "value", None)] =>
        "codec/integer.json: integer/one: 'value' is missing; a vector that expects accept needs it";
    accept_without_canonical: [with(accept(), "canonical", None)] =>
        "codec/integer.json: integer/one: 'canonical' is missing; a vector that expects accept needs it";
    accept_with_error: [with(accept(), "error", json!({"kind": "integer"}))] =>
        "codec/integer.json: integer/one: 'error' must go; a vector that expects accept cannot have it";
    accept_with_profiles: [with(either("accept", "accept"), "expect", json!("accept"))] =>
        "codec/integer.json: integer/one: 'profiles' must go; a vector that expects accept cannot have it";
    reject_without_error: [with(reject(), "error", None)] =>
        "codec/integer.json: integer/none: 'error' is missing; a vector that expects reject needs it";
    reject_with_value: [with(reject(), "value", json!(null))] =>
        "codec/integer.json: integer/none: 'value' must go; a vector that expects reject cannot have it";
    reject_with_alternatives: [with(reject(), "alternatives", json!(["i-;"]))] =>
        "codec/integer.json: integer/none: 'alternatives' must go; a vector that expects reject cannot have it";
    either_without_profiles: [with(accept(), "expect", json!("either"))] =>
        "codec/integer.json: integer/one: 'profiles' is missing; a vector that expects either needs it";
    either_with_value_alone: [with(either("accept", "accept"), "canonical", None)] =>
        "codec/integer.json: integer/one: 'value' needs 'canonical' beside it";
    either_with_canonical_alone: [with(either("accept", "accept"), "value", None)] =>
        "codec/integer.json: integer/one: 'canonical' needs 'value' beside it";
    either_with_alternatives_alone: [with(
        with(with(either("accept", "accept"), "value", None), "canonical", None),
        "alternatives",
        json!(["i+1;"])
    )] =>
        "codec/integer.json: integer/one: 'alternatives' needs 'value' beside it";
    either_that_differs_without_error: [either("reject", "accept")] =>
        "codec/integer.json: integer/one: the profiles differ and 'error' is missing; say what the profile that rejects reports, and nothing where none does";
    either_that_accepts_with_error: [with(either("accept", "accept"), "error", json!({"kind": "integer"}))] =>
        "codec/integer.json: integer/one: the profiles both accept and 'error' stands; say what the profile that rejects reports, and nothing where none does";
    split_past_the_end: [with(accept(), "split", json!(4))] =>
        "codec/integer.json: integer/one: 'split' is 4 but the message has 3 bytes; count again";
    split_with_alternatives: [with(with(accept(), "split", json!(3)), "alternatives", json!(["i+1;"]))] =>
        "codec/integer.json: integer/one: 'alternatives' cannot stand beside 'split'; make each a vector of its own";
    offset_past_the_end: [with(reject(), "error", json!({"kind": "integer", "offset": 3}))] =>
        "codec/integer.json: integer/none: the error's 'offset' is 3 but the message has 2 bytes; count again";
    bytes_of_no_known_form: [with(accept(), "bytes", json!({"octal": "1"}))] =>
        "codec/integer.json: integer/one: bytes are written as a string, {\"hex\": …}, {\"base64\": …}, {\"concat\": […]} or {\"repeat\": …, \"times\": …}; schema/codec-vectors.schema.json describes every field";
    bytes_of_odd_hex: [with(accept(), "bytes", json!({"hex": "abc"}))] =>
        "codec/integer.json: integer/one: the hex of a bytes specification is wrong: Odd number of digits; schema/codec-vectors.schema.json describes every field";
    bytes_of_bad_base64: [with(accept(), "bytes", json!({"base64": "a"}))] =>
        "codec/integer.json: integer/one: the base64 of a bytes specification is wrong: Invalid input length: 1; schema/codec-vectors.schema.json describes every field";
    bytes_a_negative_number_of_times: [with(accept(), "bytes", json!({"repeat": "a", "times": -1}))] =>
        "codec/integer.json: integer/one: 'times' is a whole number from nought up; schema/codec-vectors.schema.json describes every field";
    bytes_past_all_memory: [with(accept(), "bytes", json!({"repeat": {"repeat": "a", "times": 1u64 << 40}, "times": 1u64 << 40}))] =>
        "codec/integer.json: integer/one: a vector holds at most 67108864 bytes; repeat fewer times; schema/codec-vectors.schema.json describes every field";
}

#[test]
fn one_name_in_two_files_makes_two_ids() {
    let dir = folder(&json!([accept()]));
    let vectors = json!([with(accept(), "id", json!("zero/one"))]);
    write(dir.path(), "codec/zero.json", &file(&vectors));
    Suite::from_dir(dir.path()).unwrap();
}

#[test]
fn a_missing_catalogue() {
    let dir = folder(&json!([]));
    fs::remove_file(dir.path().join("requirements.json")).unwrap();
    let error = Suite::from_dir(dir.path()).unwrap_err();
    assert!(matches!(&error, SuiteError::Read { path, .. } if path.ends_with("requirements.json")));
    let text = error.to_string();
    assert!(
        text.ends_with("a folder of vectors holds requirements.json and codec/*.json"),
        "{text}"
    );
}

#[test]
fn a_missing_folder_of_vectors() {
    let dir = folder(&json!([]));
    fs::remove_dir_all(dir.path().join("codec")).unwrap();
    let error = Suite::from_dir(dir.path()).unwrap_err();
    assert!(
        matches!(&error, SuiteError::Read { path, .. } if path.ends_with("codec")),
        "{error}"
    );
}

#[test]
fn an_empty_folder_of_vectors() {
    let dir = folder(&json!([]));
    fs::remove_file(dir.path().join("codec/integer.json")).unwrap();
    fs::write(dir.path().join("codec/notes.txt"), "not a vector").unwrap();
    let error = Suite::from_dir(dir.path()).unwrap_err();
    assert!(
        matches!(&error, SuiteError::NoFiles { path } if path.ends_with("codec")),
        "{error}"
    );
}

#[test]
fn a_file_that_is_no_json() {
    let dir = folder(&json!([]));
    fs::write(dir.path().join("codec/integer.json"), "{\n  \"section\": }").unwrap();
    let error = Suite::from_dir(dir.path()).unwrap_err().to_string();
    assert_eq!(
        error,
        "codec/integer.json is not what its schema in schema/ says: expected value at line 2 column 14"
    );
}

#[test]
fn a_requirement_twice() {
    let dir = folder(&json!([]));
    let path = dir.path().join("requirements.json");
    let mut catalogue: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    let first = catalogue["requirements"][0].clone();
    catalogue["requirements"]
        .as_array_mut()
        .unwrap()
        .push(first);
    fs::write(&path, catalogue.to_string()).unwrap();
    assert_eq!(
        Suite::from_dir(dir.path()).unwrap_err().to_string(),
        "requirements.json: two requirements are called INT-1; give the later one the next free number"
    );
}

#[test]
fn bytes_in_every_form() {
    let spec = json!({"concat": [
        "é", {"hex": "00Ff"}, {"base64": "AQI="}, {"repeat": {"concat": ["a", "b"]}, "times": 2}, {"times": 0, "repeat": "x"}
    ]});
    let spec = BytesSpec::from_json(&spec).unwrap();
    assert_eq!(spec.to_vec(), b"\xc3\xa9\x00\xff\x01\x02abab");
}
