//! [`to_vec`]: the bytes of a user's type, in the one form that encoders write.

use ::serde::ser::{Error, Serialize, Serializer};

use super::compound::{Attributes, Compound, Kind};
use super::ser_error::SerializeError;
use super::{name, text};
use crate::scalar::datetime::{datetime, write_datetime_text};
use crate::scalar::digits::write_number;
use crate::scalar::float::write_float;
use crate::scalar::integer::write_integer;
use crate::scalar::text::{write_sized, write_text};
use crate::scalar::timedelta::write_timedelta_text;
use crate::{DecodeOptions, EncodeError, ErrorKind, Integer, Limits, Profile, Value};

/// What every step of writing gives.
pub(super) type Written<T = ()> = Result<T, SerializeError>;

/// Writes a type of yours as one message.
///
/// Scalars have the form that [`encode`](crate::encode) gives them, and
/// duplicates among the items of a set or the keys of a dict are an error
/// (COL-3, COL-4).
///
/// ```
/// use serde::Serialize;
///
/// #[derive(Serialize)]
/// struct User<'a> {
///     name: &'a str,
///     score: f64,
/// }
///
/// let bytes = hyperglyph::to_vec(&User { name: "bob", score: 1.5 })?;
/// assert_eq!(bytes, b"Du4:name;u3:bob;u5:score;f0x1.8p+0;;");
/// # Ok::<(), hyperglyph::serde::SerializeError>(())
/// ```
pub fn to_vec<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, SerializeError> {
    let mut out = Vec::new();
    to_writer_of(value, &mut out)?;
    Ok(out)
}

/// Makes a value of a type of yours: what [`decode`](crate::decode) reads from
/// what [`to_vec`] writes.
///
/// ```
/// use hyperglyph::{Value, to_value};
///
/// assert_eq!(to_value(&Some("bob"))?, Value::from("bob"));
/// # Ok::<(), hyperglyph::serde::SerializeError>(())
/// ```
pub fn to_value<T: Serialize + ?Sized>(value: &T) -> Result<Value<'static>, SerializeError> {
    let bytes = to_vec(value)?;
    let value = unlimited().decode(&bytes).map_err(SerializeError::custom)?;
    Ok(value.into_owned())
}

/// Writes a message behind what `out` holds. After an error `out` is as it was.
pub fn to_vec_into<T: Serialize + ?Sized>(
    value: &T,
    out: &mut Vec<u8>,
) -> Result<(), SerializeError> {
    let start = out.len();
    let written = to_writer_of(value, out);
    if written.is_err() {
        out.truncate(start);
    }
    written
}

fn to_writer_of<T: Serialize + ?Sized>(value: &T, out: &mut Vec<u8>) -> Written {
    let start = out.len();
    let mut writer = Writer {
        out,
        wanted: None,
        depth: 0,
        keys: Vec::new(),
        blobs: Vec::new(),
        attributes: None,
        unsure: false,
    };
    value.serialize(&mut writer)?;
    writer.trailers();
    if writer.unsure {
        no_duplicates(&out[start..])?;
    }
    Ok(())
}

/// Items and keys that are containers can be equal and written differently. A
/// message with such is read once more.
#[cold]
fn no_duplicates(message: &[u8]) -> Written {
    match unlimited().decode(message) {
        Ok(_) => Ok(()),
        Err(error) => Err(match error.kind() {
            ErrorKind::DuplicateItem => SerializeError::duplicate(true),
            ErrorKind::DuplicateKey => SerializeError::duplicate(false),
            _ => SerializeError::custom(&error),
        }
        .step(&error.path()["root".len()..])),
    }
}

/// For what we wrote ourselves.
pub(super) fn unlimited() -> DecodeOptions {
    DecodeOptions::interop().limits(Limits {
        depth: Limits::MAX_DEPTH,
        message: usize::MAX,
        digits: usize::MAX,
        entries: usize::MAX,
        blobs: usize::MAX,
        values: usize::MAX,
    })
}

pub(super) struct Writer<'o> {
    pub(super) out: &'o mut Vec<u8>,
    /// What a name in [`name`] asks the next object to be.
    pub(super) wanted: Option<&'static str>,
    pub(super) depth: usize,
    /// Where the items of the open sets and the keys of the open dicts stand,
    /// one container behind the other.
    pub(super) keys: Vec<(usize, usize)>,
    /// The contents of the blobs so far; a blob's id is its place here.
    pub(super) blobs: Vec<Vec<u8>>,
    /// Of the blob, or extension, whose parts are being written.
    pub(super) attributes: Option<Attributes>,
    /// Whether an item or key was more than a scalar.
    pub(super) unsure: bool,
}

impl<'o> Writer<'o> {
    /// Each blob: all of it in one chunk, and its end.
    fn trailers(&mut self) {
        for (id, content) in self.blobs.iter().enumerate() {
            if !content.is_empty() {
                self.out.push(b'c');
                write_number(id, self.out);
                self.out.push(b':');
                write_sized(content, self.out);
                self.out.push(b';');
            }
            self.out.push(b'c');
            write_number(id, self.out);
            self.out.push(b';');
        }
    }

    fn integer(&mut self, integer: impl Into<Integer<'static>>) {
        write_integer(&integer.into(), self.out);
    }

    /// A container with the letter of its kind, or of what was asked for.
    pub(super) fn open(&mut self, kind: Kind) -> Written<Compound<'_, 'o>> {
        if self.depth == Limits::MAX_DEPTH {
            return Err(EncodeError::Depth.into());
        }
        let kind = match (self.wanted.take(), kind) {
            (Some(name::SET), Kind::List) => Kind::Set,
            (Some(name::ORDERED_DICT), Kind::Dict) => Kind::OrderedDict,
            (Some(name::EXTENSION), _) => Kind::Extension,
            (Some(name::BLOB), _) => Kind::Blob,
            (_, kind) => kind,
        };
        self.depth += 1;
        Ok(Compound::open(self, kind))
    }

    /// `D`, and the name of a variant that has content.
    fn variant(&mut self, variant: &str) -> Written {
        if self.depth == Limits::MAX_DEPTH {
            return Err(EncodeError::Depth.into());
        }
        self.depth += 1;
        self.out.push(b'D');
        write_text(b'u', variant.as_bytes(), self.out);
        self.wanted = None;
        Ok(())
    }

    /// Text in the form of the grammar, for a type that has one.
    fn special(&mut self, name: &str, content: &str) -> Written {
        let known = match name {
            name::INTEGER => Integer::parse(content).map(|n| write_integer(&n, self.out)),
            name::DATETIME => {
                text::parse(content, |input| datetime(input, Profile::Interop)).map(|at| {
                    self.out.push(b'd');
                    write_datetime_text(&at, self.out);
                    self.out.push(b';');
                })
            }
            name::TIMEDELTA => super::timedelta::from_text(content).map(|delta| {
                self.out.push(b'p');
                write_timedelta_text(delta, self.out);
                self.out.push(b';');
            }),
            _ => None,
        };
        known.ok_or_else(|| {
            SerializeError::custom(format_args!("{content:?} is not {}", name::told(name)))
        })
    }
}

impl<'w, 'o> Serializer for &'w mut Writer<'o> {
    type Ok = ();
    type Error = SerializeError;
    type SerializeSeq = Compound<'w, 'o>;
    type SerializeTuple = Compound<'w, 'o>;
    type SerializeTupleStruct = Compound<'w, 'o>;
    type SerializeTupleVariant = Compound<'w, 'o>;
    type SerializeMap = Compound<'w, 'o>;
    type SerializeStruct = Compound<'w, 'o>;
    type SerializeStructVariant = Compound<'w, 'o>;

    fn serialize_bool(self, b: bool) -> Written {
        self.out.extend_from_slice(if b { b"T;" } else { b"F;" });
        Ok(())
    }

    fn serialize_i8(self, n: i8) -> Written {
        self.integer(n);
        Ok(())
    }

    fn serialize_i16(self, n: i16) -> Written {
        self.integer(n);
        Ok(())
    }

    fn serialize_i32(self, n: i32) -> Written {
        self.integer(n);
        Ok(())
    }

    fn serialize_i64(self, n: i64) -> Written {
        self.integer(n);
        Ok(())
    }

    fn serialize_i128(self, n: i128) -> Written {
        self.integer(n);
        Ok(())
    }

    fn serialize_u8(self, n: u8) -> Written {
        self.integer(n);
        Ok(())
    }

    fn serialize_u16(self, n: u16) -> Written {
        self.integer(n);
        Ok(())
    }

    fn serialize_u32(self, n: u32) -> Written {
        self.integer(n);
        Ok(())
    }

    fn serialize_u64(self, n: u64) -> Written {
        self.integer(n);
        Ok(())
    }

    fn serialize_u128(self, n: u128) -> Written {
        self.integer(n);
        Ok(())
    }

    fn serialize_f32(self, f: f32) -> Written {
        self.serialize_f64(f.into())
    }

    fn serialize_f64(self, f: f64) -> Written {
        write_float(f, self.out);
        Ok(())
    }

    fn serialize_char(self, c: char) -> Written {
        self.serialize_str(c.encode_utf8(&mut [0; 4]))
    }

    #[inline]
    fn serialize_str(self, text: &str) -> Written {
        if let Some(name) = self.wanted.take() {
            return self.special(name, text);
        }
        write_text(b'u', text.as_bytes(), self.out);
        Ok(())
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Written {
        write_text(b'b', bytes, self.out);
        Ok(())
    }

    fn serialize_none(self) -> Written {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Written {
        self.out.extend_from_slice(b"N;");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Written {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Written {
        self.serialize_str(variant)
    }

    /// Of the names in [`name`], or of a user's.
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Written {
        let letter = match name {
            name::SET => b'S',
            name::ORDERED_DICT => b'O',
            _ => match name::letter(name) {
                Some(letter) => letter,
                None => return value.serialize(self),
            },
        };
        let start = self.out.len();
        self.wanted = Some(name);
        value.serialize(&mut *self)?;
        self.wanted = None;
        match self.out[start] {
            // An option of one is nil where there is none.
            b'N' => Ok(()),
            written if written == letter => Ok(()),
            _ => Err(SerializeError::custom(format_args!(
                "what is to be {} is something else",
                name::told(name)
            ))),
        }
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Written {
        self.variant(variant)?;
        value
            .serialize(&mut *self)
            .map_err(|error| error.step(&format!("[{variant:?}]")))?;
        self.depth -= 1;
        self.out.push(b';');
        Ok(())
    }

    #[inline]
    fn serialize_seq(self, _: Option<usize>) -> Written<Compound<'w, 'o>> {
        self.open(Kind::List)
    }

    fn serialize_tuple(self, _: usize) -> Written<Compound<'w, 'o>> {
        self.open(Kind::List)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Written<Compound<'w, 'o>> {
        self.open(Kind::List)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Written<Compound<'w, 'o>> {
        self.variant(variant)?;
        Ok(self.open(Kind::List)?.of_variant(variant))
    }

    fn serialize_map(self, _: Option<usize>) -> Written<Compound<'w, 'o>> {
        self.open(Kind::Dict)
    }

    #[inline]
    fn serialize_struct(self, _: &'static str, _: usize) -> Written<Compound<'w, 'o>> {
        self.open(Kind::Dict)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Written<Compound<'w, 'o>> {
        self.variant(variant)?;
        Ok(self.open(Kind::Dict)?.of_variant(variant))
    }
}
