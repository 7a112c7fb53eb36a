//! The options that bytes are decoded with: both profiles, and limits from
//! none to nearly nothing.

use hyperglyph::{DecodeOptions, Limits, Profile};

pub(super) const PROFILES: [Profile; 2] = [Profile::Spec, Profile::Interop];

/// From wide to narrow: what narrow limits let through, wider ones do too.
pub(super) fn limits() -> [Limits; 4] {
    let small = Limits {
        depth: 3,
        message: 200,
        digits: 25,
        entries: 4,
        values: 9,
        blobs: 2,
    };
    let tiny = Limits {
        depth: 1,
        message: 20,
        digits: 0,
        entries: 1,
        values: 2,
        blobs: 1,
    };
    [unlimited(), Limits::default(), small, tiny]
}

/// As far as there are no limits at all: sums of them must not overflow.
pub(super) fn unlimited() -> Limits {
    Limits {
        depth: usize::MAX,
        message: usize::MAX,
        digits: usize::MAX,
        entries: usize::MAX,
        values: usize::MAX,
        blobs: usize::MAX,
    }
}

pub(super) fn with(profile: Profile, limits: &Limits) -> DecodeOptions {
    DecodeOptions::new().profile(profile).limits(limits.clone())
}

/// To read what an encoder wrote, which may be longer than what was decoded.
pub(super) fn spec() -> DecodeOptions {
    with(Profile::Spec, &unlimited())
}
