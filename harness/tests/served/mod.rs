//! The command as a server, for as long as a test needs it.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};

use assert_cmd::cargo::cargo_bin;

/// `hyperglyph serve` on a free port. It is killed when it is dropped.
pub(crate) struct Served {
    pub(crate) child: Child,
    pub(crate) url: String,
    out: BufReader<ChildStdout>,
}

impl Served {
    pub(crate) fn start() -> Self {
        Self::with(&[])
    }

    /// With flags besides.
    pub(crate) fn with(flags: &[&str]) -> Self {
        let mut child = Command::new(cargo_bin!("hyperglyph"))
            .args(["serve", "--port", "0"])
            .args(flags)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let mut served = Self {
            child,
            url: String::new(),
            out,
        };
        served.url = served.line();
        served
    }

    /// The next line that it prints.
    pub(crate) fn line(&mut self) -> String {
        let mut line = String::new();
        self.out.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        self.child.wait().unwrap();
    }
}
