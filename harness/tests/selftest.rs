//! `hyperglyph selftest`: every fault of the catalogue is planted and killed; and what it says when one is not.
#![cfg(feature = "faults")]

mod ran;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Duration;

use assert_cmd::cargo::cargo_bin;
use hyperglyph_harness::selftest::{Ledger, Planted, Selftest, Void, catalogue, read};
use hyperglyph_vectors::{Coverage, Level, Role, Suite};
use ran::run;

fn testee() -> Vec<String> {
    vec![
        cargo_bin("hyperglyph").display().to_string(),
        "testee".to_owned(),
    ]
}

fn selftest(suite: &Suite, program: Vec<String>) -> Selftest<'_> {
    Selftest {
        suite,
        program,
        timeout: Duration::from_mins(1),
        jobs: 2,
        all_cases: false,
    }
}

#[test]
fn every_fault_of_the_catalogue_is_killed() {
    let ran = run(&["selftest", "--timeout", "60"], b"");
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert!(!ran.out.contains("SURVIVED"), "{}", ran.out);
    assert!(!ran.out.contains("UNBROKEN"), "{}", ran.out);
    let planted = catalogue().unwrap().len();
    let all = format!("all        {planted:>7} {planted:>7}        0\n");
    assert!(ran.out.contains(&all), "{}", ran.out);

    // The page shows what the command says.
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/testing.md");
    let page = fs::read_to_string(page).unwrap();
    let (_, sums) = ran.out.rsplit_once("         planted  killed").unwrap();
    for line in sums.lines().filter(|line| line.contains("  ")) {
        assert!(page.contains(line), "docs/testing.md lacks: {line}");
    }
}

#[test]
fn the_catalogue_names_what_stands_in_the_sources_and_nothing_else() {
    let mut planted = Vec::new();
    for part in ["codec", "server-ref", "client-ref"] {
        scan(
            &Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("..")
                .join(part)
                .join("src"),
            &mut planted,
        );
    }
    let named: Vec<String> = catalogue().unwrap().into_iter().map(|it| it.name).collect();
    let once: BTreeSet<_> = planted.iter().collect();
    let catalogued: BTreeSet<_> = named.iter().collect();
    assert_eq!(
        once, catalogued,
        "planted, and named in harness/src/selftest/*.toml"
    );
    assert_eq!(named.len(), catalogued.len(), "a name stands in two files");
}

/// The names in every `fault!("…", …)` of a folder.
fn scan(folder: &Path, planted: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            scan(&path, planted);
        } else if path.ends_with("codec/src/fault.rs") {
            // The macro itself.
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let code = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"));
            for line in code.filter(|line| line.contains("fault!(")) {
                // It must be found by its line: codec/mutants looks past such lines.
                let (_, name) = line.split_once("fault!(\"").expect(line);
                planted.push(name.split('"').next().unwrap().to_owned());
                assert!(line.ends_with(");"), "{}: one line: {line}", path.display());
            }
        }
    }
}

#[test]
fn every_requirement_of_a_client_is_broken_by_a_fault_of_the_client() {
    let faults = include_str!("../src/selftest/client.toml");
    let unbroken = unbroken(Role::Client, faults);
    assert!(unbroken.is_empty(), "{unbroken:?}");
}

#[test]
fn every_must_of_a_server_is_broken_by_a_fault_of_the_server() {
    let faults = include_str!("../src/selftest/server.toml");
    let mut unbroken = unbroken(Role::Server, faults);
    unbroken.retain(|(_, level)| matches!(level, Level::Must | Level::MustNot));
    assert!(unbroken.is_empty(), "{unbroken:?}");
}

/// The requirements of a role that cases can see broken, and that none of these faults breaks.
fn unbroken(role: Role, faults: &str) -> Vec<(String, Level)> {
    let suite = Suite::embedded().unwrap();
    let faults = read(faults).unwrap();
    let broken: BTreeSet<_> = faults.iter().map(Planted::requirement).collect();
    let coverage = Coverage::of(&suite);
    let accounts = coverage.accounts().iter();
    accounts
        .filter(|it| !it.violating.is_empty())
        .map(|it| it.requirement)
        .filter(|it| it.roles.contains(&role) && !broken.contains(it.id.as_str()))
        .map(|it| (it.id.clone(), it.level))
        .collect()
}

#[test]
fn each_fault_is_of_a_requirement() {
    let suite = Suite::embedded().unwrap();
    for planted in catalogue().unwrap() {
        assert!(
            suite.requirement(planted.requirement()).is_some(),
            "{planted:?}"
        );
    }
}

#[tokio::test]
async fn a_fault_that_no_case_sees_survives_and_a_requirement_without_one_is_missed() {
    let suite = Suite::embedded().unwrap();
    let faults = read("\"INT-2/nowhere\" = \"it is planted nowhere\"").unwrap();
    let trials = selftest(&suite, testee())
        .run(&faults, |_| {})
        .await
        .unwrap();
    assert!(!trials[0].is_killed());
    // All of its cases were played before that was said.
    assert_eq!(trials[0].played, trials[0].of);
    assert!(trials[0].of > 20, "{trials:?}");

    let ledger = Ledger::new(&suite, trials.clone(), false);
    assert!(!ledger.holds());
    let text = anstream::adapter::strip_str(&ledger.text()).to_string();
    let told = format!(
        "SURVIVED INT-2/nowhere: it is planted nowhere\n         by none of {} cases of \
         INT-2 (MUST · The sign is optional, '+' or '-'.)\n",
        trials[0].of
    );
    assert!(text.starts_with(&told), "{text}");
    assert!(!text.contains("UNBROKEN"), "{text}");
    assert!(
        text.contains("all              1       0        1\n"),
        "{text}"
    );

    // Of a whole run, every other requirement is missed.
    let text = Ledger::new(&suite, trials, true).text();
    let text = anstream::adapter::strip_str(&text).to_string();
    assert!(text.contains("UNBROKEN INT-1 (MUST · "), "{text}");
    assert!(!text.contains("UNBROKEN INT-2 "), "{text}");
    assert!(
        !text.contains("UNBROKEN INT-3 "),
        "a SHOULD may be left out: {text}"
    );
}

#[tokio::test]
async fn a_baseline_that_falls_short_makes_it_void() {
    let suite = Suite::embedded().unwrap();
    let fault = format!("{}=INT-2/plus-sign", hyperglyph::fault::VARIABLE);
    let mut program = vec!["env".to_owned(), fault];
    program.extend(testee());
    let faults = [Planted {
        name: "INT-2/x".to_owned(),
        words: "x".to_owned(),
    }];
    let void = selftest(&suite, program)
        .baseline(&faults, |_, _| {})
        .await
        .unwrap_err();
    assert!(
        matches!(&void, Void::Baseline(short) if !short.is_empty()),
        "{void}"
    );
    assert!(
        void.to_string()
            .starts_with("the selftest is void: without any fault "),
        "{void}"
    );
}

#[test]
fn a_judge_that_is_broken_itself_and_a_selection_of_nothing() {
    let output = assert_cmd::Command::new(cargo_bin("hyperglyph"))
        .arg("selftest")
        .env(hyperglyph::fault::VARIABLE, "INT-2/plus-sign")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "error: the judge itself is broken: HYPERGLYPH_FAULT is set, to INT-2/plus-sign\n  help: unset it\n"
    );
    let ran = run(&["selftest", "--run", "NO-1"], b"");
    assert_eq!(ran.code, Some(2), "{}{}", ran.out, ran.err);
}
