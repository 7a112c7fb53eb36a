//! [`Config`]: how requests are read and answers written, and the limits of both.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use hyperglyph::DecodeOptions;

use crate::aside::LARGE;
use crate::metrics::Metrics;
use crate::{RequestIds, Router};

/// How requests are read and answers written.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    pub(crate) decoding: DecodeOptions,
    pub(crate) nfc: bool,
    pub(crate) body_limit: usize,
    pub(crate) message_limit: usize,
    pub(crate) timeout: Duration,
    pub(crate) gzip: bool,
    /// The most bytes for each byte of a compressed body.
    pub(crate) expansion: usize,
    pub(crate) uploads: Uploads,
    pub(crate) ids: Option<RequestIds>,
    pub(crate) metrics: Option<Metrics>,
}

/// How blobs that come as uploads are taken.
#[derive(Clone, Debug)]
pub(crate) struct Uploads {
    /// The most bytes of one.
    pub(crate) limit: usize,
    /// So many of one stay in memory.
    pub(crate) memory: usize,
    /// Where the files are; where the system has its temporary files, else.
    pub(crate) directory: Option<Arc<Path>>,
    /// Bytes a second that a body must keep to.
    pub(crate) pace: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            decoding: DecodeOptions::interop(),
            nfc: true,
            body_limit: MESSAGE,
            message_limit: MESSAGE,
            timeout: Duration::from_secs(30),
            gzip: true,
            expansion: 200,
            uploads: Uploads {
                limit: usize::MAX,
                memory: LARGE,
                directory: None,
                pace: 16 << 10,
            },
            ids: None,
            metrics: None,
        }
    }
}

impl Config {
    /// The most bytes of a body whose blobs stay in it.
    pub(crate) fn whole_limit(&self) -> usize {
        self.body_limit.min(self.message_limit)
    }
}

/// The most bytes of a message, if nobody says otherwise.
const MESSAGE: usize = 16 << 20;

impl Router {
    /// Profile and limits of the decoder. A message of more blobs than
    /// [`Limits::blobs`](hyperglyph::Limits::blobs) is a 413; over other limits, a 400.
    #[must_use]
    pub fn decoding(mut self, options: DecodeOptions) -> Self {
        self.config.decoding = options;
        self
    }

    /// Whether strings of answers are normalised to NFC (STR-5, D17c), where a
    /// function does not say otherwise.
    #[must_use]
    pub const fn nfc(mut self, nfc: bool) -> Self {
        self.config.nfc = nfc;
        self
    }

    /// The most bytes that are read of one body, and that a compressed one may
    /// expand to; by default 16 MiB. More is a 413. For large
    /// [`Upload`](crate::Upload)s it can be far more than the memory there is.
    #[must_use]
    pub const fn body_limit(mut self, bytes: usize) -> Self {
        self.config.body_limit = bytes;
        self
    }

    /// The most bytes of one request that are in memory, else 413: its body, but
    /// for the contents of [`Upload`](crate::Upload)s; by default 16 MiB. Whoever
    /// raises [`Router::body_limit`] for the sake of these leaves this as it is.
    #[must_use]
    pub const fn message_limit(mut self, bytes: usize) -> Self {
        self.config.message_limit = bytes;
        self
    }

    /// How many times its size a compressed body may expand to, else 413; by
    /// default 200. Up to 1 MiB it may expand to anyway.
    #[must_use]
    pub const fn expansion_limit(mut self, ratio: usize) -> Self {
        self.config.expansion = ratio;
        self
    }

    /// The most bytes of one [`Upload`](crate::Upload), else 413; by default as
    /// many as the body may have.
    #[must_use]
    pub const fn upload_limit(mut self, bytes: usize) -> Self {
        self.config.uploads.limit = bytes;
        self
    }

    /// How much of one [`Upload`](crate::Upload) stays in memory; by default
    /// 64 KiB. A larger one goes into a temporary file.
    #[must_use]
    pub const fn upload_memory(mut self, bytes: usize) -> Self {
        self.config.uploads.memory = bytes;
        self
    }

    /// The directory of the temporary files; by default that of the system, which
    /// may be in memory. They have no names, where the system can do that, and end
    /// with the process at the latest.
    #[must_use]
    pub fn upload_directory(mut self, directory: impl Into<PathBuf>) -> Self {
        self.config.uploads.directory = Some(directory.into().into());
        self
    }

    /// How many bytes of a body with [`Upload`](crate::Upload)s must come in each
    /// second, on the whole; by default 16 KiB. One that falls back by more than
    /// [`Router::timeout`] is a 408, one that keeps up may take as long as it does.
    #[must_use]
    pub const fn upload_pace(mut self, bytes_per_second: u32) -> Self {
        self.config.uploads.pace = bytes_per_second;
        self
    }

    /// The most time that a request takes: until its body is there, else 408,
    /// and until it was read, the handler has answered and the answer is written,
    /// else 503. Where there are uploads, it begins when they are there.
    #[must_use]
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.config.timeout = timeout;
        self
    }

    /// Whether answers are compressed for clients that take gzip (HTP-2). Turn it
    /// off where a layer around the service does that.
    #[must_use]
    pub const fn gzip(mut self, gzip: bool) -> Self {
        self.config.gzip = gzip;
        self
    }

    /// Gives each request an id, which its answer and all that is logged meanwhile
    /// bear. Where a layer around the service does that, leave it out: the span of
    /// the layer is around all that is logged here, too.
    #[must_use]
    pub fn request_ids(mut self, ids: RequestIds) -> Self {
        self.config.ids = Some(ids);
        self
    }

    /// Counts requests.
    #[cfg(feature = "metrics")]
    #[must_use]
    pub fn metrics(mut self, metrics: &Metrics) -> Self {
        self.config.metrics = Some(metrics.clone());
        self
    }
}
