//! Scalars at their edges: the last that is read, the first that is not, and the exact error.

use chrono::TimeDelta;
use hyperglyph::{DecodeOptions, ErrorKind, Limits, Timedelta, Value, decode, encode};

/// What the interop profile reads, written again; or the error, and where.
fn again(message: &str) -> Result<String, (ErrorKind, usize)> {
    match DecodeOptions::interop().decode(message.as_bytes()) {
        Ok(value) => Ok(String::from_utf8(encode(&value).unwrap()).unwrap()),
        Err(error) => Err((error.kind(), error.offset())),
    }
}

#[test]
fn dtm_4_d8_offsets_go_to_23_59() {
    let offset = |offset: &str| again(&format!("d2020-01-02T00:00:00.000{offset};"));
    assert_eq!(offset("+23:59"), Ok("d2020-01-01T00:01:00.000Z;".into()));
    assert_eq!(offset("-23:59"), Ok("d2020-01-02T23:59:00.000Z;".into()));
    assert_eq!(offset("+00:00"), Ok("d2020-01-02T00:00:00.000Z;".into()));
    for wrong in ["+24:00", "+25:00", "-00:60", "+00:61", "+99:99"] {
        assert_eq!(
            offset(wrong),
            Err((ErrorKind::DatetimeRange, 24)),
            "{wrong}"
        );
    }
}

#[test]
fn int_7_msg_7_as_many_digits_as_the_limit_says() {
    let options = DecodeOptions::new().limits(Limits {
        digits: 30,
        ..Limits::default()
    });
    let over = |message: String| {
        let error = options.decode(message.as_bytes()).err()?;
        assert_eq!(error.kind(), ErrorKind::LimitDigits, "{error}");
        Some(error.offset())
    };
    let (most, more) = ("1".repeat(30), "1".repeat(31));
    assert_eq!(over(format!("i{most};")), None);
    assert_eq!(over(format!("i{more};")), Some(31));
    assert_eq!(over(format!("i-{most};")), None);
    assert_eq!(over(format!("i-{more};")), Some(32));
    assert_eq!(over(format!("f{most}.{most}e{};", "0".repeat(30))), None);
    assert_eq!(over(format!("f{most}.{more};")), Some(62));
    let zeros = "0".repeat(29);
    assert_eq!(over(format!("u{zeros}3:abc;")), None);
    assert_eq!(over(format!("u0{zeros}3:abc;")), Some(31));
}

#[test]
fn msg_7_a_length_may_be_as_long_as_a_message() {
    let options = DecodeOptions::new().limits(Limits {
        message: 9,
        ..Limits::default()
    });
    let kind = |message: &str| options.decode(message.as_bytes()).unwrap_err().kind();
    assert_eq!(kind("u9:"), ErrorKind::UnexpectedEnd);
    assert_eq!(kind("u10:"), ErrorKind::LimitMessage);
    assert_eq!(kind("u009:"), ErrorKind::UnexpectedEnd);
    assert_eq!(kind("u010:"), ErrorKind::LimitMessage);
}

#[test]
fn tdl_3_nanoseconds_carry_into_seconds_of_the_same_sign() {
    let parts = |seconds, nanos| {
        let delta = Timedelta::new(5, seconds, nanos).unwrap();
        assert_eq!(delta.months(), 5);
        (delta.seconds(), delta.subsec_nanos())
    };
    let second = 1_000_000_000;
    assert_eq!(parts(1, 1), (1, 1));
    assert_eq!(parts(1, second), (2, 0));
    assert_eq!(parts(1, second + 7), (2, 7));
    assert_eq!(parts(1, -1), (0, 999_999_999));
    assert_eq!(parts(2, -1), (1, 999_999_999));
    assert_eq!(parts(-1, 1), (0, -999_999_999));
    assert_eq!(parts(-2, 1), (-1, -999_999_999));
    assert_eq!(parts(0, -1), (0, -1));
    assert_eq!(parts(0, 1), (0, 1));
    assert_eq!(parts(-1, -1), (-1, -1));
    assert_eq!(parts(1, -second), (0, 0));
    assert_eq!(parts(0, -3 * second - 5), (-3, -5));
    assert_eq!(Timedelta::new(0, i64::MAX, second), None);
    assert_eq!(Timedelta::new(i32::MIN, 0, 0), None);
}

#[test]
fn tdl_3_a_timedelta_without_months_is_one_of_chrono() {
    let delta = TimeDelta::new(-3, 250_000_000).unwrap();
    let ours = Timedelta::from(delta);
    assert_eq!((ours.seconds(), ours.subsec_nanos()), (-2, -750_000_000));
    assert_eq!(ours.to_chrono(), Some(delta));
    let whole = Timedelta::new(0, 86_400, 5).unwrap();
    assert_eq!(whole.to_chrono(), TimeDelta::new(86_400, 5));
    assert_eq!(Timedelta::new(1, 0, 0).unwrap().to_chrono(), None);
    assert_eq!(Timedelta::new(0, i64::MAX, 0).unwrap().to_chrono(), None);
}

#[test]
fn tdl_1_d9b_parts_of_one_sign_are_written_and_no_others() {
    let written = |months, seconds, nanos| {
        let delta = Timedelta::new(months, seconds, nanos).unwrap();
        let bytes = encode(&Value::from(delta)).map_err(|error| error.requirement());
        bytes.map(|bytes| String::from_utf8(bytes).unwrap())
    };
    let text = |text: &str| Ok(String::from(text));
    assert_eq!(written(0, 0, 0), text("pP0Y0M0DT0H0M0S;"));
    assert_eq!(written(13, 0, 0), text("pP1Y1M0DT0H0M0S;"));
    assert_eq!(written(-13, 0, 0), text("p-P1Y1M0DT0H0M0S;"));
    assert_eq!(written(0, 90_061, 0), text("pP0Y0M1DT1H1M1S;"));
    assert_eq!(written(0, 172_799, 0), text("pP0Y0M1DT23H59M59S;"));
    assert_eq!(written(0, -61, 0), text("p-P0Y0M0DT0H1M1S;"));
    assert_eq!(written(0, 0, 500_000_000), text("pP0Y0M0DT0H0M0.5S;"));
    assert_eq!(written(0, 0, -1), text("p-P0Y0M0DT0H0M0.000000001S;"));
    assert_eq!(written(-1, -1, -1_000), text("p-P0Y1M0DT0H0M1.000001S;"));
    for (months, seconds, nanos) in [(1, -1, 0), (-1, 1, 0), (1, 0, -1), (-1, 0, 1)] {
        assert!(
            written(months, seconds, nanos).is_err(),
            "{months} {seconds} {nanos}"
        );
    }
}

#[test]
fn tdl_1_d11_which_fields_a_timedelta_may_leave_out() {
    for (message, written) in [
        ("pP1Y;", "pP1Y0M0DT0H0M0S;"),
        ("pP1M;", "pP0Y1M0DT0H0M0S;"),
        ("pPT1M;", "pP0Y0M0DT0H1M0S;"),
        ("pP1DT1S;", "pP0Y0M1DT0H0M1S;"),
        ("p-P1D;", "p-P0Y0M1DT0H0M0S;"),
        ("pPT1.5S;", "pP0Y0M0DT0H0M1.5S;"),
    ] {
        assert_eq!(again(message).as_deref(), Ok(written), "{message}");
    }
    for (message, at) in [
        ("pP;", 2),
        ("pPT;", 3),
        ("pP1YT;", 5),
        ("pP1DT1;", 6),
        ("pP1D1Y;", 5),
        ("pP1H;", 3),
        ("pPT1Y;", 4),
        ("pPTT1S;", 3),
        ("pPT1S1S;", 5),
        ("pPT1.5M;", 6),
        ("pP1.5D;", 3),
        ("pPT1.S;", 5),
        ("p+P1D;", 1),
        ("p--P1D;", 2),
        ("pP-1D;", 2),
        ("pX;", 1),
    ] {
        assert_eq!(again(message), Err((expected(message), at)), "{message}");
    }
}

/// Behind the last field only the end can be missing.
fn expected(message: &str) -> ErrorKind {
    match message {
        "pPT1S1S;" => ErrorKind::Terminator,
        _ => ErrorKind::Timedelta,
    }
}

#[test]
fn tdl_1_the_longest_timedelta() {
    let months = |n: &str| again(&format!("pP{n}M0DT0H0M0S;"));
    assert_eq!(
        months("2147483647").as_deref(),
        Ok("pP178956970Y7M0DT0H0M0S;")
    );
    assert_eq!(months("2147483648"), Err((ErrorKind::TimedeltaRange, 1)));
    assert_eq!(
        again("pP178956970Y8M;"),
        Err((ErrorKind::TimedeltaRange, 1)),
    );
    assert_eq!(
        again("pPT9223372036854775807S;").as_deref(),
        Ok("pP0Y0M106751991167300DT15H30M7S;"),
    );
    assert_eq!(
        again("pPT9223372036854775808S;"),
        Err((ErrorKind::TimedeltaRange, 1)),
    );
    assert!(decode(b"pP0Y0M106751991167301DT0H0M0S;").is_err());
}
