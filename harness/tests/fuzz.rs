//! `hyperglyph fuzz`: the built-in codec, and a testee around it that is wrong on purpose.
#![cfg(unix)]

mod ran;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use assert_cmd::cargo::cargo_bin;
use ran::{Ran, run};
use serde_json::Value as Json;
use tempfile::TempDir;

/// A testee with this fault; nothing where there is no Python to run it.
fn testee(fault: &str) -> Option<(TempDir, PathBuf)> {
    if Command::new("python3").arg("--version").output().is_err() {
        println!("not applicable: there is no python3");
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzzed/wrong.py");
    let file = folder.path().join("testee.toml");
    let text = format!(
        "name = 'wrong'\ncommand = ['python3', '{}', '{}', '{fault}']\n",
        script.display(),
        cargo_bin("hyperglyph").display()
    );
    fs::write(&file, text).unwrap();
    Some((folder, file))
}

fn fuzz(file: &Path, arguments: &[&str]) -> Ran {
    let file = file.to_str().unwrap();
    // Nothing here is about time, and a machine may be busy.
    let started = ["fuzz", "--testee", file, "--timeout", "120"];
    run(&[&started, arguments].concat(), b"")
}

/// The groups of a report: requirement, what was asked, who did what, and the smallest
/// message.
fn groups(report: &Path) -> Vec<[String; 4]> {
    let report: Json = serde_json::from_slice(&fs::read(report).unwrap()).unwrap();
    let text = |json: &Json| {
        json.as_str()
            .map_or_else(|| json.to_string(), str::to_owned)
    };
    let group = |group: &Json| ["requirement", "op", "who", "bytes"].map(|name| text(&group[name]));
    report["groups"]
        .as_array()
        .unwrap()
        .iter()
        .map(group)
        .collect()
}

/// A run whose every disagreement has one cause, and that group.
fn one_group(fault: &str, count: &str) -> Option<[String; 4]> {
    let (folder, file) = testee(fault)?;
    let report = folder.path().join("report.json");
    let to = format!("json={}", report.display());
    let ran = fuzz(&file, &["--count", count, "--report", &to]);
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    let mut groups = groups(&report);
    assert_eq!(groups.len(), 1, "{}", ran.out);
    groups.pop()
}

#[test]
fn int_5_a_testee_that_refuses_zeros_is_found_and_shown_by_the_smallest_message() {
    let Some((_folder, file)) = testee("refuses-zeros") else {
        return;
    };
    let ran = fuzz(&file, &["--seed", "7", "--count", "2000"]);
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    let (first, rest) = ran.out.split_once('\n').unwrap();
    assert_eq!(first, "INT-5  Leading zeros are ignored.");
    let (times, rest) = rest.split_once(", taken ").unwrap();
    let times: u64 = times["  decode ".len()..]
        .split(' ')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    assert!(times > 20, "{times}");
    let wanted = "\
by built-in, refused by wrong
  smallest: i00;
       0  69 30 30 3b                          i00;                    integer 0
  built-in  taken: 0
  wrong     refused: I do not like this
  again: printf 'i00;' | hyperglyph explain
";
    assert!(rest.starts_with(wanted), "{rest}");
    let summary = format!("2000 inputs: {times} disagreements in 1 group; ");
    assert!(ran.out.contains(&summary), "{}", ran.out);

    // The same seed is the same run.
    let again = fuzz(&file, &["--seed", "7", "--count", "2000"]);
    assert_eq!(again.out, ran.out);
    let other = fuzz(&file, &["--seed", "8", "--count", "2000"]);
    assert_ne!(other.out, ran.out);
}

#[test]
fn int_7_a_testee_that_takes_spaces_is_told_by_what_the_reference_refuses() {
    if let Some(group) = one_group("takes-spaces", "6000") {
        let who = "refused by built-in, taken by wrong";
        assert_eq!(group, ["INT-7", "decode", who, "i 0;"]);
    }
}

#[test]
fn int_4_a_testee_that_writes_zeros_is_told_by_what_it_writes() {
    if let Some(group) = one_group("writes-zeros", "1000") {
        let who = "taken by built-in, another form by wrong";
        assert_eq!(group, ["INT-4", "encode", who, "i0;"]);
    }
}

#[test]
fn byt_3_a_testee_that_reads_bytes_as_text_is_told_by_the_value() {
    if let Some(group) = one_group("reads-bytes-as-text", "1000") {
        let who = "taken by built-in, another value by wrong";
        assert_eq!(group, ["BYT-3", "decode", who, "b;"]);
    }
}

#[test]
fn a_testee_that_dies_is_a_finding_and_the_run_goes_on() {
    let Some((folder, file)) = testee("dies") else {
        return;
    };
    let report = folder.path().join("report.json");
    let to = format!("json={}", report.display());
    let ran = fuzz(&file, &["--count", "12", "--report", &to]);
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    let smallest = groups(&report).into_iter().map(|group| group[3].clone());
    assert!(
        smallest.into_iter().any(|bytes| bytes == "B"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("died by wrong"), "{}", ran.out);
    assert!(
        ran.out
            .contains("died: the testee ended before it answered"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("12 inputs: "), "{}", ran.out);
}

#[test]
fn d11_what_the_specification_leaves_open_is_counted_apart_and_fails_nothing() {
    let Some((_folder, file)) = testee("takes-days") else {
        return;
    };
    let ran = fuzz(&file, &["--count", "4000"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("\nopen: D11    decode "), "{}", ran.out);
    assert!(
        ran.out
            .contains("4000 inputs: 0 disagreements in 0 groups; "),
        "{}",
        ran.out
    );
}

#[test]
fn who_is_right_agrees_and_what_is_skipped_fails_nothing() {
    let Some((_folder, file)) = testee("nothing") else {
        return;
    };
    let ran = fuzz(&file, &["--count", "1000"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert!(
        ran.out
            .contains("1000 inputs: 0 disagreements in 0 groups; 0 differences"),
        "{}",
        ran.out
    );
    let rate = "1000 inputs, 2000 exchanges in ";
    assert!(ran.err.contains(rate), "{}", ran.err);

    let (_folder, file) = testee("refuses-zeros").unwrap();
    let ran = fuzz(&file, &["--count", "1000", "--skip", "INT-*"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("left out by --skip: "), "{}", ran.out);
}

#[test]
fn what_is_saved_are_vectors_that_lint_and_that_the_testee_fails() {
    let Some((folder, file)) = testee("refuses-zeros") else {
        return;
    };
    let found = folder.path().join("found");
    let found = found.to_str().unwrap();
    let ran = fuzz(&file, &["--count", "1000", "--save", found]);
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    let lint = run(&["vectors", "lint", "--vectors", found], b"");
    assert_eq!(lint.out, "1 vector, 0 cases: all is well\n", "{}", lint.err);
    let shown = run(
        &[
            "vectors",
            "show",
            "found/decode-int-5-1",
            "--vectors",
            found,
        ],
        b"",
    );
    assert!(
        shown.out.contains("\"provenance\": \"fuzzing\""),
        "{}{}",
        shown.out,
        shown.err
    );
    assert!(shown.out.contains("\"refuses\": true"), "{}", shown.out);
    let file = file.to_str().unwrap();
    let check = run(&["check", "--testee", file, "--vectors", found], b"");
    assert_eq!(check.code, Some(1), "{}{}", check.out, check.err);
    assert!(
        check.out.contains("FAIL codec.decode/found/decode-int-5-1"),
        "{}",
        check.out
    );
}

#[test]
fn what_cannot_be_run_says_why() {
    let Some((_folder, file)) = testee("is-no-codec") else {
        return;
    };
    let alone = fuzz(&file, &["--no-builtin"]);
    assert_eq!(alone.code, Some(2), "{}", alone.err);
    assert_eq!(
        alone.err,
        "error: one alone cannot disagree\n  help: name another --testee, or leave --no-builtin out\n"
    );
    let ran = fuzz(&file, &["--count", "1"]);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    assert_eq!(
        ran.err,
        "error: wrong: expected \"codec\" among the roles that it names, to ask it for messages\n"
    );
    let both = fuzz(&file, &["--count", "1", "--seconds", "1"]);
    assert_eq!(both.code, Some(2), "{}", both.err);
}
