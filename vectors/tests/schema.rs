//! The schema alone, for readers in other languages: it must refuse what the loader refuses.

use std::{fs, path::Path};

use jsonschema::Validator;
use serde_json::{Value, json};

fn validator() -> Validator {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/codec-vectors.schema.json");
    let schema = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    jsonschema::draft202012::new(&schema).unwrap()
}

/// A file of one vector: a good one with some fields changed, and taken out where `null`.
fn file(changes: &Value) -> Value {
    let mut vector = json!({
        "id": "integer/one", "since": "0.1.0", "note": "One.", "requirements": ["INT-1"],
        "provenance": "hand", "expect": "accept", "bytes": "i1;", "value": 1, "canonical": "i1;"
    });
    let fields = vector.as_object_mut().unwrap();
    for (field, value) in changes.as_object().unwrap() {
        if value.is_null() {
            fields.remove(field);
        } else {
            fields.insert(field.clone(), value.clone());
        }
    }
    json!({
        "$schema": "../schema/codec-vectors.schema.json", "section": "encoding/integer",
        "title": "Integers", "vectors": [vector]
    })
}

#[test]
fn good_vectors_are_valid() {
    for changes in [
        json!({}),
        json!({"split": 3}),
        json!({"alternatives": ["i+1;", {"hex": "69313b"}]}),
        json!({"expect": "reject", "value": null, "canonical": null, "error": {"kind": "integer"}}),
        json!({"expect": "either", "profiles": {"spec": "accept", "interop": "accept"}}),
    ] {
        assert!(validator().is_valid(&file(&changes)), "{changes}");
    }
}

#[test]
fn contradictions_are_not() {
    for changes in [
        json!({"comment": "unknown field"}),
        json!({"id": "Integer/One"}),
        json!({"id": "integer"}),
        json!({"note": ""}),
        json!({"requirements": []}),
        json!({"requirements": ["int-1"]}),
        json!({"value": null}),
        json!({"canonical": null}),
        json!({"expect": "perhaps"}),
        json!({"error": {"kind": "integer"}}),
        json!({"profiles": {"spec": "accept", "interop": "accept"}}),
        json!({"expect": "reject"}),
        json!({"expect": "reject", "value": null, "canonical": null}),
        json!({"expect": "reject", "value": null, "canonical": null, "error": {"kind": "oops"}}),
        json!({"expect": "reject", "value": null, "canonical": null, "error": {"offset": 1}}),
        json!({"expect": "either", "profiles": {"spec": "accept", "interop": "accept"}, "canonical": null}),
        json!({"expect": "either", "profiles": {"spec": "accept", "interop": "accept"}, "value": null}),
        json!({"expect": "either", "profiles": {"spec": "accept", "interop": "accept"}, "value": null, "canonical": null, "alternatives": ["i+1;"]}),
        json!({"expect": "either"}),
        json!({"expect": "either", "profiles": {"spec": "accept"}}),
        json!({"split": -1}),
        json!({"split": 3, "alternatives": ["i+1;"]}),
        json!({"bytes": {"hex": "abc"}}),
        json!({"bytes": {"base64": "a"}}),
        json!({"bytes": {"repeat": "a"}}),
        json!({"bytes": ["i1;"]}),
    ] {
        assert!(!validator().is_valid(&file(&changes)), "{changes}");
    }
}

#[test]
fn values_keep_to_the_notation() {
    let validator = validator();
    for good in [
        json!("text"),
        json!([]),
        json!({"a": {"b": true}}),
        json!(9_007_199_254_740_991_i64),
        json!({"$int": "-9007199254740992"}),
        json!({"$float": "0x1.8p-1"}),
        json!({"$float": "-0x0p0"}),
        json!({"$dict": [[1, 2]]}),
        json!({"$ext": ["x", {}, null]}),
        json!({"$blob": {"attributes": {}, "content": ""}}),
    ] {
        assert!(validator.is_valid(&file(&json!({"value": good}))), "{good}");
    }
    for bad in [
        json!(1.5),
        json!(9_007_199_254_740_992_i64),
        json!({"$int": "12"}),
        json!({"$float": "1.5"}),
        json!({"$float": "0x1.80p0"}),
        json!({"$float": "0x1p0"}),
        json!({"$unknown": 1}),
        json!({"$set": [], "a": 1}),
        json!({"$set": [], "$dict": []}),
        json!({"$dict": [[1]]}),
        json!({"$dict": [[1, 2, 3]]}),
        json!({"$ext": ["x", {}]}),
        json!({"$bytes": "a"}),
        json!({"$datetime": "2012-08-01T10:20:30Z"}),
        json!({"$timedelta": "P5D"}),
        json!({"$blob": {"attributes": {}}}),
        json!([[{"$float": 1}]]),
    ] {
        assert!(!validator.is_valid(&file(&json!({"value": bad}))), "{bad}");
    }
}
