//! `hyperglyph serve`

mod flags;
mod keys;
mod store;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum, ValueHint};
use hyperglyph_server::{Metrics, RequestIds, Router, Running, Server, Tls};

use self::flags::{MetricsAt, address, count, metrics_at, path, seconds};
use self::store::{StoreAt, store_at};
use super::output::{Failure, runtime, say};

/// Serve the conformance page with the built-in server, until Ctrl-C
#[derive(Args, Debug)]
#[command(after_help = "\
The page offers echo, hello and what else implementations are tested with.

Examples:
  hyperglyph serve
  hyperglyph serve --port 0        any free port; the url is printed
  hyperglyph serve --listen 0.0.0.0:8443 --tls-cert cert.pem --tls-key key.pem
  hyperglyph serve --store disk:instances.redb      counters and queues survive
  hyperglyph serve --health --metrics 127.0.0.1:9100
  curl http://127.0.0.1:8000/health

A file of keys, each with a name of its own; the first signs, the others are taken still:
  echo \"2026-11 $(openssl rand -base64 32)\" > keys
  hyperglyph serve --state-key-file keys")]
pub(super) struct Serve {
    /// The address to listen on
    #[arg(long, default_value = "127.0.0.1")]
    host: String,
    /// The port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 8000)]
    port: u16,
    /// Both in one, as in 0.0.0.0:8000 or [::]:8000
    #[arg(long, value_name = "ADDRESS:PORT", value_parser = address, conflicts_with_all = ["host", "port"])]
    listen: Option<String>,
    /// Speak https, with this certificate and those that vouch for it, in PEM
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The private key of the certificate, in PEM
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Where counters and queues live: memory, disk:PATH, redis://HOST or redis://HOST/DB
    #[arg(long, value_name = "STORE", default_value = "memory", value_parser = store_at)]
    store: StoreAt,
    /// Sign the state in urls by the first key of a file; each line is a name and 32 bytes or more in base64
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    state_key_file: Option<PathBuf>,
    #[command(flatten)]
    watch: Watch,
    #[command(flatten)]
    limits: Limits,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Watching it")]
struct Watch {
    /// Tell at a path whether it takes requests: 200, or 503 while it stops [without a value: /health]
    #[arg(long, value_name = "PATH", num_args = 0..=1, default_missing_value = "/health", value_parser = path)]
    health: Option<String>,
    /// Count for Prometheus, at a path or on a listener of its own [without a value: /metrics]
    #[arg(long, value_name = "PATH|ADDRESS:PORT", num_args = 0..=1, default_missing_value = "/metrics", value_parser = metrics_at)]
    metrics: Option<MetricsAt>,
    /// Name each request, in x-request-id of its answer and in the log: by an id made here, or by
    /// the one that it brings [without a value: made]
    #[arg(long, value_name = "WHOSE", num_args = 0..=1, default_missing_value = "made")]
    request_ids: Option<Ids>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Ids {
    /// An id made here, whatever the request brings
    Made,
    /// The id that the request brings; only behind a proxy that all requests come through
    Trusted,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Limits")]
struct Limits {
    /// The most connections at one time; others wait
    #[arg(long, value_name = "COUNT", default_value_t = 4096, value_parser = count)]
    max_connections: usize,
    /// The most bytes of a request body, and of what it expands to
    #[arg(long, value_name = "BYTES", default_value_t = 16 << 20, value_parser = count)]
    body_limit: usize,
    /// Seconds that a request may take
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    timeout: Duration,
    /// Seconds that a connection may be without a request
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    idle_timeout: Duration,
    /// Seconds that a connection may take to send the head of a request, from its first byte on
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    head_timeout: Duration,
    /// Seconds for which it serves on once it was told to stop, with its health at 503
    #[arg(long, value_name = "SECONDS", default_value = "0", value_parser = seconds)]
    shutdown_delay: Duration,
    /// Seconds that requests in flight then have to end
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    shutdown_timeout: Duration,
}

impl Serve {
    pub(super) fn run(self) -> Result<(), Failure> {
        tracing_subscriber::fmt()
            .with_writer(std::io::stderr)
            .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
            .init();
        runtime()?.block_on(self.serve())
    }

    async fn serve(self) -> Result<(), Failure> {
        let metrics = Metrics::new();
        let router = self.router(&metrics).await?;
        let server = self.server(&metrics).await?;
        let beside = self.metrics_beside(&metrics).await?;
        let mut urls = format!("{}\n", server.url());
        if let Some(beside) = &beside {
            urls += &format!("{}metrics\n", beside.url());
        }
        // At once: whoever needs the first alone may close the pipe after it.
        say(&urls)?;
        server.serve_until(router, told_to_stop()).await;
        if let Some(beside) = beside {
            beside.stop().await?;
        }
        Ok(())
    }

    async fn router(&self, metrics: &Metrics) -> Result<Router, Failure> {
        let mut router = self
            .store
            .router()
            .await?
            .body_limit(self.limits.body_limit)
            .timeout(self.limits.timeout);
        if let Some(file) = &self.state_key_file {
            router = router.signed(keys::read(file)?);
        }
        if self.watch.metrics.is_some() {
            router = router.metrics(metrics);
        }
        Ok(match self.watch.request_ids {
            Some(Ids::Made) => router.request_ids(RequestIds::new()),
            Some(Ids::Trusted) => router.request_ids(RequestIds::new().trusted()),
            None => router,
        })
    }

    async fn server(&self, metrics: &Metrics) -> Result<Server, Failure> {
        let tls = match (&self.tls_cert, &self.tls_key) {
            (Some(cert), Some(key)) => Some(Tls::from_pem_files(cert, key).map_err(Failure::own)?),
            _ => None,
        };
        let mut server = self
            .bound()
            .await?
            .max_connections(self.limits.max_connections)
            .idle_timeout(self.limits.idle_timeout)
            .head_timeout(self.limits.head_timeout)
            .shutdown_delay(self.limits.shutdown_delay)
            .shutdown_timeout(self.limits.shutdown_timeout);
        if let Some(tls) = tls {
            server = server.tls(tls);
        }
        if let Some(path) = &self.watch.health {
            server = server.health_at(path);
        }
        Ok(match &self.watch.metrics {
            Some(MetricsAt::Path(path)) => server.metrics(metrics).metrics_at(path, metrics),
            Some(MetricsAt::Listener(_)) => server.metrics(metrics),
            None => server,
        })
    }

    async fn bound(&self) -> Result<Server, Failure> {
        let (bound, at) = match &self.listen {
            Some(listen) => (Server::bind(listen).await, listen.clone()),
            None => (
                Server::bind((self.host.as_str(), self.port)).await,
                format!("{}:{}", self.host, self.port),
            ),
        };
        let flag = if self.listen.is_some() {
            "--listen"
        } else {
            "--port"
        };
        bound.map_err(|error| {
            Failure::Own(format!(
                "cannot listen on {at}: {error}\n  help: choose another {flag}, or port 0 for a free one"
            ))
        })
    }

    async fn metrics_beside(&self, metrics: &Metrics) -> Result<Option<Running>, Failure> {
        let Some(MetricsAt::Listener(at)) = &self.watch.metrics else {
            return Ok(None);
        };
        let server = Server::bind(at).await.map_err(|error| {
            Failure::Own(format!(
                "cannot listen on {at} for metrics: {error}\n  help: choose another --metrics, or port 0 for a free one"
            ))
        })?;
        Ok(Some(server.spawn(metrics.clone())))
    }
}

/// Ready once the process is told to stop, by Ctrl-C or by whoever runs services.
async fn told_to_stop() {
    let interrupted = async {
        // Without signals the process is ended from outside.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let terminated = async {
            match signal(SignalKind::terminate()) {
                Ok(mut signals) => {
                    signals.recv().await;
                }
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! {
            () = interrupted => {}
            () = terminated => {}
        }
    }
    #[cfg(not(unix))]
    interrupted.await;
}
