//! Planted faults: [`fault!`](crate::fault!) breaks the code on purpose, in builds with the feature
//! `faults` alone; elsewhere it leaves nothing behind.
//!
//! A test suite is worth what it catches: `hyperglyph selftest` starts a process for each fault, and wants
//! a case to fall short.

#[cfg(feature = "faults")]
use std::{env, sync::LazyLock};

/// Names the one fault of a process.
#[cfg(feature = "faults")]
pub const VARIABLE: &str = "HYPERGLYPH_FAULT";

/// Whether this is the fault of the process.
#[cfg(feature = "faults")]
#[must_use]
pub fn planted(name: &str) -> bool {
    static PLANTED: LazyLock<Option<String>> = LazyLock::new(|| env::var(VARIABLE).ok());
    PLANTED.as_deref() == Some(name)
}

/// Does something wrong where the fault of this name is planted: `fault!("INT-4/plus" => return Ok(()))`, or
/// there in some cases alone: `fault!("INT-4/plus" if n > 0 => out.push(b'+'))`.
///
/// It stands on one line, a statement that the code is whole without. A crate that uses it has a feature `faults`,
/// which turns on that of the codec; the catalogue is in `harness/src/selftest`.
#[macro_export]
#[doc(hidden)]
macro_rules! fault {
    ($name:literal $(if $here:expr)? => $($wrong:tt)*) => {
        #[cfg(feature = "faults")]
        if $crate::fault::planted($name) $(&& $here)? {
            $($wrong)*;
        }
    };
}
