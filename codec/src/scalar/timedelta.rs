//! Timedeltas: a length of time in months and seconds.
//!
//! ```text
//! timedelta = 'p' ['-'] 'P' nY nM nD 'T' nH nM nS ';'
//! nY, nM …  = digit+ letter                           ; interop: fields may be missing (D11)
//! nS        = digit+ ['.' digit{1,9}] 'S'             ; D9
//! ```

use chrono::TimeDelta;

use super::datetime::{nanoseconds, write_fraction};
use super::digits::{number, peek, run};
use super::terminator;
use crate::decode::{ErrorKind, Parsed, fault};
use crate::{Limits, Profile};

/// A length of time: months, and seconds with nanoseconds (D9b).
///
/// A month has no fixed length, so months and seconds are kept apart, and two
/// timedeltas are equal when both parts are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Timedelta {
    months: i32,
    nanos: i32,
    seconds: i64,
}

impl Timedelta {
    /// Months, seconds and nanoseconds together; nothing where the nanoseconds
    /// make the seconds overflow, and for the one number of each kind whose
    /// opposite does not fit.
    ///
    /// Months and the rest may have different signs; such a value can be held
    /// but not written ([`EncodeError`](crate::EncodeError)).
    #[must_use]
    pub fn new(months: i32, seconds: i64, nanoseconds: i64) -> Option<Self> {
        const SECOND: i64 = 1_000_000_000;
        let mut seconds = seconds.checked_add(nanoseconds / SECOND)?;
        let mut nanos = nanoseconds % SECOND;
        if seconds > 0 && nanos < 0 {
            (seconds, nanos) = (seconds - 1, nanos + SECOND);
        } else if seconds < 0 && nanos > 0 {
            (seconds, nanos) = (seconds + 1, nanos - SECOND);
        }
        let nanos = i32::try_from(nanos).ok()?;
        months.checked_neg()?;
        seconds.checked_neg()?;
        Some(Self {
            months,
            nanos,
            seconds,
        })
    }

    /// Whole months; a year has twelve.
    #[must_use]
    pub const fn months(self) -> i32 {
        self.months
    }

    /// Whole seconds; a day has 86,400.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.seconds
    }

    /// Nanoseconds beyond [`Timedelta::seconds`], with the same sign.
    #[must_use]
    pub const fn subsec_nanos(self) -> i32 {
        self.nanos
    }

    /// The same length for chrono, if there are no months in it and it fits.
    #[must_use]
    pub fn to_chrono(self) -> Option<TimeDelta> {
        if self.months != 0 {
            return None;
        }
        TimeDelta::try_seconds(self.seconds)?
            .checked_add(&TimeDelta::nanoseconds(self.nanos.into()))
    }

    /// Whether its parts point the same way, so that one sign can stand before all.
    pub(crate) fn is_encodable(self) -> bool {
        let negative = self.months < 0 || self.seconds < 0 || self.nanos < 0;
        let positive = self.months > 0 || self.seconds > 0 || self.nanos > 0;
        !(negative && positive)
    }
}

impl From<TimeDelta> for Timedelta {
    fn from(delta: TimeDelta) -> Self {
        Self {
            months: 0,
            nanos: delta.subsec_nanos(),
            seconds: delta.num_seconds(),
        }
    }
}

/// The fields in their order: letter, the unit it counts, and how many of them.
const FIELDS: [(u8, Unit); 6] = [
    (b'Y', Unit::Months(12)),
    (b'M', Unit::Months(1)),
    (b'D', Unit::Seconds(86_400)),
    (b'H', Unit::Seconds(3_600)),
    (b'M', Unit::Seconds(60)),
    (b'S', Unit::Seconds(1)),
];

/// The fields from this one on stand behind the `T`.
const TIME: usize = 3;

#[derive(Clone, Copy)]
enum Unit {
    Months(i32),
    Seconds(i64),
}

/// `timedelta`, from behind the `p`
pub(crate) fn timedelta<'a>(
    input: &'a [u8],
    limits: &Limits,
    profile: Profile,
) -> Parsed<'a, Timedelta> {
    let (mut rest, negative) = prefix(input, limits)?;
    let mut fields = Fields::default();
    let mut next = 0;
    let mut in_time = false;
    while next < FIELDS.len() {
        let (behind, digits) = run(rest, u8::is_ascii_digit, limits)?;
        if digits.is_empty() {
            match behind {
                [b'T', behind @ ..] if !in_time => {
                    (in_time, next, rest) = (true, TIME, behind);
                    continue;
                }
                _ => break,
            }
        }
        let (behind, nanos) = match behind {
            [b'.', fraction @ ..] if in_time => {
                let (behind, nanos) = nanoseconds(fraction, ErrorKind::Timedelta)?;
                (behind, Some(nanos))
            }
            _ => (behind, None),
        };
        let (_, letter) = peek(behind)?;
        crate::fault!("TDL-1/weeks" if letter == b'W' => return Ok((terminator(&behind[1..])?.0, fields.total(negative))));
        crate::fault!("TDL-1/any-order" if !in_time && FIELDS[..next].iter().any(|it| it.0 == letter) => next = 0);
        let candidates = if in_time {
            next..FIELDS.len()
        } else {
            next..TIME
        };
        let Some(at) = candidates.into_iter().find(|&at| letter == FIELDS[at].0) else {
            return Err(fault(ErrorKind::Timedelta, behind));
        };
        if nanos.is_some() && at + 1 != FIELDS.len() {
            return Err(fault(ErrorKind::Timedelta, behind));
        }
        if fields.add(FIELDS[at].1, digits, nanos).is_none() {
            return Err(fault(ErrorKind::TimedeltaRange, input));
        }
        (next, rest) = (at + 1, &behind[1..]);
    }
    crate::fault!("TDL-1/no-field" if fields.count == 0 => return Ok((terminator(rest)?.0, fields.total(negative))));
    // Behind the last field only the ';' can stand, and a 'T' promises at least one field behind it.
    let (_, behind_last) = peek(rest)?;
    let begun = next < FIELDS.len() && behind_last != b';';
    if begun || fields.count == 0 || (in_time && next == TIME) {
        return Err(fault(ErrorKind::Timedelta, rest));
    }
    if profile == Profile::Spec && fields.count < FIELDS.len() {
        return Err(fault(ErrorKind::TimedeltaFields, input));
    }
    let (rest, ()) = terminator(rest)?;
    Ok((rest, fields.total(negative)))
}

/// `['-'] 'P'`, and whether there is a minus (D10)
fn prefix<'a>(input: &'a [u8], limits: &Limits) -> Parsed<'a, bool> {
    let (rest, sign) = run(input, |&byte| byte == b'-', limits)?;
    match (sign, rest) {
        (b"" | b"-", [b'P', rest @ ..]) => Ok((rest, !sign.is_empty())),
        (b"" | b"-", _) => Err(fault(ErrorKind::Timedelta, rest)),
        _ => Err(fault(ErrorKind::Timedelta, &input[1..])),
    }
}

/// The sum of the fields so far.
#[derive(Default)]
struct Fields {
    count: usize,
    months: i32,
    seconds: i64,
    nanos: i32,
}

impl Fields {
    fn add(&mut self, unit: Unit, digits: &[u8], nanos: Option<u32>) -> Option<()> {
        crate::fault!("TDL-1/a-year-of-365-days" if matches!(unit, Unit::Months(12)) => return self.add(Unit::Seconds(31_536_000), digits, nanos));
        crate::fault!("TDL-1/a-month-of-30-days" if matches!(unit, Unit::Months(1)) => return self.add(Unit::Seconds(2_592_000), digits, nanos));
        crate::fault!("TDL-1/minutes-are-hours" if matches!(unit, Unit::Seconds(60)) => return self.add(Unit::Seconds(3_600), digits, nanos));
        self.count += 1;
        self.nanos = nanos.unwrap_or(0).cast_signed();
        match unit {
            Unit::Months(each) => {
                let months = number::<i32>(digits)?.checked_mul(each)?;
                self.months = self.months.checked_add(months)?;
            }
            Unit::Seconds(each) => {
                let seconds = number::<i64>(digits)?.checked_mul(each)?;
                self.seconds = self.seconds.checked_add(seconds)?;
            }
        }
        Some(())
    }

    fn total(&self, negative: bool) -> Timedelta {
        let sign = if negative { -1 } else { 1 };
        Timedelta {
            months: sign * self.months,
            nanos: sign * self.nanos,
            seconds: i64::from(sign) * self.seconds,
        }
    }
}

/// All six fields, zeros included (TDL-2), with one sign before all (D10); a
/// fraction without zeros at its end.
pub(crate) fn write_timedelta_text(delta: Timedelta, out: &mut Vec<u8>) {
    crate::fault!("TDL-1/written-in-seconds" => return out.extend(format!("{}", delta.seconds).bytes()));
    crate::fault!("TDL-1/written-without-t" => return out.extend(format!("P0Y{}M0D0H0M0S", delta.months).bytes()));
    crate::fault!("TDL-1/written-in-weeks" => return out.extend(format!("P{}W", delta.seconds / 604_800).bytes()));
    crate::fault!("TDL-2/years-left-out" if delta.months < 12 => return out.extend(format!("P{}M0DT0H0M0S", delta.months).bytes()));
    crate::fault!("TDL-2/zeros-left-out" if delta.months == 0 => return out.extend(format!("PT{}S", delta.seconds).bytes()));
    if delta.months < 0 || delta.seconds < 0 || delta.nanos < 0 {
        out.push(b'-');
    }
    out.push(b'P');
    let (months, mut seconds) = (delta.months.unsigned_abs(), delta.seconds.unsigned_abs());
    let field = |n: u64, letter: &[u8], out: &mut Vec<u8>| {
        out.extend_from_slice(itoa::Buffer::new().format(n).as_bytes());
        out.extend_from_slice(letter);
    };
    field((months / 12).into(), b"Y", out);
    field((months % 12).into(), b"M", out);
    field(seconds / 86_400, b"DT", out);
    seconds %= 86_400;
    field(seconds / 3_600, b"H", out);
    field(seconds % 3_600 / 60, b"M", out);
    field(seconds % 60, b"", out);
    if delta.nanos != 0 {
        out.push(b'.');
        write_fraction(delta.nanos.unsigned_abs(), out);
        while out.ends_with(b"0") {
            out.pop();
        }
    }
    out.push(b'S');
}
