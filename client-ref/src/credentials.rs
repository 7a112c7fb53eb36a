//! [`Credentials`]: who the client says it is, and to whom.

use std::fmt;

use http::HeaderValue;
use url::Url;

use crate::origin::Origin;

/// A header `Authorization` for each origin that has one.
#[derive(Clone, Default)]
pub(crate) struct Credentials {
    all: Vec<(Origin, HeaderValue)>,
}

impl Credentials {
    pub(crate) fn set(&mut self, url: &Url, mut value: HeaderValue) {
        value.set_sensitive(true);
        self.all.retain(|(origin, _)| !origin.holds(url));
        self.all.push((Origin::of(url), value));
    }

    /// What a request to a url says.
    pub(crate) fn of(&self, url: &Url) -> Option<HeaderValue> {
        let mut all = self.all.iter();
        let (_, value) = all.find(|(origin, _)| origin.holds(url))?;
        Some(value.clone())
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.all.iter().map(|(origin, _)| origin))
            .finish()
    }
}
