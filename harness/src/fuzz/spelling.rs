//! [`spelled`]: a value in another of the spellings that every decoder must take.

use hyperglyph::{Value, encode};

/// A message of the value: another order of what has none, white space, zeros that say
/// nothing, numbers in other forms, other ids and chunks of blobs. Nothing where the
/// value has no encoding.
pub(super) fn spelled(random: &mut fastrand::Rng, value: &Value<'_>) -> Option<Vec<u8>> {
    let mut speller = Speller {
        random,
        out: Vec::new(),
        contents: Vec::new(),
    };
    speller.space();
    speller.object(value)?;
    speller.trailers();
    Some(speller.out)
}

struct Speller<'r> {
    random: &'r mut fastrand::Rng,
    out: Vec<u8>,
    /// The contents of the blobs, in the order in which they stand.
    contents: Vec<Vec<u8>>,
}

impl Speller<'_> {
    fn object(&mut self, value: &Value<'_>) -> Option<()> {
        match value {
            Value::Integer(_) => self.number(&encode(value).ok()?, b"+"),
            Value::Float(float) => self.float(*float, &encode(value).ok()?),
            Value::Unicode(text) => self.counted(b'u', text.as_bytes()),
            Value::Bytes(bytes) => self.counted(b'b', bytes),
            Value::Datetime(_) => self.datetime(encode(value).ok()?),
            Value::List(items) => self.container(b'L', items)?,
            Value::Set(set) => {
                let mut items: Vec<_> = set.iter().collect();
                self.random.shuffle(&mut items);
                self.container(b'S', items)?;
            }
            Value::Dict(map) => {
                let mut entries: Vec<_> = map.iter().collect();
                self.random.shuffle(&mut entries);
                self.container(b'D', entries.into_iter().flat_map(<[_; 2]>::from))?;
            }
            Value::OrderedDict(map) => {
                self.container(b'O', map.iter().flat_map(<[_; 2]>::from))?;
            }
            Value::Extension(parts) => {
                self.container(b'X', [&parts.name, &parts.attributes, &parts.content])?;
            }
            Value::Blob(blob) => {
                self.out.push(b'B');
                self.id(self.contents.len());
                self.out.push(b':');
                self.contents.push(blob.content.to_vec());
                self.object(&blob.attributes)?;
                self.out.push(b';');
            }
            _ => self.out.extend(encode(value).ok()?),
        }
        Some(())
    }

    fn container<'v, 'a: 'v>(
        &mut self,
        letter: u8,
        parts: impl IntoIterator<Item = &'v Value<'a>>,
    ) -> Option<()> {
        self.out.push(letter);
        self.space();
        for part in parts {
            self.object(part)?;
            self.space();
        }
        self.out.push(b';');
        Some(())
    }

    /// A number as it is encoded, with a sign and zeros that say nothing.
    fn number(&mut self, encoded: &[u8], plus: &[u8]) {
        let (letter, text) = encoded.split_at(1);
        self.out.extend(letter);
        let digits = text.strip_prefix(b"-").unwrap_or(text);
        if digits.len() < text.len() {
            self.out.push(b'-');
        } else if self.random.u8(0..4) == 0 {
            self.out.extend(plus);
        }
        self.zeros();
        self.out.extend(digits);
    }

    /// In hex, in decimal with and without an exponent; names and letters in any case.
    fn float(&mut self, float: f64, encoded: &[u8]) {
        let start = self.out.len() + 1;
        match self.random.u8(0..4) {
            0 if float.is_finite() => self.number(format!("f{float:e};").as_bytes(), b"+"),
            1 if float.is_finite() => self.number(format!("f{float};").as_bytes(), b"+"),
            _ => self.out.extend(encoded),
        }
        if self.random.u8(0..4) == 0 {
            self.out[start..].make_ascii_uppercase();
        }
    }

    /// With one to six digits behind the point, where that is exact.
    fn datetime(&mut self, encoded: Vec<u8>) {
        let mut text = encoded;
        text.truncate(text.len() - 2);
        let point = text
            .iter()
            .position(|&byte| byte == b'.')
            .unwrap_or(text.len());
        while text.len() > point + 2 && text.ends_with(b"0") && self.random.bool() {
            text.pop();
        }
        while text.len() < point + 7 && self.random.u8(0..3) == 0 {
            text.push(b'0');
        }
        self.out.extend(text);
        self.out.extend(b"Z;");
    }

    fn counted(&mut self, letter: u8, bytes: &[u8]) {
        self.out.push(letter);
        if !bytes.is_empty() || self.random.bool() {
            self.zeros();
            self.out.extend(format!("{}:", bytes.len()).bytes());
            self.out.extend(bytes);
        }
        self.out.push(b';');
    }

    /// Ids are numbers, in any order, and each is another one.
    fn id(&mut self, blob: usize) {
        self.zeros();
        self.out.extend((blob ^ 5).to_string().bytes());
    }

    /// Chunks of all blobs in turn, empty ones too (D17b), and their ends.
    fn trailers(&mut self) {
        let contents = std::mem::take(&mut self.contents);
        let mut open: Vec<(usize, Vec<u8>)> = contents.into_iter().enumerate().collect();
        while !open.is_empty() {
            self.space();
            let at = self.random.usize(0..open.len());
            let (blob, content) = &mut open[at];
            let blob = *blob;
            self.out.push(b'c');
            if content.is_empty() && self.random.u8(0..4) > 0 {
                open.swap_remove(at);
                self.id(blob);
                self.out.push(b';');
                continue;
            }
            let chunk: Vec<u8> = content
                .drain(..self.random.usize(0..=content.len()))
                .collect();
            self.id(blob);
            self.out.push(b':');
            self.zeros();
            self.out.extend(format!("{}:", chunk.len()).bytes());
            self.out.extend(chunk);
            self.out.push(b';');
        }
        self.space();
    }

    fn zeros(&mut self) {
        let count = self.random.usize(0..8).saturating_sub(5);
        self.out.extend(std::iter::repeat_n(b'0', count));
    }

    fn space(&mut self) {
        for _ in 0..self.random.u8(0..10).saturating_sub(7) {
            let space = self.random.choice(b" \t\x0b\r\n");
            self.out.extend(space);
        }
    }
}

#[cfg(test)]
mod tests {
    use hyperglyph_vectors::{Expect, Suite};

    use super::*;
    use crate::fuzz::reading::Reading;

    #[test]
    fn a_value_in_another_spelling_is_the_same_value() {
        let mut random = fastrand::Rng::with_seed(1);
        let suite = Suite::embedded().unwrap();
        let mut others = 0;
        for vector in suite.vectors().filter(|it| it.expect == Expect::Accept) {
            let bytes = vector.bytes.to_vec();
            let Ok(value) = hyperglyph::decode(&bytes) else {
                continue;
            };
            let Some(message) = spelled(&mut random, &value) else {
                continue;
            };
            let seen = Reading::of(&message);
            assert_eq!(seen.spec.as_ref(), Ok(&value), "{}", message.escape_ascii());
            others += usize::from(message != bytes);
        }
        assert!(others > 500, "{others}");
    }
}
