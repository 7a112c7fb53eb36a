//! [`RedisServer`]: a real one, on a free port, with a directory of its own.

use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::net::{Ipv4Addr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::thread;

use tempfile::TempDir;

/// A server that keeps all that it acknowledges. Dropped, it is killed.
pub(crate) struct RedisServer {
    port: u16,
    directory: TempDir,
    process: Child,
}

impl RedisServer {
    /// A new one.
    pub(crate) fn start() -> Self {
        let directory = crate::directory();
        // A free port may be taken between the look and the use of it.
        for _ in 0..20 {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
            let port = listener.local_addr().unwrap().port();
            drop(listener);
            if let Ok(process) = run(port, &directory) {
                return Self {
                    port,
                    directory,
                    process,
                };
            }
        }
        panic!("redis-server found no free port, twenty times");
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/", self.port)
    }

    /// SIGKILL: it has no time for anything.
    pub(crate) fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Starts it again, after it was killed, with what it wrote.
    pub(crate) fn restart(&mut self) {
        match run(self.port, &self.directory) {
            Ok(process) => self.process = process,
            Err(log) => panic!("redis-server did not start again:\n{log}"),
        }
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        // It may be dead already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Starts a server and waits until it is ready; its log, if it never was.
fn run(port: u16, directory: &TempDir) -> Result<Child, String> {
    let mut command = Command::new("redis-server");
    command
        .args(["--bind", "127.0.0.1", "--port", &port.to_string()])
        .args(["--appendonly", "yes", "--appendfsync", "always"])
        .args(["--save", "", "--daemonize", "no", "--logfile", ""])
        .arg("--dir")
        .arg(directory.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped());
    let mut process = match command.spawn() {
        Ok(process) => process,
        Err(error) if error.kind() == ErrorKind::NotFound => panic!(
            "these tests need the program redis-server, which is not in the PATH: \
             `.ci/run` installs it, and so does `apt-get install redis-server`"
        ),
        Err(error) => panic!("redis-server: {error}"),
    };
    let mut lines = BufReader::new(process.stdout.take().unwrap());
    let mut log = String::new();
    while lines.read_line(&mut log).unwrap() > 0 {
        if log.ends_with('\n') && log.contains("Ready to accept connections") {
            // It would stop if nobody read what it says.
            thread::spawn(move || lines.read_to_end(&mut Vec::new()));
            return Ok(process);
        }
    }
    process.wait().unwrap();
    Err(log)
}
