//! `hyperglyph vectors`, as it is typed.

mod ran;

use std::fs;
use std::path::{Path, PathBuf};

use ran::run;

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors")
}

/// A copy of every file of the vectors that one may change.
fn copied(to: &Path) -> PathBuf {
    fn copy(from: &Path, to: &Path) {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let path = entry.unwrap().path();
            let to = to.join(path.file_name().unwrap());
            if path.is_dir() {
                copy(&path, &to);
            } else if path.extension().is_some_and(|ending| ending == "json") {
                fs::copy(path, to).unwrap();
            }
        }
    }
    let folder = to.join("vectors");
    copy(&here(), &folder);
    folder
}

/// Changes one place in one file, and gives what lint says of it.
fn lint_after(file: &str, from: &str, to: &str, fmt: bool) -> String {
    let folder = tempfile::tempdir().unwrap();
    let vectors = copied(folder.path());
    let path = vectors.join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} has no {from}");
    fs::write(&path, text.replacen(from, to, 1)).unwrap();
    let vectors = vectors.to_str().unwrap();
    if fmt {
        let ran = run(&["vectors", "fmt", vectors], b"");
        assert_eq!(ran.code, Some(0), "{}", ran.err);
    }
    let ran = run(&["vectors", "lint", "--vectors", vectors], b"");
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    ran.out
}

#[test]
fn coverage_accounts_for_every_requirement() {
    let ran = run(&["vectors", "coverage", "--verbose"], b"");
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    let all = ran
        .out
        .lines()
        .find(|line| line.starts_with("all "))
        .unwrap();
    let counts: Vec<&str> = all.split_whitespace().collect();
    assert_eq!((counts[1], counts[6]), ("153", "0"), "{all}");
    let reason = "BLB-12  SHOULD      excluded: How a file is opened";
    assert!(ran.out.contains(reason), "{}", ran.out);
}

#[test]
fn coverage_fails_on_a_requirement_that_nothing_cites() {
    let folder = tempfile::tempdir().unwrap();
    let vectors = copied(folder.path());
    fs::remove_dir_all(vectors.join("http")).unwrap();
    let ran = run(
        &[
            "vectors",
            "coverage",
            "--vectors",
            vectors.to_str().unwrap(),
        ],
        b"",
    );
    assert_eq!(ran.code, Some(1), "{}", ran.out);
    let gap = "ENV-12: no case cites it: write one, or say why not in exclusions.json\n";
    assert!(ran.out.contains(gap), "{}", ran.out);
}

#[test]
fn coverage_fails_on_a_binding_requirement_that_nothing_violates() {
    let folder = tempfile::tempdir().unwrap();
    let vectors = copied(folder.path());
    let file = vectors.join("exclusions.json");
    let text = fs::read_to_string(&file).unwrap();
    let start = text.find("\"exclusions\": [").unwrap();
    fs::write(&file, format!("{}\"exclusions\": []}}", &text[..start])).unwrap();
    let ran = run(
        &[
            "vectors",
            "coverage",
            "--vectors",
            vectors.to_str().unwrap(),
        ],
        b"",
    );
    assert_eq!(ran.code, Some(1), "{}", ran.out);
    assert!(
        ran.out.contains("\nCLN-1: no case shows what breaks it"),
        "{}",
        ran.out
    );
    assert_eq!(ran.err, "error: 2 gaps\n");
}

#[test]
fn lint_passes_on_what_is_built_in_and_on_the_folder() {
    let vectors = here();
    for arguments in [
        &["vectors", "lint"][..],
        &["vectors", "lint", "--vectors", vectors.to_str().unwrap()],
        &["vectors", "fmt", "--check", vectors.to_str().unwrap()],
    ] {
        let ran = run(arguments, b"");
        assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    }
}

#[test]
fn lint_fails_when_any_file_changes_by_a_byte() {
    for (file, from, to) in [
        (
            "codec/integer.json",
            "\"note\": \"Leading",
            "\"note\": \"leading",
        ),
        ("http/server/calls.json", "No arguments", "no arguments"),
        ("http/client/links.json", "asked by GET", "asked by GET,"),
        (
            "requirements.json",
            "arbitrary precision",
            "arbitrary Precision",
        ),
        ("exclusions.json", "How a file", "how a file"),
        (
            "schema/codec-vectors.schema.json",
            "Messages, each",
            "Messages each",
        ),
    ] {
        let out = lint_after(file, from, to, false);
        let told = format!("{file}: it was changed since the manifest was written");
        assert!(out.contains(&told), "{out}");
    }
}

#[test]
fn lint_fails_where_the_reference_disagrees() {
    for (file, from, to, told) in [
        (
            "codec/integer.json",
            "\"bytes\": \"i007;\"",
            "\"bytes\": \"i008;\"",
            "integer/leading-zeros: the reference disagrees: expected 7",
        ),
        (
            "codec/integer.json",
            "\"bytes\": \"i+7;\",\n      \"value\": 7,\n      \"canonical\": \"i7;\"",
            "\"bytes\": \"i+7;\",\n      \"value\": 7,\n      \"canonical\": \"i+7;\"",
            "integer/plus-sign: the reference disagrees: expected the canonical form i+7;",
        ),
        (
            "codec/unicode.json",
            "\"kind\": \"utf8\", \"offset\": 3",
            "\"kind\": \"utf8\", \"offset\": 2",
            "the reference disagrees: expected the error utf8 at byte 2",
        ),
        (
            "codec/integer.json",
            "{\"requirement\": \"INT-4\", \"writes\": \"i007;\"}",
            "{\"requirement\": \"INT-4\", \"writes\": \"i7;\"}",
            "integer/leading-zeros: to write this is no violation of INT-4",
        ),
        (
            "http/server/calls.json",
            "\"body\": \"Xu5:other;D;N;;\"",
            "\"body\": \"u11:Hello World;\"",
            "server/calls/hello-default: a violation of ENV-6 would pass: Another value.",
        ),
        (
            "http/client/links.json",
            "{\"method\": \"GET\", \"target\": \"/b\"",
            "{\"method\": \"GET\", \"target\": \"/a\"",
            "client/links/get: a violation of LNK-8 would pass: Another url.",
        ),
        (
            "http/client/links.json",
            "\"method\": \"GET\", \"path\"",
            "\"methods\": \"GET\", \"path\"",
            "http/client/links.json",
        ),
    ] {
        let out = lint_after(file, from, to, true);
        assert!(out.contains(told), "{told}\n{out}");
    }
}

#[test]
fn generate_makes_the_same_vectors_again_and_the_reference_agrees() {
    for more in [
        &[][..],
        &["--profile", "spec", "--type", "dict", "--type", "blob"],
    ] {
        let arguments = [
            &["vectors", "generate", "--seed", "1", "--count", "300"],
            more,
        ]
        .concat();
        let ran = run(&arguments, b"");
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        assert_eq!(run(&arguments, b"").out, ran.out);

        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("codec")).unwrap();
        fs::write(folder.path().join("codec/generated.json"), &ran.out).unwrap();
        let catalogue = folder.path().join("requirements.json");
        fs::copy(here().join("requirements.json"), catalogue).unwrap();
        let vectors = folder.path().to_str().unwrap();
        assert_eq!(run(&["vectors", "fmt", vectors], b"").code, Some(0));
        let ran = run(&["vectors", "lint", "--vectors", vectors], b"");
        assert_eq!(
            ran.out, "300 vectors, 0 cases: all is well\n",
            "{}",
            ran.err
        );
    }
}

#[test]
fn generate_tells_other_seeds_apart_and_leaves_nothing_open_in_the_spec_profile() {
    let of = |seed, profile| {
        let count = ["--count", "60", "--profile", profile];
        run(
            &[&["vectors", "generate", "--seed", seed][..], &count].concat(),
            b"",
        )
        .out
    };
    assert_ne!(of("1", "interop"), of("2", "interop"));
    assert!(!of("1", "spec").contains("\"either\""));
}

#[test]
fn generate_refuses_more_than_there_is_and_types_that_are_none() {
    let ran = run(
        &["vectors", "generate", "--seed", "1", "--type", "number"],
        b"",
    );
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.contains("one of integer, unicode, bytearray"),
        "{}",
        ran.err
    );
}

#[test]
fn list_selects_by_requirement() {
    let ran = run(&["vectors", "list", "--run", "ENV-12"], b"");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(
        ran.out
            .starts_with("client/links/no-body  report  ENV-12  A GET has no body.\n"),
        "{}",
        ran.out
    );
    assert_eq!(
        run(&["vectors", "list", "--run", "NO-1"], b"").code,
        Some(2)
    );
}

#[test]
fn show_tells_the_requirement_and_the_case() {
    let ran = run(&["vectors", "show", "integer/leading-zeros-eight"], b"");
    assert!(
        ran.out
            .starts_with("INT-5   MUST · Leading zeros are ignored.\n{\n"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("  \"bytes\": \"i08;\",\n"), "{}", ran.out);
    for id in ["server/calls/hello-default", "client/links/get"] {
        assert_eq!(run(&["vectors", "show", id], b"").code, Some(0));
    }
    let ran = run(&["vectors", "show", "integer/none"], b"");
    assert_eq!(ran.code, Some(2), "{}", ran.out);
}

#[test]
fn the_tables_in_the_documentation_are_those_of_the_vectors() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/vectors.md");
    let docs = fs::read_to_string(docs).unwrap();
    let ran = run(&["vectors", "table"], b"");
    assert!(
        docs == ran.out,
        "write it anew: hyperglyph vectors table > docs/vectors.md"
    );
}
