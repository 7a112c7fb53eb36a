//! [`Running`]: a server in a task of its own.

use std::io;
use std::net::SocketAddr;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A server that runs in a task of its own. Dropping the handle stops it, too,
/// but does not wait.
#[derive(Debug)]
pub struct Running {
    pub(super) scheme: &'static str,
    pub(super) address: SocketAddr,
    pub(super) stop: oneshot::Sender<()>,
    pub(super) task: JoinHandle<()>,
}

impl Running {
    /// Where it listens.
    #[must_use]
    pub const fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// The url of the root page.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}://{}/", self.scheme, self.address)
    }

    /// Accepts no more, finishes what is in flight, and returns.
    pub async fn stop(self) -> io::Result<()> {
        // Whoever is gone need not be stopped.
        let _ = self.stop.send(());
        self.task.await.map_err(io::Error::other)
    }
}
