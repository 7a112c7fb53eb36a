//! [`ClientBuilder`]: what can be chosen about a client.

use std::time::Duration;

use hyperglyph::{DecodeOptions, EncodeOptions, Limits, Profile};

use crate::Client;

/// A message of tiny values takes many times its length when it is read: this
/// keeps it in the memory of a small machine.
const MAX_BODY: usize = 64 << 20;

/// The settings of a [`Client`].
///
/// ```
/// use std::time::Duration;
/// use hyperglyph_client::Client;
///
/// let client = Client::builder()
///     .timeout(Duration::from_secs(5))
///     .max_body(1 << 20)
///     .build();
/// ```
#[derive(Clone, Debug)]
pub struct ClientBuilder {
    pub(crate) profile: Profile,
    pub(crate) limits: Limits,
    pub(crate) nfc: bool,
    pub(crate) max_body: usize,
    pub(crate) timeout: Duration,
    pub(crate) fresh: bool,
    pub(crate) tunnel: bool,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            profile: Profile::Interop,
            limits: Limits::default(),
            nfc: true,
            max_body: MAX_BODY,
            timeout: Duration::from_secs(30),
            fresh: false,
            tunnel: false,
        }
    }
}

impl ClientBuilder {
    /// What responses may look like; by default what the implementations of 2012
    /// write, too ([`Profile::Interop`]).
    #[must_use]
    pub fn profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// The limits of the decoder.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Whether the strings of arguments are normalised to NFC (STR-5, D17c); by
    /// default they are.
    #[must_use]
    pub fn nfc(mut self, nfc: bool) -> Self {
        self.nfc = nfc;
        self
    }

    /// How many bytes the body of a response may have, a message or not. By
    /// default 64 MiB; in memory its values may take many times that.
    #[must_use]
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// How long a call may take as a whole, with all the redirects that it
    /// follows. By default 30 seconds.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Whether a link with an inlined response is asked for all the same, and
    /// conditionally where it can be (LNK-7); by default what is inlined is the
    /// answer (LNK-5).
    #[must_use]
    pub fn fresh(mut self, fresh: bool) -> Self {
        self.fresh = fresh;
        self
    }

    /// Whether PUT, PATCH and DELETE travel as POST with the header `Method`
    /// (HTP-6); by default they travel as themselves.
    #[must_use]
    pub fn tunnel(mut self, tunnel: bool) -> Self {
        self.tunnel = tunnel;
        self
    }

    /// The client.
    #[must_use]
    pub fn build(&self) -> Client {
        Client::with(self)
    }

    pub(crate) fn decode_options(&self) -> DecodeOptions {
        DecodeOptions::new()
            .profile(self.profile)
            .limits(self.limits.clone())
    }

    pub(crate) fn encode_options(&self) -> EncodeOptions {
        EncodeOptions::new().nfc(self.nfc)
    }
}
