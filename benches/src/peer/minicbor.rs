//! minicbor, which has no value of its own: a small tree, read and written by hand.

use hyperglyph::{Map, Value};
use minicbor::data::Type;
use minicbor::{Decoder, Encoder};

use super::{Ciborium, Encode, Peer};
use crate::Error;

/// CBOR by minicbor.
#[derive(Clone, Copy, Debug)]
pub struct Minicbor;

/// What the datasets need of CBOR, borrowed from the message.
#[derive(Clone, Debug)]
pub enum Tree<'b> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// Either sign.
    Int(i64),
    /// Of any width.
    Float(f64),
    /// A text string.
    Text(&'b str),
    /// An array.
    Array(Vec<Tree<'b>>),
    /// A map, duplicates not looked for.
    Map(Vec<(Tree<'b>, Tree<'b>)>),
}

impl Peer for Minicbor {
    const NAME: &'static str = "minicbor";
    type Tree<'a> = Tree<'a>;

    fn message(value: &Value<'_>) -> Result<Vec<u8>, Error> {
        Ciborium::message(value)
    }

    fn decode(message: &mut [u8]) -> Result<Tree<'_>, Error> {
        Ok(read(&mut Decoder::new(message))?)
    }

    fn read_back(tree: &Tree<'_>) -> Result<Value<'static>, Error> {
        Ok(back(tree))
    }
}

impl Encode for Minicbor {
    fn encode(tree: &Tree<'_>, out: &mut Vec<u8>) -> Result<(), Error> {
        Ok(write(tree, &mut Encoder::new(out))?)
    }
}

fn read<'b>(decoder: &mut Decoder<'b>) -> Result<Tree<'b>, minicbor::decode::Error> {
    Ok(match decoder.datatype()? {
        Type::Null => {
            decoder.null()?;
            Tree::Null
        }
        Type::Bool => Tree::Bool(decoder.bool()?),
        Type::U8
        | Type::U16
        | Type::U32
        | Type::U64
        | Type::I8
        | Type::I16
        | Type::I32
        | Type::I64 => Tree::Int(decoder.i64()?),
        Type::F16 | Type::F32 | Type::F64 => Tree::Float(decoder.f64()?),
        Type::String => Tree::Text(decoder.str()?),
        Type::Array => {
            let length = decoder.array()?.unwrap_or(0);
            let mut items = Vec::with_capacity(room(length, decoder));
            for _ in 0..length {
                items.push(read(decoder)?);
            }
            Tree::Array(items)
        }
        Type::Map => {
            let length = decoder.map()?.unwrap_or(0);
            let mut entries = Vec::with_capacity(room(length, decoder));
            for _ in 0..length {
                entries.push((read(decoder)?, read(decoder)?));
            }
            Tree::Map(entries)
        }
        other => return Err(minicbor::decode::Error::type_mismatch(other)),
    })
}

/// No more than there are bytes left: a length may lie.
fn room(length: u64, decoder: &Decoder<'_>) -> usize {
    let left = decoder.input().len() - decoder.position();
    usize::try_from(length).map_or(left, |length| length.min(left))
}

fn write(
    tree: &Tree<'_>,
    encoder: &mut Encoder<&mut Vec<u8>>,
) -> Result<(), minicbor::encode::Error<std::convert::Infallible>> {
    match tree {
        Tree::Null => encoder.null()?.ok(),
        Tree::Bool(b) => encoder.bool(*b)?.ok(),
        Tree::Int(n) => encoder.i64(*n)?.ok(),
        Tree::Float(f) => encoder.f64(*f)?.ok(),
        Tree::Text(text) => encoder.str(text)?.ok(),
        Tree::Array(items) => {
            encoder.array(items.len() as u64)?;
            items.iter().try_for_each(|item| write(item, encoder))
        }
        Tree::Map(entries) => {
            encoder.map(entries.len() as u64)?;
            entries.iter().try_for_each(|(key, value)| {
                write(key, encoder)?;
                write(value, encoder)
            })
        }
    }
}

fn back(tree: &Tree<'_>) -> Value<'static> {
    match tree {
        Tree::Null => Value::Nil,
        Tree::Bool(b) => (*b).into(),
        Tree::Int(n) => (*n).into(),
        Tree::Float(f) => (*f).into(),
        Tree::Text(text) => String::from(*text).into(),
        Tree::Array(items) => items.iter().map(back).collect(),
        Tree::Map(entries) => {
            let entries = entries.iter().map(|(key, value)| (back(key), back(value)));
            Value::Dict(entries.collect::<Map<'_>>())
        }
    }
}
