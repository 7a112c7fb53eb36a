//! How a type that serde's data model lacks travels through it.
//!
//! Writing: a newtype struct of one of the names here, around what another
//! format would write. Our serializer knows the names, others see through them.
//!
//! Reading: a map of one entry, whose key is the letter of the type as a `char`
//! and whose value is what the type is made of. No hyperglyph object is a
//! `char`, so a dict that anybody sends is never taken for it; and serde can
//! keep it in the buffers of flatten and of enums without an outer tag.

/// Any value, without losing what it is.
pub(super) const VALUE: &str = "$hyperglyph::value";
/// Around the digits of an integer.
pub(super) const INTEGER: &str = "$hyperglyph::integer";
/// Around text in the form of the grammar.
pub(super) const DATETIME: &str = "$hyperglyph::datetime";
/// Around text in the form of the grammar.
pub(super) const TIMEDELTA: &str = "$hyperglyph::timedelta";
/// Around a sequence.
pub(super) const SET: &str = "$hyperglyph::set";
/// Around a map or struct.
pub(super) const ORDERED_DICT: &str = "$hyperglyph::ordered_dict";
/// Around name, attributes and content.
pub(super) const EXTENSION: &str = "$hyperglyph::extension";
/// Around attributes and content.
pub(super) const BLOB: &str = "$hyperglyph::blob";

/// The parts of an extension, for who reads or writes it as a struct.
pub(super) const EXTENSION_PARTS: &[&str] = &["name", "attributes", "content"];
/// The parts of a blob, for who reads or writes it as a struct.
pub(super) const BLOB_PARTS: &[&str] = &["attributes", "content"];

/// The type letter that a name asks a reader for; nothing for names of others.
pub(super) fn letter(name: &str) -> Option<u8> {
    Some(match name {
        INTEGER => b'i',
        DATETIME => b'd',
        TIMEDELTA => b'p',
        EXTENSION => b'X',
        BLOB => b'B',
        _ => return None,
    })
}

/// What a name stands for, in the words of an error.
pub(super) fn told(name: &str) -> &'static str {
    match name {
        INTEGER => "an integer",
        DATETIME => "a datetime",
        TIMEDELTA => "a timedelta",
        SET => "a set",
        ORDERED_DICT => "an ordered dict",
        EXTENSION => "an extension",
        BLOB => "a blob",
        _ => "a value",
    }
}

/// The key of a tagged map for who wants to read it as text, in the manner of
/// the JSON notation.
pub(super) fn tag(letter: u8) -> &'static str {
    match letter {
        b'i' => "$int",
        b'd' => "$datetime",
        b'p' => "$timedelta",
        b'S' => "$set",
        b'O' => "$odict",
        b'X' => "$ext",
        _ => "$blob",
    }
}

/// The key of a struct's dict that is no unicode: no field has such a name, as
/// it is not UTF-8.
pub(super) const NOT_UNICODE: &[u8] = b"\xff (a key that is not unicode)";

/// What the key of an enum's dict is expected to be.
pub(super) const VARIANT: &str = "the name of a variant";
/// What the dict of an enum is expected to be.
pub(super) const ONE_ENTRY: &str = "a dict of one entry, for a variant";
