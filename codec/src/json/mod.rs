//! Values in JSON: readable where JSON has the type, tagged with one `$` key
//! where it has not, and lossless both ways.
//!
//! | value | JSON |
//! |---|---|
//! | nil, true, false | `null` `true` `false` |
//! | integer | `12`, or `{"$int": "9007199254740992"}` from 2^53 on |
//! | float | `{"$float": "0x1.8p+0"}`, always in canonical hex; `"inf"`, `"-inf"`, `"nan"` |
//! | unicode | `"text"` |
//! | bytearray | `{"$bytes": "MTIz"}`, base64 with padding |
//! | list | `[1, 2]` |
//! | set | `{"$set": [1, 2]}` |
//! | dict | `{"a": 1}`, or `{"$dict": [[k, v]]}` where a key is not unicode or begins with `$` |
//! | ordered dict | `{"$odict": [[k, v]]}` |
//! | datetime | `{"$datetime": "1970-01-01T00:00:00.000Z"}` |
//! | timedelta | `{"$timedelta": "P0Y0M3DT0H2M0S"}` |
//! | extension | `{"$ext": [name, attributes, content]}` |
//! | blob | `{"$blob": {"attributes": {}, "content": "base64"}}` |
//!
//! ```
//! use hyperglyph::{decode, json};
//!
//! let value = decode(b"Du1:a;i1;u1:b;f1.5;;")?;
//! assert_eq!(json::to_string(&value), r#"{"a":1,"b":{"$float":"0x1.8p+0"}}"#);
//! assert_eq!(json::from_str(&json::to_string(&value))?, value);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod error;
mod node;
mod read;
mod tag;
mod write;

pub use error::JsonError;
pub use read::{from_str, from_value};
pub use write::{to_string, to_string_pretty, to_value};
