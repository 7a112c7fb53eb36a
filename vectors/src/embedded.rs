//! The files of this version, compiled in. A test compares the list with the folder.

macro_rules! files {
    ($($path:literal),+ $(,)?) => {
        /// Path and text of every file, in the order of the specification.
        pub(crate) const FILES: &[(&str, &str)] =
            &[$(($path, include_str!(concat!("../", $path)))),+];
    };
}

files! {
    "requirements.json",
    "exclusions.json",
    "manifest.json",
    "codec/integer.json",
    "codec/unicode.json",
    "codec/bytearray.json",
    "codec/singletons.json",
    "codec/float.json",
    "codec/datetime.json",
    "codec/timedelta.json",
    "codec/list.json",
    "codec/set.json",
    "codec/dict.json",
    "codec/ordered-dict.json",
    "codec/extension.json",
    "codec/blob.json",
    "codec/message.json",
    "codec/limits.json",
    "codec/pages.json",
    "http/server/pages.json",
    "http/server/calls.json",
    "http/server/envelopes.json",
    "http/server/methods.json",
    "http/server/queries.json",
    "http/server/bodies.json",
    "http/server/answers.json",
    "http/server/errors.json",
    "http/server/instances.json",
    "http/server/blobs.json",
    "http/client/links.json",
    "http/client/forms.json",
    "http/client/arguments.json",
    "http/client/queries.json",
    "http/client/headers.json",
    "http/client/urls.json",
    "http/client/answers.json",
    "http/client/redirects.json",
    "http/client/errors.json",
    "http/client/blobs.json",
    "http/client/conditional.json",
    "schema/codec-vectors.schema.json",
    "schema/server-cases.schema.json",
    "schema/client-cases.schema.json",
    "schema/requirements.schema.json",
    "schema/exclusions.schema.json",
}
