//! `hyperglyph check --testee`: programs that are asked over stdin and stdout, good
//! and bad ones. The bad ones are shell scripts around the good one.
#![cfg(unix)]

mod ran;

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::cargo::cargo_bin;
use hyperglyph_vectors::Suite;
use ran::{Ran, run};
use tempfile::TempDir;

/// A folder with a testee file: a script that sees each question as `$line` before the
/// built-in testee does, and what is said of it in the file besides.
fn testee(script: &str, more: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let script = format!(
        "while IFS= read -r line; do {script}; printf '%s\\n' \"$line\"; done | '{}' testee",
        cargo_bin("hyperglyph").display()
    );
    fs::write(folder.path().join("testee.sh"), script).unwrap();
    let file = folder.path().join("testee.toml");
    let text = format!("name = \"scripted\"\ncommand = [\"sh\", \"testee.sh\"]\n{more}");
    fs::write(&file, text).unwrap();
    (folder, file)
}

fn check(file: &Path, arguments: &[&str]) -> Ran {
    let file = file.to_str().unwrap();
    run(&[&["check", "--testee", file], arguments].concat(), b"")
}

#[test]
fn the_built_in_testee_holds_as_codec_and_server() {
    let (_folder, file) = testee("true", "");
    let ran = check(&file, &[]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains(", 0 fail\n"), "{}", ran.out);
    assert!(ran.out.contains("scripted (hyperglyph "), "{}", ran.out);
    for side in ["codec.decode", "codec.encode", "server.echo"] {
        assert!(ran.out.contains(side), "{}", ran.out);
    }
}

#[test]
fn a_testee_that_reads_the_wrong_value_fails_with_the_way_to_run_it_again() {
    // Of every message it reads `i1;`.
    let (_folder, file) = testee(
        r#"line=$(printf '%s' "$line" | sed 's/"bytes":"[^"]*"/"bytes":"aTE7"/')"#,
        "",
    );
    let ran = check(&file, &["--run", "codec.decode/integer/zero"]);
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    assert!(
        ran.out.contains("FAIL codec.decode/integer/zero"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("sent      decode i0;"), "{}", ran.out);
    assert!(ran.out.contains("expected  0  (i0;)"), "{}", ran.out);
    assert!(ran.out.contains("seen      1  (i1;)"), "{}", ran.out);
    let again = format!(
        "--testee {} --run 'codec.decode/integer/zero'",
        file.display()
    );
    assert!(ran.out.contains(&again), "{}", ran.out);
}

#[test]
fn a_testee_that_dies_hangs_or_babbles_fails_those_cases_and_the_run_goes_on() {
    for (what, does, said) in [
        (
            "dies",
            "echo 'out of coffee' >&2; exit 3",
            "the testee ended before it answered",
        ),
        (
            "hangs",
            "sleep 60",
            "the testee did not answer in 0.5 s, and was killed",
        ),
        (
            "babbles",
            "echo hello; continue",
            "the testee wrote what is no answer: expected a JSON object, found hello",
        ),
    ] {
        // At `i0;` alone; the testee itself, without the pipe, so that it is what ends.
        let folder = tempfile::tempdir().unwrap();
        let answer = r#"printf '{"id":%s,"error":"no"}\n' "$(printf '%s' "$line" | sed 's/.*"id":\([0-9]*\).*/\1/')""#;
        let script = format!(
            "while IFS= read -r line; do case $line in
             *hello*) echo '{{\"name\":\"s\",\"roles\":[\"codec\"]}}';;
             *'\"aTA7\"'*) {does};;
             *) {answer};; esac; done"
        );
        fs::write(folder.path().join("testee.sh"), script).unwrap();
        let file = folder.path().join("testee.toml");
        fs::write(&file, "name = \"s\"\ncommand = [\"sh\", \"testee.sh\"]\n").unwrap();
        let arguments = ["--timeout", "0.5", "--run", "codec.decode/integer/*"];
        let ran = check(&file, &arguments);
        assert_eq!(ran.code, Some(1), "{what}: {}{}", ran.out, ran.err);
        assert!(ran.out.contains(said), "{what}: {}", ran.out);
        assert_eq!(ran.out.matches(said).count(), 1, "{what}: {}", ran.out);
        // All others had their answers.
        let all = Suite::embedded().unwrap();
        let all = all
            .vectors()
            .filter(|vector| vector.id.starts_with("integer/"));
        let ran_all = format!("{} of ", all.count());
        let end = ran.out.lines().last().unwrap();
        assert!(end.starts_with(&ran_all), "{what}: {end}");
        if what == "dies" {
            assert!(
                ran.out.contains("its stderr ends: out of coffee"),
                "{}",
                ran.out
            );
        }
    }
}

#[test]
fn a_flood_on_stderr_stops_nothing() {
    let (_folder, file) = testee("head -c 300000 /dev/zero >&2", "");
    let ran = check(&file, &["--run", "codec.decode/integer/z*"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
}

#[test]
fn what_is_known_to_fail_fails_no_run_and_what_is_known_wrongly_does() {
    let wrong = r#"line=$(printf '%s' "$line" | sed 's/"bytes":"[^"]*"/"bytes":"aTE7"/')"#;
    let known = |case: &str| format!("[[known]]\ncase = \"{case}\"\nreason = \"reads ones\"\n");
    let only = ["--run", "codec.decode/integer/zero"];

    let (_folder, file) = testee(wrong, &known("codec.decode/integer/zero"));
    let ran = check(&file, &only);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("0 pass, 1 known, 0 fail"), "{}", ran.out);

    let (_folder, file) = testee("true", &known("codec.decode/integer/zero"));
    let ran = check(&file, &only);
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    let stale = "known failure \"codec.decode/integer/zero\": nothing of it fails any more; remove it from the testee file\n";
    assert!(ran.out.ends_with(stale), "{}", ran.out);

    let (_folder, file) = testee("true", &known("nothing/*"));
    let ran = check(&file, &[]);
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    let unmatched = "known failure \"nothing/*\": no case has such an id\n";
    assert!(ran.out.ends_with(unmatched), "{}", ran.out);
}

#[test]
fn a_file_or_program_that_cannot_be_used_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("testee.toml");
    let ran = check(&file, &[]);
    assert_eq!(ran.code, Some(2), "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("testee.toml: No such file"), "{}", ran.err);

    fs::write(&file, "name = \"none\"\ncommand = [\"./not-there\"]\n").unwrap();
    let ran = check(&file, &[]);
    assert_eq!(ran.code, Some(3), "{}{}", ran.out, ran.err);
    let said = "none: the testee could not be started: ./not-there: No such file";
    assert!(ran.err.contains(said), "{}", ran.err);

    fs::write(&file, "name = \"mute\"\ncommand = [\"true\"]\n").unwrap();
    let ran = check(&file, &[]);
    assert_eq!(ran.code, Some(3), "{}{}", ran.out, ran.err);
    let said = "mute: the testee ended before it answered";
    assert!(ran.err.contains(said), "{}", ran.err);
}
