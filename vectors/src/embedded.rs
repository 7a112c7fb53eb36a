//! The files of this version, compiled in. A test compares the list with the folder.

/// The catalogue.
pub(crate) const REQUIREMENTS: &str = include_str!("../requirements.json");

macro_rules! codec_files {
    ($($stem:literal),+ $(,)?) => {
        /// Stem and text of every file in `codec/`.
        pub(crate) const CODEC: &[(&str, &str)] =
            &[$(($stem, include_str!(concat!("../codec/", $stem, ".json")))),+];
    };
}

codec_files! {
    "integer",
    "unicode",
    "bytearray",
    "singletons",
    "float",
}
