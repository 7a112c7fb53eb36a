//! `hyperglyph init`: a skeleton in each language runs to its end, and claims nothing.

mod ran;

use std::fs;
use std::path::Path;
use std::process::Command;

use ran::{Ran, run};
use tempfile::TempDir;

fn init(lang: &str, folder: &Path) -> Ran {
    let folder = folder.to_str().unwrap();
    run(&["init", "--lang", lang, "--name", "of-ours", folder], b"")
}

/// A skeleton, written; nothing where its language is not here.
fn written(lang: &str, interpreter: &str) -> Option<TempDir> {
    let folder = tempfile::tempdir().unwrap();
    let ran = init(lang, folder.path());
    assert_eq!(ran.code, Some(0), "{lang}: {}", ran.err);
    let now = format!(
        "now: hyperglyph check --testee {}/testee.toml\n",
        folder.path().display()
    );
    assert!(ran.out.ends_with(&now), "{lang}: {}", ran.out);
    let readme = fs::read_to_string(folder.path().join("README.md")).unwrap();
    assert_eq!(readme.lines().count(), 10, "{lang}");
    assert!(!readme.contains("{{"), "{lang}: {readme}");
    let here = Command::new(interpreter).arg("--version").output();
    here.is_ok_and(|it| it.status.success()).then_some(folder)
}

/// All of the suite that a codec and a client have is not applicable, and nothing else.
fn claims_nothing(folder: &Path, lang: &str) {
    let file = folder.join("testee.toml");
    let check = [
        "check",
        "--testee",
        file.to_str().unwrap(),
        "--run",
        "*/integer/*",
        "--run",
        "http.client/forms/*",
    ];
    let ran = run(&check, b"");
    assert_eq!(ran.code, Some(0), "{lang}: {}{}", ran.out, ran.err);
    assert!(ran.out.contains("\n0 pass, "), "{lang}: {}", ran.out);
    assert!(
        ran.out.contains(" not-applicable, 0 fail\n"),
        "{lang}: {}",
        ran.out
    );
    assert!(
        ran.out.contains("of-ours (of-ours 0.1.0 in "),
        "{lang}: {}",
        ran.out
    );
}

#[test]
fn each_skeleton_runs_as_it_is() {
    for (lang, interpreter) in [
        ("python", "python3"),
        ("ruby", "ruby"),
        ("javascript", "node"),
    ] {
        if let Some(folder) = written(lang, interpreter) {
            claims_nothing(folder.path(), lang);
        }
    }
}

#[test]
fn the_skeleton_in_rust_runs_as_it_is() {
    let folder = written("rust", "cargo").unwrap();
    let manifest = fs::read_to_string(folder.path().join("Cargo.toml")).unwrap();
    assert!(manifest.contains("serde_json"), "{manifest}");
    let written = fs::read_to_string(folder.path().join("src/main.rs")).unwrap();
    // It is built with this crate, as an example: no test fetches anything.
    let ours = include_str!("../skeletons/rust/src/main.rs");
    assert_eq!(written, ours.replace("{{name}}", "of-ours"));
    let built = std::env::current_exe().unwrap();
    let built = built.parent().and_then(Path::parent).unwrap();
    let built = built.join("examples/skeleton");
    // `cargo test` builds examples, unless it is told which tests are meant.
    if !built.exists() {
        let cargo = Command::new(env!("CARGO"))
            .args([
                "build",
                "-q",
                "-p",
                "hyperglyph-harness",
                "--example",
                "skeleton",
            ])
            .status();
        assert!(cargo.unwrap().success());
    }
    let file = format!("name = \"of-ours\"\ncommand = [\"{}\"]\n", built.display());
    fs::write(folder.path().join("testee.toml"), file).unwrap();
    let check = [
        "check",
        "--testee",
        folder.path().join("testee.toml").to_str().unwrap(),
        "--run",
        "*/integer/*",
    ]
    .map(str::to_owned);
    let ran = run(&check.each_ref().map(String::as_str), b"");
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("\n0 pass, "), "{}", ran.out);
    assert!(ran.out.contains(" not-applicable, 0 fail\n"), "{}", ran.out);
}

#[test]
fn a_place_that_is_filled_in_is_tested() {
    let Some(folder) = written("python", "python3") else {
        return;
    };
    let program = folder.path().join("testee.py");
    let text = fs::read_to_string(&program).unwrap();
    let filled = text.replacen(
        "    raise Unsupported\n",
        "    return 0 if message == b'i0;' else int('x')\n",
        1,
    );
    assert_ne!(filled, text);
    fs::write(&program, filled).unwrap();
    let file = folder.path().join("testee.toml");
    let check = [
        "check",
        "--testee",
        file.to_str().unwrap(),
        "--run",
        "codec.decode/integer/zero",
        "--run",
        "codec.decode/integer/positive",
    ];
    let ran = run(&check, b"");
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    assert!(
        ran.out.contains("FAIL codec.decode/integer/positive"),
        "{}",
        ran.out
    );
    assert!(
        ran.out.contains("an error: invalid literal for int()"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("1 pass, "), "{}", ran.out);
}

#[test]
fn nothing_is_overwritten_and_then_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let readme = folder.path().join("README.md");
    fs::write(&readme, "mine\n").unwrap();
    let ran = init("ruby", folder.path());
    assert_eq!(ran.code, Some(2), "{}{}", ran.out, ran.err);
    let told = format!(
        "error: {} is there already, and is not overwritten\n",
        readme.display()
    );
    assert!(ran.err.starts_with(&told), "{}", ran.err);
    assert_eq!(fs::read_to_string(&readme).unwrap(), "mine\n");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_name_that_a_file_could_not_hold_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let ran = run(
        &[
            "init",
            "--lang",
            "ruby",
            "--name",
            "a\"b",
            folder.path().to_str().unwrap(),
        ],
        b"",
    );
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.contains("letters, digits, '.', '_' and '-'"),
        "{}",
        ran.err
    );
}
