//! What can be typed: one file for each subcommand.

mod answer;
mod argument;
mod bench;
mod call;
mod check;
mod compare;
mod decode;
mod encode;
mod explain;
mod fmt;
mod fuzz;
mod get;
mod init;
mod listing;
mod matrix;
mod output;
mod place;
mod reach;
mod save;
mod selftest;
mod serve;
mod shell;
mod steps;
mod testee;
mod vectors;
mod walk;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The conformance toolkit of hyperglyph 1.0.
#[derive(Debug, Parser)]
#[command(
    name = "hyperglyph",
    version,
    about,
    max_term_width = 100,
    after_help = "\
Exit codes:
  0  all held
  1  something fell short: a case failed, a message is malformed, a call was refused
  2  wrong usage, or nothing was selected
  3  the command itself failed: no server there, a file that cannot be read

Examples:
  hyperglyph check                              test the built-in codec, server and client
  hyperglyph check http://127.0.0.1:8000/       test a running server
  hyperglyph compare old.json new.json          what changed from one report to another
  hyperglyph matrix python.toml ruby.toml       every client at every server, and all codecs
  hyperglyph init --lang python adapter         begin an adapter for your own implementation
  hyperglyph serve --port 8000                  serve the conformance page
  hyperglyph vectors coverage                   every requirement, and what tests it
  hyperglyph call http://127.0.0.1:8000/ hello dave
  hyperglyph shell http://127.0.0.1:8000/       browse a service by hand
  printf 'Li1;u2:hi;;' | hyperglyph decode      prints [1,\"hi\"]
  printf 'Li1;u2:hi;;' | hyperglyph explain     says what each byte means"
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::Check),
    Selftest(selftest::Selftest),
    Compare(compare::Compare),
    Matrix(matrix::Matrix),
    Init(init::Init),
    Bench(bench::Bench),
    Serve(serve::Serve),
    Testee(testee::Testee),
    Vectors(vectors::Vectors),
    Fuzz(fuzz::Fuzz),
    Get(get::Get),
    Call(call::Call),
    Shell(shell::Shell),
    Decode(decode::Decode),
    Encode(encode::Encode),
    Fmt(fmt::Fmt),
    Explain(explain::Explain),
}

impl Cli {
    /// Runs what was asked for; gives its exit code.
    pub(crate) fn run(self) -> ExitCode {
        let done = match self.command {
            Command::Check(check) => check.run(),
            Command::Selftest(selftest) => selftest.run(),
            Command::Compare(compare) => compare.run(),
            Command::Matrix(matrix) => matrix.run(),
            Command::Init(init) => init.run(),
            Command::Bench(bench) => bench.run(),
            Command::Serve(serve) => serve.run(),
            Command::Testee(testee) => testee.run(),
            Command::Vectors(vectors) => vectors.run(),
            Command::Fuzz(fuzz) => fuzz.run(),
            Command::Get(get) => get.run(),
            Command::Call(call) => call.run(),
            Command::Shell(shell) => shell.run(),
            Command::Decode(decode) => decode.run(),
            Command::Encode(encode) => encode.run(),
            Command::Fmt(fmt) => fmt.run(),
            Command::Explain(explain) => explain.run(),
        };
        match done {
            Ok(()) => ExitCode::SUCCESS,
            Err(failure) => failure.report(),
        }
    }
}
