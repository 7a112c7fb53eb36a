//! `hyperglyph compare`: what changed from one JSON report to another.

mod ran;

use std::fs;

use ran::{Ran, run};
use serde_json::{Value as Json, json};

/// A report of subjects: name, and the verdicts of cases.
fn report(subjects: &[(&str, &[(&str, &str)])]) -> Json {
    let subjects = subjects.iter().map(|(name, cases)| {
        let cases = cases.iter();
        let cases: Vec<Json> = cases
            .map(|(id, verdict)| json!({"id": id, "verdict": verdict, "seen": format!("{verdict} of {id}")}))
            .collect();
        json!({"name": name, "cases": cases})
    });
    json!({"hyperglyph": "0.1.0", "subjects": subjects.collect::<Vec<_>>()})
}

fn compare(old: &Json, new: &Json, flags: &[&str]) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(path("old.json"), old.to_string()).unwrap();
    fs::write(path("new.json"), new.to_string()).unwrap();
    let files = [path("old.json"), path("new.json")];
    let files = files.each_ref().map(String::as_str);
    run(&[&["compare"], &files[..], flags].concat(), b"")
}

#[test]
fn each_change_is_told_by_subject_and_what_got_worse_is_exit_1() {
    let old = report(&[
        (
            "ours",
            &[
                ("a", "pass"),
                ("b", "fail"),
                ("c", "pass"),
                ("d", "fail"),
                ("e", "pass"),
                ("g", "pass"),
            ],
        ),
        ("theirs", &[("a", "pass")]),
    ]);
    let new = report(&[
        (
            "ours",
            &[
                ("a", "fail"),
                ("b", "pass"),
                ("c", "warn"),
                ("d", "known"),
                ("e", "either"),
                ("f", "fail"),
            ],
        ),
        ("theirs", &[("a", "pass")]),
    ]);
    let ran = compare(&old, &new, &[]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert_eq!(
        ran.out,
        "\
ours: newly failing, 1
  a: pass → fail, fail of a

ours: worse, 1
  c: pass → warn, warn of c

ours: newly passing, 1
  b: fail → pass, pass of b

ours: better, 1
  d: fail → known, known of d

ours: other, 1
  e: pass → either, either of e

ours: added, 1
  f: fail, fail of f

ours: removed, 1
  g: was pass

                cases  newly failing          worse  newly passing         better          other          added        removed
ours                6              1              1              1              1              1              1              1
theirs              1              0              0              0              0              0              0              0
"
    );
}

#[test]
fn what_gets_better_comes_or_goes_is_exit_0() {
    for (old, new) in [
        (&[("a", "fail")][..], &[("a", "flaky")][..]),
        (&[("a", "flaky")], &[("a", "warn")]),
        (&[("a", "either")], &[("a", "pass")]),
        (&[("a", "pass")], &[("a", "pass"), ("b", "fail")]),
        (&[("a", "pass"), ("b", "pass")], &[("a", "pass")]),
    ] {
        let ran = compare(&report(&[("s", old)]), &report(&[("s", new)]), &[]);
        assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    }
    for (before, after) in [
        ("pass", "flaky"),
        ("pass", "not-applicable"),
        ("either", "known"),
        ("warn", "fail"),
        ("flaky", "fail"),
    ] {
        let [old, new] = [before, after].map(|it| report(&[("s", &[("a", it)])]));
        let ran = compare(&old, &new, &[]);
        assert_eq!(ran.code, Some(1), "{before} {after}: {}", ran.out);
    }
}

#[test]
fn the_only_subject_is_the_same_whatever_its_url() {
    let old = report(&[("http://127.0.0.1:1/", &[("a", "fail")])]);
    let new = report(&[("http://127.0.0.1:2/", &[("a", "pass")])]);
    let ran = compare(&old, &new, &[]);
    assert!(
        ran.out
            .starts_with("http://127.0.0.1:2/: newly passing, 1\n"),
        "{}",
        ran.out
    );
    // Of several, one that is gone has lost its cases.
    let old = report(&[("one", &[("a", "pass")]), ("two", &[("a", "pass")])]);
    let ran = compare(&old, &report(&[("one", &[("a", "pass")])]), &[]);
    assert!(ran.out.starts_with("two: removed, 1\n"), "{}", ran.out);
}

#[test]
fn long_lists_are_cut_and_what_a_file_says_is_shown_and_not_obeyed() {
    let ids: Vec<String> = (0..30).map(|n| format!("\u{1b}[2J{n}")).collect();
    let cases = |verdict| {
        ids.iter()
            .map(|id| (id.as_str(), verdict))
            .collect::<Vec<_>>()
    };
    let old = report(&[("s", &cases("pass"))]);
    let new = report(&[("s", &cases("fail"))]);
    let ran = compare(&old, &new, &[]);
    assert!(ran.out.contains("  … and 10 more\n"), "{}", ran.out);
    assert!(
        ran.out.contains(r"  \u001b[2J0: pass → fail"),
        "{}",
        ran.out
    );
    assert!(!ran.out.contains('\u{1b}'));
    let ran = compare(&old, &new, &["--verbose"]);
    assert_eq!(ran.out.matches(": pass → fail").count(), 30);
}

#[test]
fn two_runs_of_the_built_in_implementation_are_compared() {
    let folder = tempfile::tempdir().unwrap();
    let files = ["old.json", "new.json"].map(|it| folder.path().join(it).display().to_string());
    for file in &files {
        let to = format!("json={file}");
        let ran = run(&["check", "--run", "integer/z*", "--report", &to], b"");
        assert_eq!(ran.code, Some(0), "{}", ran.err);
    }
    let ran = run(&["compare", &files[0], &files[1]], b"");
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert_eq!(ran.out.lines().count(), 2, "{}", ran.out);
}

#[test]
fn a_file_that_is_no_report_is_told() {
    let ran = compare(&json!({"subjects": 1}), &json!({}), &[]);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    assert!(
        ran.err.contains("old.json is no JSON report: invalid type"),
        "{}",
        ran.err
    );
    assert!(
        ran.err
            .contains("help: hyperglyph check --report json=FILE"),
        "{}",
        ran.err
    );
    assert_eq!(
        run(&["compare", "/not/there", "/nor/this"], b"").code,
        Some(3)
    );
}
