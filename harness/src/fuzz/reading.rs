//! [`Reading`]: what our decoder makes of a message, and what the specification leaves open in it.
//!
//! A difference is no disagreement where both ways conform. Vectors say *either* there, and a test holds
//! this to all of them.

use hyperglyph::token::{Container, TokenKind, Tokens};
use hyperglyph::{DecodeError, DecodeOptions, EncodeOptions, ErrorKind, Value};

/// What both profiles of our decoder make of a message.
#[derive(Debug)]
pub(super) struct Reading<'m> {
    message: &'m [u8],
    pub(super) spec: Result<Value<'m>, DecodeError>,
    pub(super) interop: Result<Value<'m>, DecodeError>,
}

impl<'m> Reading<'m> {
    pub(super) fn of(message: &'m [u8]) -> Self {
        Self {
            message,
            spec: DecodeOptions::new().decode(message),
            interop: DecodeOptions::interop().decode(message),
        }
    }

    /// The value, if there is one in any profile.
    pub(super) fn value(&self) -> Option<&Value<'m>> {
        self.spec.as_ref().or(self.interop.as_ref()).ok()
    }

    /// Why it is refused; the first of two reasons, where only one profile refuses.
    pub(super) fn error(&self) -> Option<&DecodeError> {
        self.spec.as_ref().err()
    }

    /// The decision by which a decoder may take the message or refuse it.
    pub(super) fn open(&self) -> Option<&'static str> {
        match (&self.spec, &self.interop) {
            (Err(error), Ok(_)) => Some(of_profiles(error.kind())),
            (_, Err(error)) => self.beyond(error),
            (Ok(_), Ok(value)) => form(self.message)
                .or_else(|| attributes(value))
                .or_else(|| zeros(value)),
        }
    }

    /// Refused by us in both profiles, and by others perhaps not: what is beyond what
    /// we hold.
    fn beyond(&self, error: &DecodeError) -> Option<&'static str> {
        let (message, at) = (self.message, error.offset());
        // What never ends is refused by everybody.
        if !message.get(at..)?.contains(&b';') {
            return None;
        }
        match error.kind() {
            ErrorKind::FloatRange => Some("D13"),
            ErrorKind::TimedeltaRange => Some("D18"),
            ErrorKind::Datetime => tenth_digit(message, at).then_some("D7"),
            ErrorKind::Timedelta => tenth_digit(message, at).then_some("D9"),
            ErrorKind::DatetimeRange => {
                let text = message[at..].split(|&byte| byte == b';').next()?;
                let year = text.get(..4)?;
                // In UTC it may be of a year that has no four digits.
                let offset = text.last() != Some(&b'Z');
                match text.get(17..19)? {
                    b"60" => Some("D7"),
                    _ if offset && (year == b"0000" || year == b"9999") => Some("D8"),
                    _ => None,
                }
            }
            ErrorKind::DuplicateItem | ErrorKind::DuplicateKey => nans(message).then_some("D6"),
            // And so is what is promised and not there.
            ErrorKind::LimitMessage => None,
            kind => kind.is_limit().then_some("D18"),
        }
    }
}

/// Whether a fraction of a second has a tenth digit there.
fn tenth_digit(message: &[u8], at: usize) -> bool {
    let before = at.checked_sub(10).and_then(|point| message.get(point));
    before == Some(&b'.') && message.get(at).is_some_and(u8::is_ascii_digit)
}

/// Whether there are two NaNs: one value to us, two to others.
fn nans(message: &[u8]) -> bool {
    let mut tokens = Tokens::with_options(DecodeOptions::interop());
    let (mut rest, mut count) = (message, 0);
    while let Ok(Some(token)) = tokens.next(&mut rest) {
        count += usize::from(matches!(token.kind, TokenKind::Float(float) if float.is_nan()));
    }
    count > 1
}

/// Why the profile *interop* takes what *spec* refuses.
const fn of_profiles(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::DatetimeOffset => "D8",
        ErrorKind::TimedeltaFields => "D11",
        ErrorKind::ExtensionName | ErrorKind::ExtensionAttributes => "D16b",
        ErrorKind::BlobAttributes | ErrorKind::Terminator => "D5",
        _ => "D2",
    }
}

/// What the forms of numbers and times leave open in a message that both profiles take.
fn form(message: &[u8]) -> Option<&'static str> {
    let mut tokens = Tokens::with_options(DecodeOptions::interop());
    let mut rest = message;
    while let Ok(Some(token)) = tokens.next(&mut rest) {
        let counted = matches!(
            token.kind,
            TokenKind::Unicode(_) | TokenKind::Bytes(_) | TokenKind::Chunk { .. }
        );
        if token.depth > DEPTH || (counted && token.bytes.len() > DIGITS) {
            return Some("D18");
        }
        match token.kind {
            TokenKind::Datetime(_) => {
                let point = token.bytes.iter().position(|&byte| byte == b'.');
                let digits = point.map_or(0, |at| token.bytes[at..].len() - b".Z;".len());
                if digits == 0 || digits > 6 {
                    return Some("D7");
                }
            }
            TokenKind::Timedelta(_) if token.bytes.contains(&b'.') => return Some("D9"),
            TokenKind::Timedelta(_) if token.bytes.contains(&b'-') => return Some("D10"),
            TokenKind::Float(float) if float == 0.0 && !is_zero(token.bytes) => return Some("D13"),
            TokenKind::Open(Container::Blob(_)) if id_digits(token.bytes) > 19 => {
                return Some("D18");
            }
            _ => {}
        }
    }
    None
}

/// What every decoder should hold: so many containers in each other, lengths of so many
/// digits.
const DEPTH: usize = 64;
const DIGITS: usize = 1_000;

/// Whether a float is nought as it is written, and not too small for a double.
fn is_zero(bytes: &[u8]) -> bool {
    let text = bytes.to_ascii_lowercase();
    let hex = text.windows(2).any(|two| two == b"0x");
    let end = if hex { b'p' } else { b'e' };
    let digits = text[1..]
        .split(|&byte| byte == end)
        .next()
        .unwrap_or_default();
    !digits
        .iter()
        .any(|byte| matches!(byte, b'1'..=b'9' | b'a'..=b'f'))
}

/// The digits of a blob's id, without zeros in front.
fn id_digits(bytes: &[u8]) -> usize {
    let significant = bytes[1..].iter().skip_while(|&&byte| byte == b'0');
    significant.filter(|byte| byte.is_ascii_digit()).count()
}

/// A blob without a content type may be read, and need not be.
fn attributes(value: &Value<'_>) -> Option<&'static str> {
    any(
        value,
        &|value| matches!(value, Value::Blob(blob) if blob.content_type().is_none()),
    )
    .then_some("D5b")
}

/// Whether `0.0` and `-0.0` are one item or two is open.
fn zeros(value: &Value<'_>) -> Option<&'static str> {
    let zero = |item: &Value<'_>, negative: bool| {
        any(
            item,
            &|value| matches!(value, Value::Float(float) if *float == 0.0 && float.is_sign_negative() == negative),
        )
    };
    let both = |items: &[&Value<'_>]| {
        [false, true]
            .into_iter()
            .all(|negative| items.iter().any(|item| zero(item, negative)))
    };
    any(value, &|value| match value {
        Value::Set(set) => both(&set.iter().collect::<Vec<_>>()),
        Value::Dict(map) | Value::OrderedDict(map) => both(&map.keys().collect::<Vec<_>>()),
        _ => false,
    })
    .then_some("D6")
}

/// Whether something holds of a value, or of one inside it.
fn any(value: &Value<'_>, holds: &dyn Fn(&Value<'_>) -> bool) -> bool {
    holds(value)
        || match value {
            Value::List(items) => items.iter().any(|item| any(item, holds)),
            Value::Set(set) => set.iter().any(|item| any(item, holds)),
            Value::Dict(map) | Value::OrderedDict(map) => {
                map.keys().chain(map.values()).any(|part| any(part, holds))
            }
            Value::Extension(extension) => {
                [&extension.name, &extension.attributes, &extension.content]
                    .into_iter()
                    .any(|part| any(part, holds))
            }
            Value::Blob(blob) => any(&blob.attributes, holds),
            _ => false,
        }
}

/// Whether two values are one in NFC: a decoder may normalise (STR-6), and an encoder
/// should (STR-5).
pub(super) fn same_in_nfc(one: &Value<'_>, other: &Value<'_>) -> bool {
    let written = |value| EncodeOptions::new().nfc(true).encode(value);
    let canonical = |value| {
        let bytes = written(value).ok()?;
        hyperglyph::canonical(&DecodeOptions::interop().decode(&bytes).ok()?).ok()
    };
    canonical(one).is_some_and(|bytes| canonical(other) == Some(bytes))
}

#[cfg(test)]
mod tests {
    use hyperglyph_vectors::{Expect, Suite};

    use super::*;

    #[test]
    fn what_vectors_leave_open_is_open_and_nothing_else() {
        let suite = Suite::embedded().unwrap();
        let mut wrong = Vec::new();
        for vector in suite.vectors() {
            let bytes = vector.bytes.to_vec();
            if bytes.len() > crate::fuzz::mutation::LONGEST {
                continue;
            }
            let open = Reading::of(&bytes).open();
            if open.is_some() != (vector.expect == Expect::Either) {
                wrong.push(format!("{} {:?} {open:?}", vector.id, vector.expect));
            }
        }
        assert_eq!(wrong, [""; 0]);
    }

    #[test]
    fn texts_that_nfc_makes_one_are_told_from_others() {
        let (composed, decomposed) = (Value::from("\u{e9}"), Value::from("e\u{301}"));
        assert!(same_in_nfc(&composed, &decomposed));
        assert!(!same_in_nfc(&composed, &Value::from("e")));
    }
}
