//! `hyperglyph serve`

use clap::Args;
use hyperglyph_server::{Server, conformance};

use super::output::{Failure, runtime, say};

/// Serve the conformance page with the built-in server, until Ctrl-C
#[derive(Args, Debug)]
#[command(after_help = "\
The page offers echo, hello and what else implementations are tested with.

Examples:
  hyperglyph serve
  hyperglyph serve --port 0        any free port; the url is printed")]
pub(super) struct Serve {
    /// The address to listen on
    #[arg(long, default_value = "127.0.0.1")]
    host: String,
    /// The port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 8000)]
    port: u16,
}

impl Serve {
    pub(super) fn run(self) -> Result<(), Failure> {
        tracing_subscriber::fmt()
            .with_writer(std::io::stderr)
            .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
            .init();
        runtime()?.block_on(async {
            let server = Server::bind((self.host.as_str(), self.port))
                .await
                .map_err(|error| {
                    Failure::Own(format!(
                        "cannot listen on {}:{}: {error}\n  help: choose another --port, or 0 for a free one",
                        self.host, self.port
                    ))
                })?;
            say(&format!("http://{}/\n", server.local_addr()?))?;
            let stop = async {
                // Without signals the process is ended from outside.
                if tokio::signal::ctrl_c().await.is_err() {
                    std::future::pending::<()>().await;
                }
            };
            server.serve_until(conformance::router(), stop).await;
            Ok(())
        })
    }
}
