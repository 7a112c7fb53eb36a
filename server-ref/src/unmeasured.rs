//! What stands for `Metrics` without the feature `metrics`: there are none, so
//! nothing of this is ever called, and nothing is left of it.

use std::convert::Infallible;

use http::{Request, Response, StatusCode};

use crate::Body;

#[derive(Clone, Debug)]
pub(crate) struct Metrics(Infallible);

pub(crate) struct InFlight(Infallible);

pub(crate) struct Open(Infallible);

impl Metrics {
    pub(crate) const fn answer<B>(&self, _: &Request<B>) -> Response<Body> {
        match self.0 {}
    }

    pub(crate) fn request(&self, _: String) -> InFlight {
        match self.0 {}
    }

    pub(crate) const fn connection(&self) -> Open {
        match self.0 {}
    }

    pub(crate) const fn received(&self, _: usize) {
        match self.0 {}
    }

    pub(crate) const fn sent(&self, _: usize) {
        match self.0 {}
    }
}

impl InFlight {
    pub(crate) const fn answered(self, _: StatusCode) {
        match self.0 {}
    }
}
