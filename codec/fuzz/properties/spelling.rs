//! A value in any of the spellings that a decoder must take.

use arbitrary::{Arbitrary, Result, Unstructured};
use hyperglyph::{Map, Value, encode};

/// A message of the value: another order of what has none, other ids and chunks
/// of blobs, white space, zeros that say nothing, numbers in other forms.
pub(super) fn spell(value: &Value<'_>, from: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let mut speller = Speller {
        from,
        out: Vec::new(),
        contents: Vec::new(),
    };
    speller.space()?;
    speller.object(value)?;
    speller.trailers()?;
    Ok(speller.out)
}

struct Speller<'s, 'u> {
    from: &'s mut Unstructured<'u>,
    out: Vec<u8>,
    /// The contents of the blobs, in the order in which they are spelled.
    contents: Vec<Vec<u8>>,
}

impl Speller<'_, '_> {
    fn object(&mut self, value: &Value<'_>) -> Result<()> {
        match value {
            Value::Integer(integer) => {
                let text = integer.to_string();
                self.signed(b'i', &text)?;
                self.out.push(b';');
            }
            Value::Float(float) => self.float(*float)?,
            Value::Unicode(text) => self.sized(b'u', text.as_bytes())?,
            Value::Bytes(bytes) => self.sized(b'b', bytes)?,
            Value::Datetime(_) => self.datetime(value)?,
            Value::Timedelta(_) => self.timedelta(value)?,
            Value::List(items) => self.container(b'L', items.iter().collect())?,
            Value::Set(set) => {
                let mut items: Vec<_> = set.iter().collect();
                self.shuffle(&mut items)?;
                self.container(b'S', items)?;
            }
            Value::Dict(map) => {
                let entries = self.entries(map, true)?;
                self.container(b'D', entries)?;
            }
            Value::OrderedDict(map) => {
                let entries = self.entries(map, false)?;
                self.container(b'O', entries)?;
            }
            Value::Extension(parts) => {
                self.container(b'X', vec![&parts.name, &parts.attributes, &parts.content])?;
            }
            Value::Blob(blob) => {
                // Before those in its attributes, as in document order.
                let id = self.contents.len();
                self.contents.push(blob.content.to_vec());
                self.out.push(b'B');
                self.id(id)?;
                self.out.push(b':');
                self.object(&blob.attributes)?;
                self.out.push(b';');
            }
            Value::Nil | Value::Bool(_) => self.out.extend(text_of(value)),
        }
        Ok(())
    }

    fn entries<'v, 'a>(&mut self, map: &'v Map<'a>, any: bool) -> Result<Vec<&'v Value<'a>>> {
        let mut entries: Vec<_> = map.iter().collect();
        if any {
            self.shuffle(&mut entries)?;
        }
        Ok(entries.into_iter().flat_map(<[_; 2]>::from).collect())
    }

    fn shuffle<T>(&mut self, items: &mut [T]) -> Result<()> {
        for last in (1..items.len()).rev() {
            items.swap(last, self.from.int_in_range(0..=last)?);
        }
        Ok(())
    }

    fn container(&mut self, letter: u8, parts: Vec<&Value<'_>>) -> Result<()> {
        self.out.push(letter);
        self.space()?;
        for part in parts {
            self.object(part)?;
            self.space()?;
        }
        self.out.push(b';');
        Ok(())
    }

    /// `ws = *( space / tab / vertical tab / CR / LF )`
    fn space(&mut self) -> Result<()> {
        let count = self.from.int_in_range(0..=9u8)?.saturating_sub(7);
        for _ in 0..count {
            self.out.push(*self.from.choose(b" \t\x0b\r\n")?);
        }
        Ok(())
    }

    fn zeros(&mut self) -> Result<()> {
        let count = self.from.int_in_range(0..=7u8)?.saturating_sub(5);
        self.out.extend(vec![b'0'; count.into()]);
        Ok(())
    }

    /// A number with its sign, a `+` and zeros in front of it.
    fn signed(&mut self, letter: u8, text: &str) -> Result<()> {
        self.out.push(letter);
        let digits = text.strip_prefix('-').unwrap_or(text);
        if digits.len() < text.len() {
            self.out.push(b'-');
        } else if bool::arbitrary(self.from)? {
            // Zero has a minus too, `i-0;`.
            self.out.push(if text == "0" { b'-' } else { b'+' });
        }
        self.zeros()?;
        self.out.extend(digits.bytes());
        Ok(())
    }

    fn sized(&mut self, letter: u8, bytes: &[u8]) -> Result<()> {
        self.out.push(letter);
        if !bytes.is_empty() || bool::arbitrary(self.from)? {
            self.zeros()?;
            self.out.extend(bytes.len().to_string().bytes());
            self.out.push(b':');
            self.out.extend(bytes);
        }
        self.out.push(b';');
        Ok(())
    }

    fn float(&mut self, float: f64) -> Result<()> {
        let start = self.out.len();
        if float.is_finite() {
            match self.from.int_in_range(0..=3)? {
                0 => self.signed_float(&format!("{float:?}"))?,
                1 => self.signed_float(&format!("{float:e}"))?,
                2 => self.signed_float(&format!("{float}"))?,
                _ => self.out.extend(
                    text_of(&Value::Float(float))
                        .strip_suffix(b";")
                        .expect("an end"),
                ),
            }
        } else {
            let names = match float {
                f64::INFINITY => ["finf", "f+inf", "finfinity"],
                f64::NEG_INFINITY => ["f-inf", "f-INF", "f-infinity"],
                _ => ["fnan", "fNaN", "fNAN"],
            };
            self.out.extend(self.from.choose(&names)?.bytes());
        }
        if bool::arbitrary(self.from)? {
            self.out[start + 1..].make_ascii_uppercase();
        }
        self.out.push(b';');
        Ok(())
    }

    fn signed_float(&mut self, text: &str) -> Result<()> {
        // Zero has a sign of its own here.
        if text.trim_matches(['0', '.', 'e']).is_empty() {
            self.out.push(b'f');
            self.out.extend(text.bytes());
            return Ok(());
        }
        self.signed(b'f', text)
    }

    /// A fraction of one to nine digits, and none where it is zero (D7).
    fn datetime(&mut self, value: &Value<'_>) -> Result<()> {
        let text = text_of(value);
        let text = text.strip_suffix(b"Z;").expect("a datetime is in UTC");
        let point = text.iter().position(|&b| b == b'.').expect("a fraction");
        let exact = text
            .iter()
            .rposition(|&b| b != b'0')
            .expect("a 'd'")
            .max(point)
            + 1;
        let digits = self.from.int_in_range(exact - point - 1..=9)?;
        self.out.extend(&text[..exact]);
        match digits {
            0 => drop(self.out.pop()),
            _ => self
                .out
                .resize(self.out.len() + digits - (exact - point - 1), b'0'),
        }
        self.out.extend(b"Z;");
        Ok(())
    }

    /// All months in one field, all seconds in one.
    fn timedelta(&mut self, value: &Value<'_>) -> Result<()> {
        let Value::Timedelta(delta) = value else {
            return Ok(());
        };
        if bool::arbitrary(self.from)? {
            self.out.extend(text_of(value));
            return Ok(());
        }
        let (months, seconds, nanos) = (delta.months(), delta.seconds(), delta.subsec_nanos());
        let sign = if months < 0 || seconds < 0 || nanos < 0 {
            "-"
        } else {
            ""
        };
        self.out.extend(format!("p{sign}P0Y").bytes());
        self.zeros()?;
        let (months, seconds) = (months.unsigned_abs(), seconds.unsigned_abs());
        self.out.extend(format!("{months}M0DT0H0M").bytes());
        self.zeros()?;
        self.out.extend(format!("{seconds}").bytes());
        if nanos != 0 || bool::arbitrary(self.from)? {
            self.out
                .extend(format!(".{:09}", nanos.unsigned_abs()).bytes());
        }
        self.out.extend(b"S;");
        Ok(())
    }

    /// Ids in any order and of any length, each of them another number.
    fn id(&mut self, blob: usize) -> Result<()> {
        self.zeros()?;
        self.out.extend((blob ^ 5).to_string().bytes());
        Ok(())
    }

    fn trailers(&mut self) -> Result<()> {
        let mut open: Vec<(usize, Vec<u8>)> = std::mem::take(&mut self.contents)
            .into_iter()
            .enumerate()
            .collect();
        while !open.is_empty() {
            self.space()?;
            let at = self.from.int_in_range(0..=open.len() - 1)?;
            let (blob, content) = &mut open[at];
            let (blob, end) = (*blob, content.is_empty());
            self.out.push(b'c');
            self.id(blob)?;
            // An empty chunk is no end (D17b), and there may be few of them.
            if end && !bool::arbitrary(self.from)? {
                self.out.push(b';');
                open.remove(at);
                continue;
            }
            let length = self.from.int_in_range(0..=content.len())?;
            let length = if self.from.is_empty() {
                content.len()
            } else {
                length
            };
            let rest = content.split_off(length);
            let data = std::mem::replace(content, rest);
            self.out.push(b':');
            self.zeros()?;
            self.out.extend(format!("{length}:").bytes());
            self.out.extend(data);
            self.out.push(b';');
        }
        self.space()
    }
}

/// As an encoder writes it.
fn text_of(value: &Value<'_>) -> Vec<u8> {
    encode(value).expect("it has an encoding")
}
