//! The `$` keys, one for each type that JSON lacks.

pub(super) const INT: &str = "$int";
pub(super) const FLOAT: &str = "$float";
pub(super) const BYTES: &str = "$bytes";
pub(super) const SET: &str = "$set";
pub(super) const DICT: &str = "$dict";
pub(super) const ODICT: &str = "$odict";
pub(super) const DATETIME: &str = "$datetime";
pub(super) const TIMEDELTA: &str = "$timedelta";
pub(super) const EXT: &str = "$ext";
pub(super) const BLOB: &str = "$blob";

/// Integers of this magnitude and more are tagged: a double cannot hold them all.
pub(super) const TAGGED_FROM: u64 = 1 << 53;
