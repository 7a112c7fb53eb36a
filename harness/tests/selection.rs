//! `hyperglyph check`: which cases are run, how often, and up to where.
#![cfg(unix)]

mod ran;

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use assert_cmd::cargo::cargo_bin;
use hyperglyph_harness::{Plan, Selection, Shard, Side};
use hyperglyph_vectors::{Level, Suite};
use ran::run;
use tempfile::TempDir;

/// A folder with a testee that is a codec: a script, in which `$line` is the question, `$id`
/// its id and `$count` its number, answers.
fn testee(answer: &str, more: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let script = format!(
        "count=0
         while IFS= read -r line; do
         case $line in *hello*) echo '{{\"name\":\"s\",\"roles\":[\"codec\"]}}'; continue;; esac
         count=$((count + 1))
         id=$(printf '%s' \"$line\" | sed 's/.*\"id\":\\([0-9]*\\).*/\\1/')
         {answer}
         done"
    );
    fs::write(folder.path().join("testee.sh"), script).unwrap();
    let file = folder.path().join("testee.toml");
    let text = format!("name = \"s\"\ncommand = [\"sh\", \"testee.sh\"]\n{more}");
    fs::write(&file, text).unwrap();
    (folder, file)
}

/// Answers zero to any question.
const ZERO: &str = r#"echo "{\"id\":$id,\"value\":0}""#;
/// Answers an error to the first question, and zero to the others.
const ZERO_LATER: &str = r#"if [ $count = 1 ]; then echo "{\"id\":$id,\"error\":\"no\"}"; else echo "{\"id\":$id,\"value\":0}"; fi"#;

#[test]
fn all_shards_together_are_the_selection_and_no_case_is_in_two() {
    let suite = Suite::embedded().unwrap();
    for patterns in [
        &[][..],
        &["server.echo/*".to_owned()][..],
        &["integer/zero".to_owned()],
    ] {
        let whole = Plan::new(&suite, &Side::ALL, &Selection::new(patterns, &[]));
        let ids = |plan: &Plan<'_>| {
            plan.cases
                .iter()
                .map(|it| it.id.clone())
                .collect::<Vec<_>>()
        };
        for of in [1, 2, 3, 4, 7, 64] {
            let mut seen = BTreeSet::new();
            let mut sizes = BTreeSet::new();
            for number in 1..=of {
                let mut plan = whole.clone();
                plan.keep(format!("{number}/{of}").parse::<Shard>().unwrap());
                assert_eq!(plan.cases.len() + plan.others.len(), plan.of);
                sizes.insert(plan.cases.len());
                for id in ids(&plan) {
                    assert!(seen.insert(id.clone()), "{id} is in two shards of {of}");
                }
            }
            assert_eq!(seen, ids(&whole).into_iter().collect());
            assert!(
                sizes.last().unwrap() - sizes.first().unwrap() <= 1,
                "{sizes:?}"
            );
        }
    }
}

#[test]
fn a_shard_is_one_of_so_many() {
    for (text, error) in [
        ("3", "write it as I/N: 2/4 is the second of four"),
        ("0/4", "of 4 shards, a number from 1 to 4"),
        ("5/4", "of 4 shards, a number from 1 to 4"),
        (
            "1/0",
            "write it as I/N, with whole numbers from 1: 2/4 is the second of four",
        ),
        (
            "a/b",
            "write it as I/N, with whole numbers from 1: 2/4 is the second of four",
        ),
    ] {
        assert_eq!(text.parse::<Shard>().unwrap_err(), error);
    }
}

#[test]
fn a_shard_without_a_case_is_wrong_usage() {
    let ran = run(
        &[
            "check",
            "--run",
            "codec.decode/integer/zero",
            "--shard",
            "2/2",
        ],
        b"",
    );
    assert_eq!(ran.code, Some(2), "{}{}", ran.out, ran.err);
    assert!(
        ran.err.contains("is selected in shard 2/2\n"),
        "{}",
        ran.err
    );
    let ran = run(
        &[
            "check",
            "--run",
            "codec.decode/integer/zero",
            "--shard",
            "1/2",
        ],
        b"",
    );
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
}

#[test]
fn a_level_takes_what_is_at_least_so_strict() {
    let suite = Suite::embedded().unwrap();
    let levels = |level| {
        let selection = Selection::new(&[], &[]).at_least(level);
        let plan = Plan::new(&suite, &Side::ALL, &selection);
        let levels: BTreeSet<Level> = plan.cases.iter().map(|case| case.level).collect();
        (plan.cases.len(), levels)
    };
    let (must, should, may) = (
        levels(Level::Must),
        levels(Level::Should),
        levels(Level::May),
    );
    assert!(
        must.1
            .iter()
            .all(|it| matches!(it, Level::Must | Level::MustNot)),
        "{must:?}"
    );
    assert!(should.1.contains(&Level::Should), "{should:?}");
    assert!(!should.1.contains(&Level::May), "{should:?}");
    assert!(must.0 < should.0 && should.0 <= may.0);
    assert_eq!(
        may.0,
        Plan::new(&suite, &Side::ALL, &Selection::default()).of
    );
    let ran = run(&["check", "--level", "most"], b"");
    assert!(ran.err.contains("one of must, should, may"), "{}", ran.err);
}

#[test]
fn fail_fast_stops_at_the_first_failure_and_counts_nothing_that_was_not_run() {
    let (folder, file) = testee(ZERO, "");
    let report = folder.path().join("report.json");
    let arguments = [
        "check",
        "--testee",
        file.to_str().unwrap(),
        "--testee",
        file.to_str().unwrap(),
        "--run",
        "codec.decode/integer/*",
        "--jobs",
        "1",
        "--fail-fast",
        "--report",
        &format!("json={}", report.display()),
    ];
    let ran = run(&arguments, b"");
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    assert_eq!(ran.out.matches("\nFAIL ").count(), 1, "{}", ran.out);
    assert!(
        ran.out.ends_with("s was not tested: --fail-fast\n"),
        "{}",
        ran.out
    );
    let report: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(report).unwrap()).unwrap();
    let subject = &report["subjects"][0];
    let cases = subject["cases"].as_array().unwrap().len();
    let suite = Suite::embedded().unwrap();
    let selection = Selection::new(&["codec.decode/integer/*".to_owned()], &[]);
    let all = Plan::new(&suite, &[Side::CodecDecode], &selection)
        .cases
        .len();
    let not_run = usize::try_from(subject["not_run"].as_u64().unwrap()).unwrap();
    assert_eq!(cases + not_run, all);
    assert!(not_run > 0);
    let said = format!("\n{not_run} more were selected and not run: --fail-fast\n");
    assert!(ran.out.contains(&said), "{}", ran.out);
    assert!(ran.out.contains(&format!("\n{cases} of ")), "{}", ran.out);
    assert_eq!(report["subjects"].as_array().unwrap().len(), 1);
}

#[test]
fn fail_fast_goes_on_behind_what_is_known_and_calls_nothing_stale_that_was_not_run() {
    let known = "[[known]]\ncase = \"codec.decode/integer/*\"\nreason = \"all is nought to it\"\n";
    let (_folder, file) = testee(ZERO, known);
    let file = file.to_str().unwrap();
    let arguments = [
        "check",
        "--testee",
        file,
        "--run",
        "codec.decode/integer/*",
        "--fail-fast",
    ];
    let ran = run(&arguments, b"");
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains(" known, 0 fail\n"), "{}", ran.out);
    // Of all that the entry is of, only what holds.
    let arguments = [
        "check",
        "--testee",
        file,
        "--run",
        "codec.decode/integer/zero",
    ];
    let ran = run(&arguments, b"");
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
}

#[test]
fn a_failure_that_goes_away_is_flaky_and_fails_the_run_unless_it_is_known() {
    let (folder, file) = testee(ZERO_LATER, "");
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let mut arguments: Vec<String> = [
        "check",
        "--retries",
        "2",
        "--run",
        "codec.decode/integer/zero",
        "--testee",
    ]
    .map(str::to_owned)
    .to_vec();
    arguments.push(file.display().to_string());
    for format in ["junit", "tap", "json", "markdown", "badge", "html"] {
        arguments.extend(["--report".to_owned(), format!("{format}={}", path(format))]);
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let ran = run(&arguments, b"");
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    assert!(
        ran.out.contains("\nFLAKY codec.decode/integer/zero\n"),
        "{}",
        ran.out
    );
    let seen = "seen      held in run 2, but before that: an error: no\n";
    assert!(ran.out.contains(seen), "{}", ran.out);
    assert!(ran.out.contains("0 pass, 1 flaky, 0 fail\n"), "{}", ran.out);
    let written = |name: &str| fs::read_to_string(path(name)).unwrap();
    assert!(
        written("junit").contains("failures=\"1\""),
        "{}",
        written("junit")
    );
    assert!(written("tap").contains("\nnot ok 1 - s codec.decode/integer/zero\n"));
    assert!(written("json").contains("\"verdict\": \"flaky\""));
    assert!(written("markdown").contains("`codec.decode/integer/zero`: flaky\n"));
    assert!(written("badge").contains("0 of 1") && written("badge").contains("#b3261e"));
    assert!(written("html").contains("\"verdict\":\"flaky\""));

    let known = "[[known]]\ncase = \"integer/zero\"\nreason = \"it wakes slowly\"\n";
    let (_folder, file) = testee(ZERO_LATER, known);
    let file = file.to_str().unwrap();
    let only = ["--run", "codec.decode/integer/zero"];
    let ran = run(
        &[&["check", "--testee", file, "--retries", "1"][..], &only].concat(),
        b"",
    );
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("0 pass, 1 known, 0 fail\n"), "{}", ran.out);
}

#[test]
fn without_retries_and_after_all_of_them_a_failure_is_a_failure() {
    let one = r#"echo "{\"id\":$id,\"value\":1}""#;
    for (answer, retries) in [(ZERO_LATER, "0"), (one, "3")] {
        let (_folder, file) = testee(answer, "");
        let file = file.to_str().unwrap();
        let arguments = [
            "check",
            "--testee",
            file,
            "--retries",
            retries,
            "--run",
            "codec.decode/integer/zero",
        ];
        let ran = run(&arguments, b"");
        assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
        assert!(ran.out.contains("0 pass, 1 fail\n"), "{}", ran.out);
    }
}

#[test]
fn a_known_failure_without_a_reason_fails_the_run() {
    for reason in ["", "reason = \"\"\n"] {
        let (_folder, file) = testee(ZERO, &format!("[[known]]\ncase = \"x\"\n{reason}"));
        let ran = run(&["check", "--testee", file.to_str().unwrap()], b"");
        assert_eq!(ran.code, Some(2), "{}{}", ran.out, ran.err);
        assert!(ran.err.contains("reason"), "{}", ran.err);
    }
}

#[test]
fn somebody_may_attach_a_debugger_before_the_first_question() {
    // Slower than any limit of time, if there were one.
    let (folder, file) = testee(&format!("touch asked; sleep 1; {ZERO}"), "");
    let mut child = Command::new(cargo_bin!("hyperglyph"))
        .args([
            "check",
            "--wait-for-debugger",
            "--run",
            "codec.decode/integer/zero",
            "--testee",
        ])
        .arg(&file)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    let pid = first
        .strip_prefix("process ")
        .and_then(|it| it.strip_suffix(": codec and client"));
    let pid: u32 = pid.unwrap().parse().unwrap();
    let said = lines.next().unwrap().unwrap();
    assert_eq!(
        said,
        "attach a debugger, then press Enter; nothing is timed"
    );
    assert!(
        fs::read_to_string(format!("/proc/{pid}/cmdline"))
            .unwrap()
            .contains("testee.sh")
    );
    assert!(!folder.path().join("asked").exists());
    child.stdin.take().unwrap().write_all(b"\n").unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(folder.path().join("asked").exists());

    let ran = run(&["check", "--wait-for-debugger", "--timeout", "1"], b"");
    assert_eq!(ran.code, Some(2), "{}", ran.err);
}
