//! [`args!`](crate::args): arguments as they stand in a call.

/// Arguments for a call: by position, by name, or both.
///
/// Whatever turns into a [`Value`](hyperglyph::Value) is an argument. A name that
/// is no Rust identifier stands in quotes.
///
/// ```
/// use hyperglyph_client::{Arguments, args};
///
/// assert_eq!(args![], Arguments::new());
/// assert_eq!(args!["bob", 7], Arguments::new().positional("bob").positional(7));
/// assert_eq!(
///     args! { subject: "lol", "reply-to": 7 },
///     Arguments::new().named("subject", "lol").named("reply-to", 7),
/// );
/// assert_eq!(args!["lol", body: "x"], Arguments::from(["lol"]).named("body", "x"));
/// ```
#[macro_export]
macro_rules! args {
    (@ $all:expr;) => { $all };
    (@ $all:expr; $name:ident : $value:expr $(, $($rest:tt)*)?) => {
        $crate::args!(@ $all.named(stringify!($name), $value); $($($rest)*)?)
    };
    (@ $all:expr; $name:literal : $value:expr $(, $($rest:tt)*)?) => {
        $crate::args!(@ $all.named($name, $value); $($($rest)*)?)
    };
    (@ $all:expr; $value:expr $(, $($rest:tt)*)?) => {
        $crate::args!(@ $all.positional($value); $($($rest)*)?)
    };
    ($($all:tt)*) => { $crate::args!(@ $crate::Arguments::new(); $($all)*) };
}
