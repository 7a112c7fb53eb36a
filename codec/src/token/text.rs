//! [`Utf8`]: text that comes in pieces, which may cut characters.

/// What was seen of a string.
#[derive(Debug, Default)]
pub(super) struct Utf8 {
    /// The first bytes of a character whose last have not come.
    cut: [u8; 4],
    length: usize,
    /// Whether the character was put together and given out.
    given: bool,
    /// The first byte that is not well-formed, and its place.
    wrong: Option<(u64, u8)>,
}

/// What the next bytes of a string are.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Text<'b> {
    /// Text, never none.
    Valid(&'b str),
    /// The end of a [`Utf8::character`].
    Character,
    /// The beginning of a character; or, behind what was wrong, anything.
    More,
    /// No text.
    Wrong { at: u64, byte: u8 },
}

impl Utf8 {
    /// How many bytes of a character wait for the rest.
    pub(super) fn held(&self) -> usize {
        if self.given { 0 } else { self.length }
    }

    /// The first byte that is not well-formed, in a string that ends here.
    pub(super) fn wrong(&self) -> Option<(u64, u8)> {
        self.wrong
    }

    /// The character that was put together.
    pub(super) fn character(&self) -> &str {
        str::from_utf8(&self.cut[..self.length]).unwrap_or_default()
    }

    /// Reads from the front of `input`, which is not empty and stands at
    /// `offset`: how many bytes it took, and what they are.
    pub(super) fn next<'b>(&mut self, input: &'b [u8], offset: u64) -> (usize, Text<'b>) {
        if std::mem::take(&mut self.given) {
            self.length = 0;
        }
        if self.length > 0 {
            return self.rest_of_character(input, offset);
        }
        if self.wrong.is_some() {
            return (input.len(), Text::More);
        }
        let whole = &input[..input.len() - cut(input)];
        if !whole.is_empty() {
            return match simdutf8::basic::from_utf8(whole) {
                Ok(text) => (whole.len(), Text::Valid(text)),
                Err(_) => match whole.utf8_chunks().next().map_or("", |chunk| chunk.valid()) {
                    "" => self.refuse(offset, whole[0], 0),
                    text => (text.len(), Text::Valid(text)),
                },
            };
        }
        self.cut[..input.len()].copy_from_slice(input);
        self.length = input.len();
        // Unless more bytes come, this is wrong.
        self.wrong = Some((offset, input[0]));
        (input.len(), Text::More)
    }

    fn rest_of_character(&mut self, input: &[u8], offset: u64) -> (usize, Text<'static>) {
        let start = offset - self.length as u64;
        for (taken, &byte) in input.iter().enumerate() {
            self.cut[self.length] = byte;
            match str::from_utf8(&self.cut[..=self.length]) {
                Ok(_) => {
                    self.length += 1;
                    self.given = true;
                    self.wrong = None;
                    return (taken + 1, Text::Character);
                }
                Err(error) if error.error_len().is_some() => {
                    self.length = 0;
                    return self.refuse(start, self.cut[0], taken);
                }
                Err(_) => self.length += 1,
            }
        }
        (input.len(), Text::More)
    }

    fn refuse(&mut self, at: u64, byte: u8, taken: usize) -> (usize, Text<'static>) {
        self.wrong = Some((at, byte));
        (taken, Text::Wrong { at, byte })
    }
}

/// How many bytes at the end begin a character and do not end it.
fn cut(bytes: &[u8]) -> usize {
    let last = bytes.len().saturating_sub(3);
    let begins = |byte: &u8| byte & 0xc0 != 0x80;
    let Some(ago) = bytes[last..].iter().rev().position(begins) else {
        return 0;
    };
    let first = &bytes[bytes.len() - 1 - ago..];
    match str::from_utf8(first) {
        Err(error) if error.valid_up_to() == 0 && error.error_len().is_none() => first.len(),
        _ => 0,
    }
}
