//! The command, run once.

use assert_cmd::cargo::cargo_bin;

/// What a run printed, and its exit code.
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) fn run(arguments: &[&str], stdin: &[u8]) -> Ran {
    let output = assert_cmd::Command::new(cargo_bin!("hyperglyph"))
        .args(arguments)
        .write_stdin(stdin)
        .output()
        .unwrap();
    Ran {
        code: output.status.code(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}
