//! The files of this version, compiled in. A test compares the list with the folder.

/// The catalogue.
pub(crate) const REQUIREMENTS: &str = include_str!("../requirements.json");

/// What is not tested, and why.
pub(crate) const EXCLUSIONS: &str = include_str!("../exclusions.json");

/// Stem and text of every file in a folder, in the order of the specification.
macro_rules! files {
    ($name:ident in $folder:literal: $($stem:literal),+ $(,)?) => {
        pub(crate) const $name: &[(&str, &str)] =
            &[$(($stem, include_str!(concat!("../", $folder, "/", $stem, ".json")))),+];
    };
}

files! { CODEC in "codec":
    "integer",
    "unicode",
    "bytearray",
    "singletons",
    "float",
    "datetime",
    "timedelta",
    "list",
    "set",
    "dict",
    "ordered-dict",
    "extension",
    "blob",
    "message",
    "limits",
    "pages",
}

files! { SERVERS in "http/server":
    "pages",
    "calls",
    "envelopes",
    "methods",
    "queries",
    "bodies",
    "answers",
    "errors",
    "instances",
    "blobs",
}

files! { CLIENTS in "http/client":
    "links",
    "forms",
    "arguments",
    "queries",
    "headers",
    "urls",
    "answers",
    "redirects",
    "errors",
    "blobs",
    "conditional",
}
