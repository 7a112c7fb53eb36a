//! Tokens: every byte of a message in exactly one, the same ones in any split,
//! and the errors of the decoder.

mod strategy;

use hyperglyph::token::{Container, Role, Token, TokenKind, Tokens};
use hyperglyph::{DecodeError, DecodeOptions, ErrorKind, decode, encode};
use hyperglyph_vectors::Suite;
use proptest::prelude::*;

/// A token, borrowing from nothing, with the pieces of a payload put together.
#[derive(Clone, Debug, PartialEq)]
struct Told {
    offset: u64,
    bytes: Vec<u8>,
    depth: usize,
    role: Role,
    kind: String,
}

impl Told {
    fn new(token: &Token<'_>) -> Self {
        let kind = match &token.kind {
            TokenKind::Text(text) => {
                assert_eq!(text.as_bytes(), token.bytes);
                String::from("Text")
            }
            kind => format!("{kind:?}"),
        };
        Self {
            offset: token.offset,
            bytes: token.bytes.to_vec(),
            depth: token.depth,
            role: token.role,
            kind,
        }
    }
}

/// The tokens of the pieces that the bytes are cut into at these places, and
/// how they end.
fn tokens(
    bytes: &[u8],
    cuts: impl IntoIterator<Item = usize>,
    options: &DecodeOptions,
) -> (Vec<Told>, Result<(), DecodeError>) {
    let mut tokens = Tokens::with_options(options.clone());
    let mut told: Vec<Told> = Vec::new();
    let mut start = 0;
    for cut in cuts.into_iter().chain([bytes.len()]) {
        let mut piece = &bytes[start..cut];
        start = cut;
        loop {
            let token = match tokens.next(&mut piece) {
                Ok(Some(token)) => Told::new(&token),
                Ok(None) => break,
                Err(error) => {
                    assert_eq!(
                        tokens.next(&mut piece),
                        Err(error.clone()),
                        "an error stays"
                    );
                    assert_eq!(tokens.finish(), Err(error.clone()));
                    return (told, Err(error));
                }
            };
            assert!(!token.bytes.is_empty(), "{token:?}");
            let goes_on = ["Text", "Data", "Space"].contains(&&*token.kind);
            match told.last_mut() {
                Some(last) if goes_on && last.kind == token.kind => last.bytes.extend(token.bytes),
                _ => told.push(token),
            }
        }
        assert!(piece.is_empty(), "all of a piece is taken");
        assert_eq!(usize::try_from(tokens.offset()), Ok(start));
    }
    let end = tokens.finish();
    (told, end)
}

/// Holds every token in its place.
fn are_the_message(told: &[Told], bytes: &[u8]) {
    let mut at = 0;
    for token in told {
        assert_eq!(usize::try_from(token.offset), Ok(at), "{told:#?}");
        assert_eq!(token.bytes, bytes[at..at + token.bytes.len()]);
        at += token.bytes.len();
    }
    assert_eq!(at, bytes.len());
}

/// Holds the tokens of the bytes in that split against the decoder.
fn agree(bytes: &[u8], cuts: impl IntoIterator<Item = usize>, options: &DecodeOptions) {
    let shown = || String::from_utf8_lossy(bytes).into_owned();
    let (told, end) = tokens(bytes, cuts, options);
    let (whole, whole_end) = tokens(bytes, [], options);
    assert_eq!((&told, &end), (&whole, &whole_end), "{}", shown());
    match (options.decode(bytes), end) {
        (Ok(_), Ok(())) => are_the_message(&told, bytes),
        // Nobody keeps what a duplicate could be compared with.
        (Err(error), _) if error.requirement() == "COL-5" => {}
        // The first wrong byte decides.
        (Err(error), Err(end)) if end.kind() == ErrorKind::Utf8 => {
            let later = error.offset() > end.offset() || error == end;
            assert!(later, "{}: {error:?} {end:?}", shown());
        }
        (decoded, end) => assert_eq!(decoded.map(|_| ()), end, "{}", shown()),
    }
}

fn spec() -> DecodeOptions {
    DecodeOptions::new()
}

#[test]
fn every_vector_has_the_verdict_of_the_decoder_in_every_split() {
    let suite = Suite::embedded().unwrap();
    let mut duplicates = 0;
    for vector in suite.vectors() {
        let bytes = vector.bytes.to_vec();
        for options in [spec(), DecodeOptions::interop()] {
            if bytes.len() < 1_000 {
                agree(&bytes, 0..bytes.len(), &options);
            }
            // All splits of a short one, and of the few long ones some.
            let most = if bytes.len() < 1_000 { 50 } else { 3 };
            for cut in (0..=bytes.len()).step_by(1 + bytes.len() / most) {
                agree(&bytes, [cut], &options);
            }
            let decoded = options.decode(&bytes);
            duplicates += usize::from(decoded.is_err_and(|error| error.requirement() == "COL-5"));
        }
    }
    // What a tokenizer does not see is a small part.
    assert!((20..400).contains(&duplicates), "{duplicates}");
}

/// How many splits of one message are tried.
const MOST: usize = 24;

proptest! {
    #[test]
    fn every_split_gives_the_same_tokens(value in strategy::value()) {
        let bytes = encode(&value).unwrap();
        let step = 1 + bytes.len() / MOST;
        for cut in (0..=bytes.len()).step_by(step) {
            agree(&bytes, [cut], &spec());
        }
        agree(&bytes, 0..bytes.len(), &spec());
    }

    #[test]
    fn changed_bytes_have_the_errors_of_the_decoder(
        value in strategy::value(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), strategy::byte()), 1..4),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
    ) {
        let mut bytes = encode(&value).unwrap();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len())).collect();
        cuts.sort_unstable();
        agree(&bytes, cuts.clone(), &spec());
        agree(&bytes, cuts, &DecodeOptions::interop());
        agree(&bytes, 0..bytes.len(), &spec());
    }

    #[test]
    fn msg_5_every_beginning_is_incomplete(value in strategy::value()) {
        let bytes = encode(&value).unwrap();
        let step = 1 + bytes.len() / MOST;
        for end in (0..bytes.len()).step_by(step) {
            agree(&bytes[..end], [end / 2], &spec());
        }
    }
}

/// Kind, role and depth of each token, one on a line.
fn outline(bytes: &[u8]) -> String {
    let (told, end) = tokens(bytes, [], &spec());
    end.unwrap();
    let line = |token: &Told| {
        let bytes = String::from_utf8_lossy(&token.bytes).into_owned();
        format!("{} {bytes} {:?} {}\n", token.depth, token.role, token.kind)
    };
    told.iter().map(line).collect()
}

#[test]
fn every_part_of_a_message_has_its_name_and_its_role() {
    let message = b"Xu1:n;Ou;b2:;;;;LT;SN;;B7:D;;;;c7:1:x;c7;";
    assert_eq!(
        outline(message),
        "\
0 X Root Open(Extension)
1 u1: Name Unicode(1)
1 n Name Text
1 ; Name Terminator
1 O Attributes Open(OrderedDict)
2 u Key(0) Unicode(0)
2 ; Key(0) Terminator
2 b2: Value(0) Bytes(2)
2 ;; Value(0) Data
2 ; Value(0) Terminator
1 ; Attributes Close { container: OrderedDict, parts: 2 }
1 L Content Open(List)
2 T; Item(0) Bool(true)
2 S Item(1) Open(Set)
3 N; Item(0) Nil
2 ; Item(1) Close { container: Set, parts: 1 }
2 B7: Item(2) Open(Blob(BlobId(0)))
3 D Attributes Open(Dict)
3 ; Attributes Close { container: Dict, parts: 0 }
2 ; Item(2) Close { container: Blob(BlobId(0)), parts: 1 }
1 ; Content Close { container: List, parts: 3 }
0 ; Root Close { container: Extension, parts: 3 }
0 c7:1: None Chunk { blob: BlobId(0), length: 1 }
0 x None Data
0 ; None Terminator
0 c7; None BlobEnd(BlobId(0))
"
    );
    assert_eq!(Container::OrderedDict.name(), "ordered dict");
}

#[test]
fn str_3_text_is_cut_between_characters() {
    let message = "u12:aé€𝄞zz;".as_bytes();
    for size in 1..message.len() {
        let mut tokens = Tokens::new();
        let mut text = String::new();
        for mut piece in message.chunks(size) {
            while let Some(token) = tokens.next(&mut piece).unwrap() {
                if let TokenKind::Text(part) = token.kind {
                    text.push_str(part);
                }
            }
        }
        assert_eq!(text, "aé€𝄞zz");
    }
}

#[test]
fn str_3_and_str_8_the_first_wrong_byte_decides() {
    let tell = |bytes| tokens(bytes, [], &spec()).1.unwrap_err().to_string();
    // A length that ends inside a character leads to no ';'.
    assert_eq!(
        tell("u3:Zoë;".as_bytes()),
        "expected ';' at the end of the object, found byte 0xab, at byte 6 in root [MSG-5]"
    );
    let both = b"u5:a\xffbcd?";
    assert_eq!(
        tell(both),
        "expected well-formed UTF-8, found byte 0xff, at byte 4 in root [STR-3]"
    );
    assert_eq!(decode(both).unwrap_err().kind(), ErrorKind::Terminator);
}

#[test]
fn col_5_duplicates_are_not_looked_for() {
    let message = b"Di1;N;i1;N;;";
    assert_eq!(decode(message).unwrap_err().kind(), ErrorKind::DuplicateKey);
    assert_eq!(tokens(message, [], &spec()).1, Ok(()));
}
