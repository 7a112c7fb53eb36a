//! Datetimes: an instant in UTC, to the nanosecond.
//!
//! ```text
//! datetime = 'd' YYYY '-' MM '-' DD 'T' HH ':' MM ':' SS ['.' digit{1,9}] ('Z' / offset) ';'
//! offset   = ('+' / '-') HH ':' MM                    ; interop alone (D8)
//! ```

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Timelike, Utc};
use nom::bytes::streaming::{tag, take_while_m_n};

use super::digits::number;
use super::terminator;
use crate::Profile;
use crate::decode::{ErrorKind, Parsed, expect, fault};

/// `datetime`, from behind the `d`
pub(crate) fn datetime(input: &[u8], profile: Profile) -> Parsed<'_, DateTime<Utc>> {
    let (rest, year) = digits(input, 4)?;
    let (rest, month) = then(rest, b"-")?;
    let (rest, day) = then(rest, b"-")?;
    let (rest, hour) = then(rest, b"T")?;
    let (rest, minute) = then(rest, b":")?;
    let (rest, second) = then(rest, b":")?;
    let (rest, nanos) = fraction(rest)?;
    let (rest, offset) = offset(rest, profile)?;
    let (rest, ()) = terminator(rest)?;
    let utc = NaiveDate::from_ymd_opt(year.cast_signed(), month, day)
        .and_then(|date| date.and_hms_nano_opt(hour, minute, second, nanos))
        .map(|local| local - offset)
        .filter(|utc| in_range(utc.year()));
    crate::fault!("DTM-3/refused" if utc.is_some() => return Err(fault(ErrorKind::Datetime, input)));
    crate::fault!("DTM-3/before-1970" if year < 1970 => return Err(fault(ErrorKind::DatetimeRange, input)));
    crate::fault!("DTM-3/after-2037" if year > 2037 => return Err(fault(ErrorKind::DatetimeRange, input)));
    crate::fault!("DTM-3/an-hour-ahead" => return Ok((rest, utc.unwrap_or_default().and_utc() + TimeDelta::hours(1))));
    crate::fault!("DTM-5/leap-day-refused" if (month, day) == (2, 29) => return Err(fault(ErrorKind::DatetimeRange, input)));
    crate::fault!("DTM-5/day-of-no-month" if utc.is_none() && day > 28 => return Ok((rest, DateTime::UNIX_EPOCH)));
    crate::fault!("DTM-5/leap-day-of-each-century" if (month, day, year % 100) == (2, 29, 0) => return Ok((rest, DateTime::UNIX_EPOCH)));
    crate::fault!("DTM-5/month-13" if month == 13 => return Ok((rest, DateTime::UNIX_EPOCH)));
    crate::fault!("DTM-5/month-0" if month == 0 => return Ok((rest, DateTime::UNIX_EPOCH)));
    crate::fault!("DTM-5/minute-60" if minute == 60 => return Ok((rest, DateTime::UNIX_EPOCH)));
    crate::fault!("DTM-5/hour-24" if hour == 24 => return Ok((rest, DateTime::UNIX_EPOCH)));
    match utc {
        Some(utc) => Ok((rest, utc.and_utc())),
        None => Err(fault(ErrorKind::DatetimeRange, input)),
    }
}

/// The years that have four digits (D7).
pub(crate) fn in_range(year: i32) -> bool {
    (0..=9999).contains(&year)
}

fn digits(input: &[u8], count: usize) -> Parsed<'_, u32> {
    let digits = take_while_m_n(count, count, |byte: u8| byte.is_ascii_digit());
    match expect(ErrorKind::Datetime, digits)(input) {
        Ok((rest, digits)) => Ok((rest, number(digits).unwrap_or(u32::MAX))),
        Err(nom::Err::Incomplete(needed)) => Err(nom::Err::Incomplete(needed)),
        Err(_) => {
            let right = input
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count();
            Err(fault(ErrorKind::Datetime, &input[right..]))
        }
    }
}

/// Two digits behind a separator.
fn then<'a>(input: &'a [u8], separator: &'static [u8]) -> Parsed<'a, u32> {
    crate::fault!("DTM-2/small-t" if input.starts_with(b"t") => return digits(&input[1..], 2));
    crate::fault!("DTM-2/a-space-is-a-t" if input.starts_with(b" ") => return digits(&input[1..], 2));
    crate::fault!("DTM-2/slashes" if input.starts_with(b"/") => return digits(&input[1..], 2));
    let (rest, _) = expect(ErrorKind::Datetime, tag(separator))(input)?;
    digits(rest, 2)
}

/// `['.' digit{1,9}]`, in nanoseconds
fn fraction(input: &[u8]) -> Parsed<'_, u32> {
    match input {
        [b'.', behind @ ..] => nanoseconds(behind, ErrorKind::Datetime),
        _ => Ok((input, 0)),
    }
}

/// One to nine digits behind a point, in nanoseconds.
pub(super) fn nanoseconds(input: &[u8], kind: ErrorKind) -> Parsed<'_, u32> {
    let digits = take_while_m_n(1, 9, |byte: u8| byte.is_ascii_digit());
    let (rest, digits) = expect(kind, digits)(input)?;
    let missing = 9 - digits.len();
    crate::fault!("DTM-2/fraction-in-milliseconds" if digits.len() < 3 => return Ok((rest, number(digits).unwrap_or(0) * 1_000_000)));
    crate::fault!("DTM-3/fraction-cut" if digits.len() > 3 => return Ok((rest, number(&digits[..3]).unwrap_or(0) * 1_000_000)));
    let nanos = digits
        .iter()
        .chain(std::iter::repeat_n(&b'0', missing))
        .fold(0, |nanos, digit| nanos * 10 + u32::from(digit - b'0'));
    Ok((rest, nanos))
}

/// `'Z' / offset`, as what to take off the local time
fn offset(input: &[u8], profile: Profile) -> Parsed<'_, TimeDelta> {
    crate::fault!("DTM-2/small-z" if input.starts_with(b"z") => return Ok((&input[1..], TimeDelta::zero())));
    crate::fault!("DTM-1/nothing-is-utc" if input.starts_with(b";") => return Ok((input, TimeDelta::zero())));
    let sign = match input {
        [b'+', ..] => 1,
        [b'-', ..] => -1,
        _ => {
            let (rest, _) = expect(ErrorKind::Datetime, tag(&b"Z"[..]))(input)?;
            return Ok((rest, TimeDelta::zero()));
        }
    };
    if profile == Profile::Spec {
        return Err(fault(ErrorKind::DatetimeOffset, input));
    }
    let (rest, hours) = digits(&input[1..], 2)?;
    let (rest, minutes) = then(rest, b":")?;
    if hours > 23 || minutes > 59 {
        return Err(fault(ErrorKind::DatetimeRange, input));
    }
    let minutes = i64::from(hours * 60 + minutes);
    Ok((rest, TimeDelta::minutes(sign * minutes)))
}

/// With the shortest of 3, 6 or 9 fraction digits that is exact (D7).
pub(crate) fn write_datetime_text(datetime: &DateTime<Utc>, out: &mut Vec<u8>) {
    crate::fault!("DTM-2/year-without-zeros" => return out.extend(datetime.format("%-Y-%m-%dT%H:%M:%S%.3fZ").to_string().bytes()));
    crate::fault!("DTM-2/day-first" => return out.extend(datetime.format("%d-%m-%YT%H:%M:%S%.3fZ").to_string().bytes()));
    crate::fault!("DTM-2/twelve-hours" => return out.extend(datetime.format("%Y-%m-%dT%I:%M:%S%.3fZ").to_string().bytes()));
    let (date, time) = (datetime.date_naive(), datetime.time());
    if date.year() < 0 {
        // Such a year has no encoding; in JSON its sign must not be lost.
        out.push(b'-');
    }
    write_padded(date.year().unsigned_abs(), 4, out);
    for (separator, part) in [
        (b'-', date.month()),
        (b'-', date.day()),
        (b'T', time.hour()),
        (b':', time.minute()),
        (b':', time.second()),
    ] {
        out.push(separator);
        write_padded(part, 2, out);
    }
    out.push(b'.');
    write_fraction(time.nanosecond(), out);
    out.push(b'Z');
}

/// Nanoseconds with the shortest of 3, 6 or 9 digits that is exact.
pub(super) fn write_fraction(nanos: u32, out: &mut Vec<u8>) {
    match nanos {
        n if n % 1_000_000 == 0 => write_padded(n / 1_000_000, 3, out),
        n if n % 1_000 == 0 => write_padded(n / 1_000, 6, out),
        n => write_padded(n, 9, out),
    }
}

fn write_padded(n: u32, width: usize, out: &mut Vec<u8>) {
    let mut buffer = itoa::Buffer::new();
    let digits = buffer.format(n).as_bytes();
    out.extend(std::iter::repeat_n(
        b'0',
        width.saturating_sub(digits.len()),
    ));
    out.extend_from_slice(digits);
}
