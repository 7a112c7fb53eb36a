//! `hyperglyph matrix`: programs that work with each other, good and bad ones. The bad ones are
//! shell scripts around the good one.
#![cfg(unix)]

mod ran;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use assert_cmd::cargo::cargo_bin;
use hyperglyph::Value;
use hyperglyph_harness::matrix::Walk;
use hyperglyph_harness::{Setup, Subject};
use ran::{Ran, run};
use serde_json::Value as Json;
use tempfile::TempDir;

/// A testee file `name.toml` of a script that sees each question as `$line` before the built-in
/// testee does, and what is said of it in the file besides.
fn testee(folder: &TempDir, name: &str, script: &str, more: &str) -> PathBuf {
    let script = format!(
        "while IFS= read -r line; do {script}; printf '%s\\n' \"$line\"; done | '{}' testee",
        cargo_bin("hyperglyph").display()
    );
    program(folder, name, &script, more)
}

fn program(folder: &TempDir, name: &str, script: &str, more: &str) -> PathBuf {
    fs::write(folder.path().join(format!("{name}.sh")), script).unwrap();
    let file = folder.path().join(format!("{name}.toml"));
    let text = format!("name = \"{name}\"\ncommand = [\"sh\", \"{name}.sh\"]\n{more}");
    fs::write(&file, text).unwrap();
    file
}

fn matrix(files: &[&Path], arguments: &[&str]) -> Ran {
    let files = files.iter().map(|file| file.to_str().unwrap());
    let arguments = arguments.iter().copied();
    let all: Vec<_> = std::iter::once("matrix")
        .chain(files)
        .chain(arguments)
        .collect();
    run(&all, b"")
}

/// The same, and the cells of a grid as the JSON report has them.
fn cells(grid: &str, files: &[&Path], arguments: &[&str]) -> (Ran, Vec<Json>) {
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("matrix.json");
    let report_to = format!("json={}", report.display());
    let ran = matrix(files, &[arguments, &["--report", &report_to]].concat());
    let json = fs::read(&report).unwrap_or_else(|_| panic!("{}{}", ran.out, ran.err));
    let json: Json = serde_json::from_slice(&json).unwrap();
    (ran, json[grid]["cells"].as_array().unwrap().clone())
}

fn cell<'c>(cells: &'c [Json], from: &str, to: &str) -> &'c Json {
    let found = cells.iter().find(|it| it["from"] == from && it["to"] == to);
    found.unwrap_or_else(|| panic!("no cell {from} → {to}"))
}

#[test]
fn all_hold_where_all_are_the_built_in_one() {
    let folder = tempfile::tempdir().unwrap();
    let copy = testee(&folder, "copy", "true", "");
    let only = ["--run", "walk/*", "--run", "integer/zero*", "--verbose"];
    let (ran, calls) = cells("calls", &[&copy], &only);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert_eq!(calls.len(), 4);
    for cell in &calls {
        assert_eq!(cell["state"]["is"], "complete", "{cell}");
        assert_eq!(cell["counts"]["fail"], 0, "{cell}");
        assert_eq!(cell["cases"].as_array().map(Vec::len), Some(0), "{cell}");
        assert!(cell["counts"]["pass"].as_u64() > Some(90), "{cell}");
    }
}

#[test]
fn what_a_client_does_not_offer_is_not_asked_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let hyperglyph = cargo_bin("hyperglyph").display().to_string();
    let script = format!("'{hyperglyph}' testee | sed -u 's/\"gzip\",//'");
    let plain = program(&folder, "plain", &script, "");
    let (ran, calls) = cells("calls", &[&plain], &["--run", "walk/blob/*"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    let cases = cell(&calls, "plain", "rust")["cases"].as_array().unwrap();
    assert!(!cases.is_empty());
    for case in cases {
        assert!(case["id"].as_str().unwrap().ends_with("-gzip"), "{case}");
        assert_eq!(case["verdict"], "not-applicable", "{case}");
    }
    let told = format!(", {} n/a", cases.len());
    assert!(ran.out.contains(&told), "{}", ran.out);
}

#[tokio::test]
async fn the_walks_lead_over_all_of_the_conformance_page() {
    let walks = Walk::all().unwrap();
    let needs: BTreeSet<_> = walks
        .iter()
        .flat_map(|it| &it.needs)
        .map(String::as_str)
        .collect();
    let setup = Setup::new(&Subject::BuiltIn, Duration::from_secs(10))
        .await
        .unwrap();
    let page = setup.target.as_ref().unwrap().page.clone();
    let content = page.as_extension().unwrap().content.as_map().unwrap();
    let offered: BTreeSet<_> = content.keys().filter_map(Value::as_str).collect();
    assert_eq!(needs, offered);
    let item = page.get("item").unwrap().as_extension().unwrap();
    for form in item.content.as_map().unwrap().keys() {
        let id = format!("walk/item/{}", form.as_str().unwrap().replace('_', "-"));
        assert!(walks.iter().any(|walk| walk.id == id), "{id}");
    }
    setup.stop().await.unwrap();
}

#[test]
fn no_walk_takes_what_a_client_makes_up() {
    let folder = tempfile::tempdir().unwrap();
    let answer = |answer: &str| {
        format!(
            "while IFS= read -r line; do case $line in
             *hello*protocol*) echo '{{\"name\":\"s\",\"roles\":[\"client\"],\"features\":[\"fresh\",\"tunnel\",\"gzip\"]}}';;
             *) printf '{{\"id\":%s,{answer}}}\\n' \"$(printf '%s' \"$line\" | sed 's/.*\"id\":\\([0-9]*\\).*/\\1/')\";; esac; done"
        )
    };
    let made_up = answer(r#""value":{"$ext":["made.up",{},7]}"#);
    let liar = program(&folder, "liar", &made_up, "");
    let (ran, calls) = cells("calls", &[&liar], &["--run", "walk/*"]);
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    let fails = cell(&calls, "liar", "rust")["cases"]
        .as_array()
        .unwrap()
        .clone();
    let failed = |id: &str| {
        fails
            .iter()
            .any(|it| it["id"] == id && it["verdict"] == "fail")
    };
    // What the message of the day is, and what was created, is the server's own affair.
    let free = [
        "walk/link/inlined",
        "walk/link/inlined-fresh",
        "walk/answer/created-called",
    ];
    for walk in Walk::all().unwrap() {
        assert_eq!(failed(&walk.id), !free.contains(&&*walk.id), "{}", walk.id);
    }

    let no = answer(r#""error":{"kind":"decode"}"#);
    let refuser = program(&folder, "refuser", &no, "");
    let (_, calls) = cells("calls", &[&refuser], &["--run", "walk/*"]);
    assert_eq!(cell(&calls, "refuser", "rust")["counts"]["pass"], 0);
}

#[test]
fn who_reads_the_wrong_value_fails_in_a_column_and_nowhere_else() {
    let folder = tempfile::tempdir().unwrap();
    let ones = r#"line=$(printf '%s' "$line" | sed 's/"bytes":"[^"]*"/"bytes":"aTE7"/')"#;
    let ones = testee(&folder, "ones", ones, "");
    let (ran, messages) = cells("messages", &[&ones], &["--run", "integer/zero"]);
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    for (from, to, fails) in [
        ("rust", "rust", 0),
        ("rust", "ones", 1),
        ("ones", "rust", 0),
        ("ones", "ones", 1),
    ] {
        assert_eq!(
            cell(&messages, from, to)["counts"]["fail"],
            fails,
            "{from} → {to}"
        );
    }
    for said in [
        "FAIL integer/zero rust → ones\n",
        "sent      decode i0;\n",
        "expected  0  (i0;)\n",
        "seen      1  (i1;)\n",
    ] {
        assert!(ran.out.contains(said), "{said}: {}", ran.out);
    }
    let again = format!(
        "hyperglyph matrix {} --run 'integer/zero'\n",
        ones.display()
    );
    assert!(ran.out.contains(&again), "{}", ran.out);
}

#[test]
fn who_dies_cuts_its_cells_short_and_the_others_go_on() {
    let folder = tempfile::tempdir().unwrap();
    // At `i0;` alone, whoever wrote it; the testee itself ends, without a pipe.
    let dies = "while IFS= read -r line; do case $line in
        *hello*) echo '{\"name\":\"s\",\"roles\":[\"codec\"]}';;
        *'\"aTA7\"'*) echo 'out of coffee' >&2; exit 3;;
        *) printf '{\"id\":%s,\"unsupported\":true}\\n' \"$(printf '%s' \"$line\" | sed 's/.*\"id\":\\([0-9]*\\).*/\\1/')\";;
        esac; done";
    let dies = program(&folder, "dies", dies, "");
    let (ran, messages) = cells(
        "messages",
        &[&dies],
        &["--run", "integer/zero", "--run", "integer/one"],
    );
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    let state = &cell(&messages, "rust", "dies")["state"];
    assert_eq!(state["is"], "cut-short");
    assert_eq!(state["why"], "dies was lost at integer/zero");
    assert!(
        ran.out
            .contains("CUT SHORT rust → dies: dies was lost at integer/zero\n"),
        "{}",
        ran.out
    );
    assert!(
        ran.out.contains("its stderr ends: out of coffee"),
        "{}",
        ran.out
    );
    assert_eq!(cell(&messages, "rust", "rust")["counts"]["fail"], 0);
    assert_eq!(cell(&messages, "rust", "rust")["state"]["is"], "complete");
    // It writes nothing at all: that is no pass either.
    let writes = cell(&messages, "dies", "rust");
    assert_eq!(writes["counts"]["pass"], 0);
    assert!(ran.out.contains("nothing judged"), "{}", ran.out);
}

#[test]
fn a_role_that_lacks_is_a_dash_and_one_that_does_not_start_is_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let hello = "while IFS= read -r line; do echo '{\"name\":\"s\",\"roles\":[]}'; done";
    let idle = program(&folder, "idle", hello, "");
    let (ran, calls) = cells("calls", &[&idle], &["--run", "walk/call/*"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert_eq!(cell(&calls, "idle", "rust")["state"]["is"], "absent");
    assert_eq!(
        cell(&calls, "idle", "rust")["state"]["why"],
        "idle is no client"
    );
    assert_eq!(
        cell(&calls, "rust", "idle")["state"]["why"],
        "idle is no server"
    );
    assert!(ran.out.contains("\nidle      -     -\n"), "{}", ran.out);

    let file = folder.path().join("none.toml");
    fs::write(&file, "name = \"none\"\ncommand = [\"./not-there\"]\n").unwrap();
    let (ran, calls) = cells("calls", &[&file], &["--run", "walk/call/*"]);
    assert_eq!(ran.code, Some(3), "{}{}", ran.out, ran.err);
    assert!(
        ran.err
            .contains("none: the testee could not be started: ./not-there"),
        "{}",
        ran.err
    );
    assert_eq!(cell(&calls, "rust", "none")["state"]["is"], "cut-short");
    assert_eq!(cell(&calls, "rust", "rust")["state"]["is"], "complete");
    assert!(cell(&calls, "rust", "rust")["counts"]["pass"].as_u64() > Some(10));
}

#[test]
fn what_is_known_of_one_is_known_in_its_cells() {
    let folder = tempfile::tempdir().unwrap();
    let ones = r#"line=$(printf '%s' "$line" | sed 's/"bytes":"[^"]*"/"bytes":"aTE7"/')"#;
    let known = "[[known]]\ncase = \"codec.decode/integer/zero\"\nreason = \"reads ones\"\n";
    let ones = testee(&folder, "ones", ones, known);
    let (ran, messages) = cells("messages", &[&ones], &["--run", "integer/zero"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert_eq!(cell(&messages, "rust", "ones")["counts"]["known"], 1);
    let case = &cell(&messages, "rust", "ones")["cases"][0];
    assert_eq!(case["seen"], "ones: reads ones: 1  (i1;)");
}

#[test]
fn what_is_known_of_walks_must_fail_and_must_be_there() {
    let folder = tempfile::tempdir().unwrap();
    let known = |case: &str| format!("[[known]]\ncase = \"{case}\"\nreason = \"once\"\n");
    let stale = testee(&folder, "stale", "true", &known("walk/call/default"));
    let ran = matrix(&[&stale], &["--run", "walk/call/default"]);
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    let told = "stale: known failure \"walk/call/default\": nothing of it fails any more; remove it from the testee file\n";
    assert!(ran.out.contains(told), "{}", ran.out);
    // `check` has no walks, and says nothing of them.
    let check = [
        "check",
        "--testee",
        stale.to_str().unwrap(),
        "--run",
        "codec.decode/integer/*",
    ];
    assert_eq!(run(&check, b"").code, Some(0));
    let ran = matrix(&[&stale], &["--run", "integer/zero"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
}

#[test]
fn a_file_with_places_for_the_matrix_is_written_anew() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("interop.md");
    let before = "# A\n\n<!-- matrix: grids -->\nold\n<!-- /matrix: grids -->\nb\n<!-- matrix -->\nold\n<!-- /matrix -->\nc\n";
    fs::write(&file, before).unwrap();
    let update = [
        "--run",
        "walk/call/default",
        "--update",
        file.to_str().unwrap(),
    ];
    let ran = matrix(&[], &update);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    let block = "Calls: clients (rows) at servers (columns), 1 calls and walks.\n\n\
        | client \\ server | rust |\n|---|---:|\n| **rust** | 1/1 |\n";
    let after = format!(
        "# A\n\n<!-- matrix: grids -->\n{block}<!-- /matrix: grids -->\nb\n<!-- matrix -->\n{block}<!-- /matrix -->\nc\n"
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), after);
    // Again, and nothing changes.
    assert_eq!(matrix(&[], &update).code, Some(0));
    assert_eq!(fs::read_to_string(&file).unwrap(), after);

    fs::write(&file, "# A\n").unwrap();
    let ran = matrix(&[], &update);
    assert_eq!(ran.code, Some(2), "{}{}", ran.out, ran.err);
    assert!(
        ran.err.contains("there is no place for a matrix"),
        "{}",
        ran.err
    );
}

#[test]
fn what_cannot_be_played_says_why() {
    for (arguments, told) in [
        (
            &["--run", "nothing/*"][..],
            "no vector with a value and no walk is selected",
        ),
        (&["--no-builtin"], "nobody takes part"),
        (
            &["--report", "junit=x"],
            "expected one of json, markdown, html",
        ),
    ] {
        let ran = matrix(&[], arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?}: {}", ran.err);
        assert!(ran.err.contains(told), "{arguments:?}: {}", ran.err);
    }
    let folder = tempfile::tempdir().unwrap();
    let rust = testee(&folder, "rust", "true", "");
    let ran = matrix(&[&rust], &[]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.contains("there is another one named \"rust\""),
        "{}",
        ran.err
    );
}
