//! The command `hyperglyph`.

mod command;

use std::process::ExitCode;

use clap::Parser;

/// Built in seconds; what it says of connections that are gone is in docs/performance.md.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // clap ends the process itself on wrong usage, with exit code 2.
    command::Cli::parse().run()
}
