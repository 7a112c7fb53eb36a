//! The grammar once more, as plainly as it can be written and sharing nothing
//! with the codec: which bytes are a message of the spec profile.
//!
//! Two things are not its own: whether items and keys repeat, and whether a
//! number, date or duration is in range.

use std::collections::HashMap;

use hyperglyph::Limits;

/// Whether the bytes are a message; nothing where they nest too deep to say.
pub(super) fn is_message(bytes: &[u8]) -> Option<bool> {
    let mut grammar = Grammar {
        rest: bytes,
        depth: 0,
        too_deep: false,
        blobs: HashMap::new(),
    };
    let whole = grammar.message().is_some();
    (!grammar.too_deep).then_some(whole)
}

struct Grammar<'a> {
    rest: &'a [u8],
    depth: usize,
    too_deep: bool,
    /// By id without leading zeros: whether it has ended.
    blobs: HashMap<Vec<u8>, bool>,
}

/// What is not there ends all of it.
type Is<T = ()> = Option<T>;

impl<'a> Grammar<'a> {
    /// `message = ws object ws *( trailer ws )`
    fn message(&mut self) -> Is {
        self.ws();
        self.object()?;
        self.ws();
        while !self.rest.is_empty() {
            self.trailer()?;
            self.ws();
        }
        self.blobs.values().all(|ended| *ended).then_some(())
    }

    fn object(&mut self) -> Is {
        match self.byte()? {
            b'i' => {
                self.one_of(b"+-");
                self.digits()?;
                self.exactly(b";")
            }
            b'u' => str::from_utf8(self.string()?).ok().map(drop),
            b'b' => self.string().map(drop),
            b'f' => {
                let text = self.until_end()?.to_ascii_lowercase();
                is_float(&text).then_some(())
            }
            b'd' => is_datetime(self.until_end()?).then_some(()),
            b'p' => self.timedelta(),
            b'T' | b'F' | b'N' => self.exactly(b";"),
            b'L' | b'S' => self.parts(|_, _| Some(())).map(drop),
            b'D' | b'O' => {
                let parts = self.parts(|_, _| Some(()))?;
                parts.is_multiple_of(2).then_some(())
            }
            b'X' => {
                let parts = self.parts(|part, letter| match part {
                    0 => (letter == b'u').then_some(()),
                    1 => b"DO".contains(&letter).then_some(()),
                    2 => Some(()),
                    _ => None,
                })?;
                (parts == 3).then_some(())
            }
            b'B' => self.blob(),
            _ => None,
        }
    }

    /// `ws (object ws)* ';'`, where `may` says what may begin there; how many.
    fn parts(&mut self, may: impl Fn(usize, u8) -> Is) -> Is<usize> {
        self.deeper()?;
        let mut count = 0;
        loop {
            self.ws();
            if self.exactly(b";").is_some() {
                self.depth -= 1;
                return Some(count);
            }
            may(count, *self.rest.first()?)?;
            self.object()?;
            count += 1;
        }
    }

    /// `'B' id ':' dict ';'`
    fn blob(&mut self) -> Is {
        let id = self.id()?;
        if self.blobs.insert(id, false).is_some() {
            return None;
        }
        self.exactly(b":")?;
        self.deeper()?;
        b"DO".contains(self.rest.first()?).then_some(())?;
        self.object()?;
        self.depth -= 1;
        self.exactly(b";")
    }

    /// `'c' id ':' length ':' bytes ';' / 'c' id ';'`
    fn trailer(&mut self) -> Is {
        self.exactly(b"c")?;
        let id = self.id()?;
        let is_end = self.exactly(b";").is_some();
        if !is_end {
            self.exactly(b":")?;
            self.sized()?;
        }
        let ended = self.blobs.get_mut(&id)?;
        let was_open = !std::mem::replace(ended, is_end);
        was_open.then_some(())
    }

    /// `length ':' bytes ';' / ';'`
    fn string(&mut self) -> Is<&'a [u8]> {
        match self.exactly(b";") {
            Some(()) => Some(&[]),
            None => self.sized(),
        }
    }

    fn sized(&mut self) -> Is<&'a [u8]> {
        let digits = str::from_utf8(self.digits()?).ok()?;
        self.exactly(b":")?;
        let (bytes, rest) = self.rest.split_at_checked(digits.parse().ok()?)?;
        self.rest = rest;
        self.exactly(b";")?;
        Some(bytes)
    }

    /// `['-'] 'P' nY nM nD 'T' nH nM n['.' n]S`
    fn timedelta(&mut self) -> Is {
        self.one_of(b"-");
        self.exactly(b"P")?;
        for letter in [b"Y", b"M", b"D", b"T", b"H", b"M"] {
            if letter != b"T" {
                self.digits()?;
            }
            self.exactly(letter)?;
        }
        self.digits()?;
        if self.exactly(b".").is_some() && self.digits()?.len() > 9 {
            return None;
        }
        self.exactly(b"S;")
    }

    fn id(&mut self) -> Is<Vec<u8>> {
        let digits = self.digits()?;
        let zeros = digits.iter().take_while(|&&digit| digit == b'0').count();
        Some(digits[zeros..].to_vec())
    }

    fn deeper(&mut self) -> Is {
        self.depth += 1;
        self.too_deep |= self.depth > Limits::MAX_DEPTH;
        (!self.too_deep).then_some(())
    }

    fn digits(&mut self) -> Is<&'a [u8]> {
        let count = self
            .rest
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let (digits, rest) = self.rest.split_at(count);
        self.rest = rest;
        (count > 0).then_some(digits)
    }

    /// Space, tab, vertical tab, CR, LF; not the form feed.
    fn ws(&mut self) {
        while self.one_of(b" \t\x0b\r\n").is_some() {}
    }

    fn one_of(&mut self, bytes: &[u8]) -> Is {
        let (byte, rest) = self.rest.split_first()?;
        bytes.contains(byte).then(|| self.rest = rest)
    }

    fn exactly(&mut self, bytes: &[u8]) -> Is {
        self.rest = self.rest.strip_prefix(bytes)?;
        Some(())
    }

    fn byte(&mut self) -> Is<u8> {
        let (&byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(byte)
    }

    /// What stands in front of the next `;`.
    fn until_end(&mut self) -> Is<&'a [u8]> {
        let end = self.rest.iter().position(|&byte| byte == b';')?;
        let (text, rest) = self.rest.split_at(end);
        self.rest = &rest[1..];
        Some(text)
    }
}

/// In lower case: a sign, and digits with a point between them or none, and an
/// exponent, which hexadecimal ones must have; or a name.
fn is_float(text: &[u8]) -> bool {
    let text = match text {
        // Without a sign: there is none with one in the text (D2).
        b"nan" => return true,
        [b'+' | b'-', text @ ..] => text,
        _ => text,
    };
    match text {
        b"inf" | b"infinity" => true,
        [b'0', b'x', text @ ..] => match split(text, b'p') {
            (digits, Some(exponent)) => {
                is_number(digits, u8::is_ascii_hexdigit) && is_exponent(exponent)
            }
            (_, None) => false,
        },
        _ => {
            let (digits, exponent) = split(text, b'e');
            is_number(digits, u8::is_ascii_digit) && exponent.is_none_or(is_exponent)
        }
    }
}

fn is_number(text: &[u8], is_digit: fn(&u8) -> bool) -> bool {
    let is_run = |run: &[u8]| !run.is_empty() && run.iter().all(is_digit);
    let (whole, fraction) = split(text, b'.');
    is_run(whole) && fraction.is_none_or(is_run)
}

fn is_exponent(text: &[u8]) -> bool {
    let digits = match text {
        [b'+' | b'-', digits @ ..] => digits,
        _ => text,
    };
    !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
}

fn split(text: &[u8], at: u8) -> (&[u8], Option<&[u8]>) {
    match text.iter().position(|&byte| byte == at) {
        Some(place) => (&text[..place], Some(&text[place + 1..])),
        None => (text, None),
    }
}

/// `YYYY-MM-DDTHH:MM:SSZ`, with a fraction of one to nine digits or none.
fn is_datetime(text: &[u8]) -> bool {
    const FORM: &[u8] = b"0000-00-00T00:00:00";
    let Some((start, fraction)) = text.split_at_checked(FORM.len()) else {
        return false;
    };
    let fits = |(byte, form): (&u8, &u8)| match form {
        b'0' => byte.is_ascii_digit(),
        form => byte == form,
    };
    start.iter().zip(FORM).all(fits)
        && match fraction {
            b"Z" => true,
            [b'.', digits @ .., b'Z'] => {
                (1..=9).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit)
            }
            _ => false,
        }
}
