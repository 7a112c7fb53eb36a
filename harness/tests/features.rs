//! docs/features.md: every command that it names is there, with the flags that it names.

mod ran;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use ran::run;

#[test]
fn the_commands_of_the_feature_table_exist() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/features.md");
    let text = fs::read_to_string(file).unwrap();
    // In code, between backticks: every other piece.
    let mut named: BTreeMap<Vec<&str>, BTreeSet<&str>> = BTreeMap::new();
    for code in text.split('`').skip(1).step_by(2) {
        let Some(command) = code.strip_prefix("hyperglyph ") else {
            continue;
        };
        let command = command.split(';').next().unwrap();
        let words: Vec<&str> = command.split_whitespace().collect();
        let count = if words[0] == "vectors" { 2 } else { 1 };
        let (command, rest) = words.split_at(count);
        let flags = rest.iter().filter(|word| word.starts_with("--"));
        named.entry(command.to_vec()).or_default().extend(flags);
    }
    let commands: BTreeSet<&str> = named.keys().map(|command| command[0]).collect();
    for command in [
        "check", "compare", "matrix", "selftest", "fuzz", "bench", "init",
    ] {
        assert!(commands.contains(command), "{command}");
    }
    for (command, flags) in named {
        let ran = run(&[&command[..], &["--help"]].concat(), b"");
        assert_eq!(ran.code, Some(0), "{command:?}: {}", ran.err);
        for flag in flags {
            assert!(
                ran.out.contains(&format!("{flag} ")) || ran.out.contains(&format!("{flag}\n")),
                "{command:?} {flag}"
            );
        }
    }
}
