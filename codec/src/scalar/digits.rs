//! Runs of digits: lengths, ids, and the digits of numbers.

use nom::bytes::streaming::{tag, take_while};
use nom::{Err, Needed};

use crate::Limits;
use crate::decode::{ErrorKind, Parsed, expect, fault};

/// `digit+`, with leading zeros (D4). Without a digit: the fault `kind`.
pub(crate) fn digits<'a>(
    input: &'a [u8],
    kind: ErrorKind,
    limits: &Limits,
) -> Parsed<'a, &'a [u8]> {
    let run = run(input, u8::is_ascii_digit, limits)?;
    if run.1.is_empty() {
        return Err(fault(kind, input));
    }
    Ok(run)
}

/// Bytes of one class, none or more, and a byte behind them.
pub(crate) fn run<'a>(
    input: &'a [u8],
    class: impl Fn(&u8) -> bool,
    limits: &Limits,
) -> Parsed<'a, &'a [u8]> {
    let taken: Parsed<'a, &'a [u8]> = take_while(|byte| class(&byte))(input);
    let length = match &taken {
        Ok((_, run)) => run.len(),
        Err(Err::Incomplete(_)) => input.len(),
        Err(_) => 0,
    };
    if length > limits.digits {
        return Err(fault(ErrorKind::LimitDigits, &input[limits.digits..]));
    }
    taken
}

/// The next byte, left where it is.
pub(crate) fn peek(input: &[u8]) -> Parsed<'_, u8> {
    match input.first() {
        Some(&byte) => Ok((input, byte)),
        None => Err(Err::Incomplete(Needed::new(1))),
    }
}

/// `digit+ ':'`, as a number of bytes. One that no message within the limits
/// can hold is refused here, before anything is kept for it.
pub(crate) fn length<'a>(input: &'a [u8], limits: &Limits) -> Parsed<'a, usize> {
    let (rest, digits) = digits(input, ErrorKind::Length, limits)?;
    let (rest, _) = expect(ErrorKind::Length, tag(&b":"[..]))(rest)?;
    match number::<usize>(digits) {
        Some(length) if length <= limits.message => Ok((rest, length)),
        _ => Err(fault(ErrorKind::LimitMessage, input)),
    }
}

/// `id = digit+`, without its leading zeros: `B0` and `B00` are one blob (D4).
pub(crate) fn id<'a>(input: &'a [u8], limits: &Limits) -> Parsed<'a, &'a [u8]> {
    let (rest, digits) = digits(input, ErrorKind::BlobId, limits)?;
    Ok((rest, without_zeros(digits)))
}

/// The digits behind the leading zeros; one zero stays where there is nothing else.
pub(crate) fn without_zeros(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().take_while(|&&digit| digit == b'0').count();
    &digits[zeros.min(digits.len() - 1)..]
}

/// The number that the digits write, if it fits.
pub(crate) fn number<N: std::str::FromStr>(digits: &[u8]) -> Option<N> {
    str::from_utf8(digits).ok()?.parse().ok()
}
