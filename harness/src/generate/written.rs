//! [`Writer`]: values in the JSON notation, each with one of its spellings, made
//! side by side.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use hyperglyph::json as notation;
use serde_json::{Value as Json, json};

/// How deep collections go into each other.
const DEEPEST: usize = 3;

macro_rules! types {
    ($($variant:ident = $name:literal, $words:literal, $requirement:literal;)+) => {
        /// The type of a value that is made.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Type {
            $(#[doc = $words] $variant,)+
        }

        impl Type {
            /// Every type there is.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Its name on the command line.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            pub(super) const fn in_words(self) -> &'static str {
                match self { $(Self::$variant => $words,)+ }
            }

            const fn requirement(self) -> &'static str {
                match self { $(Self::$variant => $requirement,)+ }
            }
        }
    };
}

types! {
    Integer = "integer", "an integer", "INT-1";
    Unicode = "unicode", "a text", "STR-1";
    Bytes = "bytearray", "a byte array", "BYT-1";
    Float = "float", "a float", "FLT-1";
    Datetime = "datetime", "a datetime", "DTM-3";
    Timedelta = "timedelta", "a timedelta", "TDL-1";
    Singleton = "singleton", "true, false or nil", "SNG-1";
    List = "list", "a list", "COL-1";
    Set = "set", "a set", "COL-7";
    Dict = "dict", "a dict", "COL-7";
    OrderedDict = "ordered-dict", "an ordered dict", "COL-2";
    Extension = "extension", "an extension", "EXT-4";
    Blob = "blob", "a blob", "BLB-5";
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A message, and what it stands for.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub(crate) bytes: Vec<u8>,
    /// Where the root ends, if trailers follow.
    pub(crate) root: Option<usize>,
    /// In the JSON notation; nothing where only a decoder could tell.
    pub(crate) value: Option<Json>,
    pub(crate) requirement: &'static str,
}

/// Writes one message.
pub(crate) struct Writer<'r> {
    random: &'r mut fastrand::Rng,
    /// Whether spellings that only the profile interop takes are used, too.
    lenient: bool,
    bytes: Vec<u8>,
    /// Id and content of the blobs, in the order in which they stand.
    blobs: Vec<(u64, Vec<u8>)>,
}

impl<'r> Writer<'r> {
    pub(crate) const fn new(random: &'r mut fastrand::Rng, lenient: bool) -> Self {
        Self {
            random,
            lenient,
            bytes: Vec::new(),
            blobs: Vec::new(),
        }
    }

    pub(crate) fn message(mut self, kind: Type) -> Written {
        self.space();
        let value = self.value(kind, 0);
        let root = (!self.blobs.is_empty()).then_some(self.bytes.len());
        self.trailers();
        self.space();
        Written {
            bytes: self.bytes,
            root,
            value: Some(value),
            requirement: kind.requirement(),
        }
    }

    fn value(&mut self, kind: Type, depth: usize) -> Json {
        match kind {
            Type::Integer => self.integer(),
            Type::Unicode => self.unicode(),
            Type::Bytes => self.byte_array(),
            Type::Float => self.float(),
            Type::Datetime => self.datetime(),
            Type::Timedelta => self.timedelta(),
            Type::Singleton => self.singleton(),
            Type::List => json!(self.items(b'L', depth)),
            Type::Set => json!({"$set": self.items(b'S', depth)}),
            Type::Dict => json!({"$dict": self.entries(b'D', depth)}),
            Type::OrderedDict => json!({"$odict": self.entries(b'O', depth)}),
            Type::Extension => self.extension(depth),
            Type::Blob => self.blob(),
        }
    }

    fn integer(&mut self) -> Json {
        let digits = match self.random.u8(0..4) {
            0 => self.random.u64(0..100).to_string(),
            1 => self.random.u64(..).to_string(),
            2 => (1_u64 << self.random.u8(0..64)).to_string(),
            _ => {
                let digits = (0..self.random.usize(1..60)).map(|_| self.random.u8(b'0'..=b'9'));
                let digits: String = digits.map(char::from).collect();
                let digits = digits.trim_start_matches('0');
                if digits.is_empty() { "0" } else { digits }.to_owned()
            }
        };
        let minus = digits != "0" && self.random.bool();
        let sign = if minus {
            "-"
        } else {
            self.one_of(&["", "", "+"])
        };
        let zeros = self.one_of(&["", "", "", "0", "000"]);
        self.push(&format!("i{sign}{zeros}{digits};"));
        let text = format!("{}{digits}", if minus { "-" } else { "" });
        match text.parse::<i64>() {
            Ok(small) if small.unsigned_abs() < 1 << 53 => json!(small),
            _ => json!({"$int": text}),
        }
    }

    fn unicode(&mut self) -> Json {
        let text: String = (0..self.random.usize(0..12))
            .map(|_| match self.random.u8(0..4) {
                0 => self.random.char('\u{80}'..='\u{7ff}'),
                1 => self.random.char('\u{800}'..='\u{10ffff}'),
                _ => self.random.char(' '..='~'),
            })
            .collect();
        self.counted('u', text.as_bytes());
        json!(text)
    }

    fn byte_array(&mut self) -> Json {
        let bytes = self.content(12);
        self.counted('b', &bytes);
        json!({"$bytes": STANDARD.encode(&bytes)})
    }

    fn float(&mut self) -> Json {
        let float = match self.random.u8(0..6) {
            0 => *self
                .random
                .choice(&[0.0, -0.0, 1.0, f64::MIN_POSITIVE, f64::MAX])
                .unwrap_or(&0.0),
            1 => {
                let (text, name) = [("inf", "inf"), ("-INFinity", "-inf"), ("NaN", "nan")]
                    [self.random.usize(0..3)];
                self.push(&format!("f{text};"));
                return json!({"$float": name});
            }
            2 => f64::from(self.random.i32(-100_000..100_000)) / 8.0,
            _ => f64::from_bits(self.random.u64(..)),
        };
        let float = if float.is_finite() { float } else { 0.5 };
        let hex = hex_float(float);
        let text = match self.random.u8(0..4) {
            0 => format!("{float:e}"),
            1 if self.lenient && float.fract() == 0.0 && float.abs() < 1e9 => format!("{float}."),
            1 => hex.to_uppercase(),
            _ => hex.clone(),
        };
        self.push(&format!("f{text};"));
        json!({"$float": hex})
    }

    fn datetime(&mut self) -> Json {
        let year = self.random.u16(0..10_000);
        let (month, day) = (self.random.u8(1..=12), self.random.u8(1..=28));
        let (hour, minute) = (self.random.u8(0..24), self.random.u8(0..60));
        let second = self.random.u8(0..60);
        let millis = self.random.u16(0..1_000);
        let text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
        let zone = if self.lenient && self.random.u8(0..8) == 0 {
            "+00:00"
        } else {
            "Z"
        };
        let zeros = self.one_of(&["", "", "0", "000"]);
        self.push(&format!("d{text}.{millis:03}{zeros}{zone};"));
        json!({"$datetime": format!("{text}.{millis:03}Z")})
    }

    fn timedelta(&mut self) -> Json {
        let (years, months) = (self.random.u32(0..30), self.random.u32(0..30));
        let days = self.random.u32(0..400);
        let (hours, minutes) = (self.random.u32(0..50), self.random.u32(0..130));
        let seconds = self.random.u32(0..200_000);
        if self.lenient && self.random.u8(0..6) == 0 {
            self.push(&format!("pP{days}D;"));
            return json!({"$timedelta": format!("P0Y0M{days}DT0H0M0S")});
        }
        self.push(&format!(
            "pP{years}Y{months}M{days}DT{hours}H{minutes}M{seconds}S;"
        ));
        // D9b: each field carries into the next, days take what is left.
        let months = 12 * years + months;
        let seconds = 86_400 * days + 3_600 * hours + 60 * minutes + seconds;
        let (years, months, days) = (months / 12, months % 12, seconds / 86_400);
        let (hours, minutes) = (seconds / 3_600 % 24, seconds / 60 % 60);
        let seconds = seconds % 60;
        let text = format!("P{years}Y{months}M{days}DT{hours}H{minutes}M{seconds}S");
        json!({"$timedelta": text})
    }

    fn singleton(&mut self) -> Json {
        let (letter, value) = [
            ("T;", json!(true)),
            ("F;", json!(false)),
            ("N;", json!(null)),
        ][self.random.usize(0..3)]
        .clone();
        self.push(letter);
        value
    }

    fn items(&mut self, letter: u8, depth: usize) -> Vec<Json> {
        self.bytes.push(letter);
        let mut items = Vec::new();
        for _ in 0..self.random.usize(0..5) {
            self.space();
            let before = self.bytes.len();
            let item = self.inner(depth, letter == b'L');
            if letter == b'S' && is_among(&items, &item) {
                self.bytes.truncate(before);
            } else {
                items.push(item);
            }
        }
        self.space();
        self.bytes.push(b';');
        items
    }

    fn entries(&mut self, letter: u8, depth: usize) -> Vec<Json> {
        self.bytes.push(letter);
        let (mut keys, mut entries) = (Vec::new(), Vec::new());
        for _ in 0..self.random.usize(0..5) {
            self.space();
            let before = self.bytes.len();
            let key = self.inner(depth, false);
            if is_among(&keys, &key) {
                self.bytes.truncate(before);
                continue;
            }
            self.space();
            let value = self.inner(depth, true);
            entries.push(json!([&key, value]));
            keys.push(key);
        }
        self.space();
        self.bytes.push(b';');
        entries
    }

    fn extension(&mut self, depth: usize) -> Json {
        self.bytes.push(b'X');
        self.space();
        let name = self.one_of(&["x", "x-weather", "Link", "größe", "linked"]);
        self.counted('u', name.as_bytes());
        self.space();
        let attributes = if self.random.bool() {
            json!({"$dict": self.entries(b'D', depth + 1)})
        } else {
            json!({"$odict": self.entries(b'O', depth + 1)})
        };
        self.space();
        let content = self.inner(depth, true);
        self.space();
        self.bytes.push(b';');
        json!({"$ext": [name, attributes, content]})
    }

    fn blob(&mut self) -> Json {
        let id = self.blobs.len() as u64 * 7 + self.random.u64(0..7);
        let kind = self.one_of(&["text/plain", "image/png", "application/vnd.hyperglyph"]);
        self.push(&format!("B{id}:D"));
        self.space();
        self.counted('u', b"content-type");
        self.space();
        self.counted('u', kind.as_bytes());
        self.space();
        self.push(";;");
        let content = self.content(30);
        let json = json!({"$blob": {
            "attributes": {"content-type": kind},
            "content": STANDARD.encode(&content),
        }});
        self.blobs.push((id, content));
        json
    }

    /// What stands in a collection. Items and keys hold no blobs: one that is there
    /// twice is taken out again.
    fn inner(&mut self, depth: usize, blobs: bool) -> Json {
        let last = match (depth >= DEEPEST, blobs) {
            (true, _) => 7,
            (false, false) => Type::ALL.len() - 1,
            (false, true) => Type::ALL.len(),
        };
        let kind = Type::ALL[self.random.usize(0..last)];
        // A collection that is an item or a key holds no blobs either.
        let depth = if blobs { depth + 1 } else { DEEPEST };
        self.value(kind, depth)
    }

    /// Chunks of all blobs in turn, each in one or more, and their ends.
    fn trailers(&mut self) {
        let mut open: Vec<(u64, Vec<u8>)> = std::mem::take(&mut self.blobs);
        while !open.is_empty() {
            let at = self.random.usize(0..open.len());
            let (id, rest) = &mut open[at];
            let id = *id;
            if rest.is_empty() {
                open.swap_remove(at);
                self.push(&format!("c{id};"));
            } else {
                let chunk: Vec<u8> = rest.drain(..self.random.usize(1..=rest.len())).collect();
                self.push(&format!("c{id}:{}:", chunk.len()));
                self.bytes.extend(chunk);
                self.bytes.push(b';');
            }
            self.space();
        }
    }

    /// A text or byte array, its length with zeros in front, or left out where it
    /// may be.
    fn counted(&mut self, letter: char, bytes: &[u8]) {
        if bytes.is_empty() && self.random.bool() {
            self.push(&format!("{letter};"));
            return;
        }
        let zeros = self.one_of(&["", "", "", "0", "00"]);
        self.push(&format!("{letter}{zeros}{}:", bytes.len()));
        self.bytes.extend_from_slice(bytes);
        self.bytes.push(b';');
    }

    fn content(&mut self, longest: usize) -> Vec<u8> {
        let length = self.random.usize(0..longest);
        (0..length).map(|_| self.random.u8(..)).collect()
    }

    fn space(&mut self) {
        let space = self.one_of(&["", "", "", "", "", " ", "\n", "\t\r\n", "\u{b}"]);
        self.push(space);
    }

    fn one_of<'c>(&mut self, choices: &[&'c str]) -> &'c str {
        choices[self.random.usize(0..choices.len())]
    }

    fn push(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }
}

/// Whether an equal value (D6) is there: equal values have one canonical form.
fn is_among(values: &[Json], value: &Json) -> bool {
    let form = |value: &Json| hyperglyph::canonical(&notation::from_value(value).ok()?).ok();
    let seen = form(value);
    seen.is_none() || values.iter().any(|value| form(value) == seen)
}

/// A finite float in canonical hex (D12).
fn hex_float(float: f64) -> String {
    let bits = float.to_bits();
    let sign = if float.is_sign_negative() { "-" } else { "" };
    let (exponent, digits) = ((bits >> 52) & 0x7ff, bits & ((1 << 52) - 1));
    if exponent == 0 && digits == 0 {
        return format!("{sign}0x0p0");
    }
    let digits = format!("{digits:013x}");
    let digits = match digits.trim_end_matches('0') {
        "" => "0",
        digits => digits,
    };
    match exponent {
        0 => format!("{sign}0x0.{digits}p-1022"),
        _ => format!("{sign}0x1.{digits}p{:+}", exponent.cast_signed() - 1023),
    }
}
