//! The command `hyperglyph`.

mod command;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    // clap ends the process itself on wrong usage, with exit code 2.
    command::Cli::parse().run()
}
