//! The command `hyperglyph`.

mod command;

use std::process::ExitCode;

use clap::Parser;

/// `serve` gives back what connections took when they are gone: docs/performance.md.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // clap ends the process itself on wrong usage, with exit code 2.
    command::Cli::parse().run()
}
