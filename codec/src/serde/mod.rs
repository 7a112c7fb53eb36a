//! Your own types, through serde (feature `serde`).
//!
//! [`from_slice`] reads a type from bytes without a tree in between, [`to_vec`]
//! writes one; [`from_value`] and [`to_value`] go through a [`Value`](crate::Value).
//!
//! | Rust | hyperglyph | notes |
//! |---|---|---|
//! | `bool` | true, false | |
//! | integers, `i128` and `u128` too | integer | an integer out of range is an error; [`Integer`](crate::Integer) holds any |
//! | `f32`, `f64` | float | an integer is taken too, up to 2^53, as other languages write whole floats so; a float is never taken for an integer |
//! | `char`, `str`, `String` | unicode | |
//! | `serde_bytes`, `Cow<[u8]>` in it | bytearray | a plain `Vec<u8>` is a list of integers |
//! | `&str`, `&[u8]` | unicode, bytearray | borrowed from the message |
//! | `Option`, `()`, unit structs | nil, or what is in it | |
//! | `Vec`, arrays, tuples, tuple structs | list | a set is read too |
//! | maps, with keys of any type | dict | an ordered dict is read too |
//! | structs | dict | an ordered dict is read too; keys that the struct does not know are checked and dropped |
//! | newtype structs | what is in it | |
//! | enums: unit variant | unicode, the name | |
//! | enums: other variants | dict of one entry, name to content | `untagged`, and tags inside or beside, as serde has them |
//! | [`with = "…::set"`](set), [`AsSet`] | set | written; read where a sequence is |
//! | [`with = "…::ordered_dict"`](ordered_dict), [`AsOrderedDict`] | ordered dict | written; read where a map is |
//! | [`with = "…::datetime"`](datetime) | datetime | a chrono `DateTime<Utc>` |
//! | [`with = "…::timedelta"`](timedelta), [`Timedelta`](crate::Timedelta) | timedelta | a chrono `TimeDelta`, without months |
//! | [`with = "…::extension"`](extension), [`AsExtension`] | extension | a struct or tuple of name, attributes, content |
//! | [`Value`](crate::Value), [`Integer`](crate::Integer), [`Set`](crate::Set), [`Map`](crate::Map), [`Extension`](crate::Extension), [`Blob`](crate::Blob) | themselves | owned; [`with = "…::borrowed"`](borrowed) borrows a value |
//!
//! Of what is read, everything is checked as [`decode`](crate::decode) checks
//! it, with the same profile and limits, whether the type asks for it or not:
//! duplicate keys are an error in parts that are dropped (COL-5). A message
//! whose sets or dicts have containers for items or keys, or that holds blobs,
//! is checked as a whole before the first of them is read, which builds a tree
//! for a moment.
//!
//! A type that nests takes stack for each level of the message: at most 1 MiB at
//! the deepest that any limit allows ([`Limits::MAX_DEPTH`](crate::Limits)) in an
//! optimised build, less than every thread has, and up to 6 MiB in a build for
//! debugging. There, give a smaller depth or a larger stack to threads that read
//! what comes from outside.
//!
//! # What serde keeps in between
//!
//! `flatten`, `untagged` and `tag = "…"` keep what they read in buffers of
//! serde's own, which know no sets, no ordered dicts and no integers beyond 64
//! bits: a [`Value`](crate::Value) that comes through one has a list for a set
//! and a dict for an ordered dict. Datetimes, timedeltas, big integers as
//! [`Integer`](crate::Integer), extensions and blobs come through as they are.
//!
//! # Other formats
//!
//! The types of this crate write themselves in other formats as what comes
//! nearest: a datetime is text, a set a sequence, an extension a struct. The
//! `json` module has a notation that loses nothing.

mod access;
pub mod borrowed;
mod compound;
pub mod datetime;
mod de_error;
pub mod extension;
mod from_slice;
mod from_value;
mod keys;
mod name;
mod number;
pub mod ordered_dict;
mod reader;
mod ser_error;
pub mod set;
mod tagged;
mod text;
pub mod timedelta;
mod to_vec;
mod value;

pub use de_error::DeserializeError;
pub use extension::AsExtension;
pub use from_slice::from_slice;
pub use from_value::from_value;
pub use ordered_dict::AsOrderedDict;
pub use ser_error::SerializeError;
pub use set::AsSet;
pub use to_vec::{to_value, to_vec, to_vec_into};
