//! What is written, and what cannot be: the exact text of every error.

use chrono::{DateTime, TimeZone, Utc};
use hyperglyph::{
    Blob, EncodeOptions, Extension, Map, Timedelta, Value, canonical, decode, encode,
};

fn refused(value: &Value<'_>) -> String {
    assert_eq!(encode(value), canonical(value), "both refuse it");
    let error = encode(value).unwrap_err();
    let text = error.to_string();
    assert!(
        text.ends_with(&format!(" [{}]", error.requirement())),
        "{text}"
    );
    text
}

#[test]
fn what_has_no_encoding_is_refused_with_its_reason() {
    let year = |year| Value::from(Utc.with_ymd_and_hms(year, 1, 1, 0, 0, 0).unwrap());
    assert_eq!(
        refused(&year(10_000)),
        "a datetime in the year 10000 cannot be written: years have four digits [DTM-2]",
    );
    assert_eq!(
        refused(&year(-1)),
        "a datetime in the year -1 cannot be written: years have four digits [DTM-2]",
    );
    let leap = DateTime::from_timestamp(1_483_228_799, 1_000_000_000).unwrap();
    assert_eq!(
        refused(&Value::from(leap)),
        "a datetime within a leap second cannot be written: take the second before or after it [DTM-2]",
    );
    assert_eq!(
        refused(&Value::from(Timedelta::new(1, -1, 0).unwrap())),
        "a timedelta with months and seconds of different signs cannot be written: \
         one sign stands before all fields [TDL-1]",
    );
    let blob = |attributes| {
        Value::from(Blob {
            attributes,
            content: b""[..].into(),
        })
    };
    assert_eq!(
        refused(&blob(Value::Dict(Map::new()))),
        "a blob needs a unicode 'content-type' among its attributes [BLB-2]",
    );
    assert_eq!(
        refused(&blob(Value::Nil)),
        "the attributes of a blob must be a dict [BLB-1]",
    );
    let link = Extension {
        name: Value::from("link"),
        attributes: Value::Nil,
        content: Value::Nil,
    };
    assert_eq!(
        refused(&Value::from(link)),
        "the attributes of a 'link' must be a dict or ordered dict [EXT-3]",
    );
    let other = Extension {
        name: Value::from("other"),
        attributes: Value::Nil,
        content: Value::Nil,
    };
    assert_eq!(
        encode(&Value::from(other)).unwrap(),
        b"Xu5:other;N;N;;",
        "D16"
    );
}

#[test]
fn dtm_2_the_first_and_the_last_year_and_every_fraction() {
    let written = |datetime: DateTime<Utc>| {
        String::from_utf8(encode(&Value::from(datetime)).unwrap()).unwrap()
    };
    let first = Utc.with_ymd_and_hms(0, 1, 2, 3, 4, 5).unwrap();
    assert_eq!(written(first), "d0000-01-02T03:04:05.000Z;");
    let last = Utc.with_ymd_and_hms(9999, 12, 31, 23, 59, 59).unwrap();
    assert_eq!(written(last), "d9999-12-31T23:59:59.000Z;");
    let nanos = |nanos| written(DateTime::from_timestamp(0, nanos).unwrap());
    for (n, fraction) in [
        (1, "000000001"),
        (999, "000000999"),
        (1_000, "000001"),
        (1_001, "000001001"),
        (999_000, "000999"),
        (1_000_000, "001"),
        (1_001_000, "001001"),
        (999_999_999, "999999999"),
    ] {
        assert_eq!(nanos(n), format!("d1970-01-01T00:00:00.{fraction}Z;"));
    }
}

#[test]
fn d17_what_has_no_order_is_sorted_wherever_it_stands() {
    for (message, sorted) in [
        ("LSi2;i1;;;", "LSi1;i2;;;"),
        ("LDi2;N;i1;N;;;", "LDi1;N;i2;N;;;"),
        ("OSi2;i1;;Si4;i3;;;", "OSi1;i2;;Si3;i4;;;"),
        ("Di1;Si2;i1;;;", "Di1;Si1;i2;;;"),
        ("SSi2;i1;;;", "SSi1;i2;;;"),
        ("Xu1:x;Di2;N;i1;N;;Si2;i1;;;", "Xu1:x;Di1;N;i2;N;;Si1;i2;;;"),
        (
            "B0:Du1:z;i1;u12:content-type;u1:t;;;c0;",
            "B0:Du12:content-type;u1:t;u1:z;i1;;;c0;",
        ),
    ] {
        let value = decode(message.as_bytes()).unwrap();
        assert_eq!(encode(&value).unwrap(), message.as_bytes());
        let canonical = String::from_utf8(canonical(&value).unwrap()).unwrap();
        assert_eq!(canonical, sorted);
    }
}

#[test]
fn what_stands_in_the_buffer_stays() {
    let mut out = b"before".to_vec();
    let options = EncodeOptions::new();
    options.encode_into(&Value::from(7), &mut out).unwrap();
    assert_eq!(out, b"beforei7;");
    let wrong = Value::List(vec![
        Value::from(8),
        Value::from(Timedelta::new(1, -1, 0).unwrap()),
    ]);
    assert!(options.encode_into(&wrong, &mut out).is_err());
    assert_eq!(out, b"beforei7;", "nothing is left of what was refused");
}

#[test]
fn blb_10_d17b_blobs_are_numbered_and_an_empty_one_has_no_chunk() {
    let blob = |content: &'static [u8]| Value::from(Blob::new("a/b", content));
    let list = Value::List(vec![blob(b"x"), blob(b""), blob(b"yz")]);
    let attributes = "Du12:content-type;u3:a/b;;";
    assert_eq!(
        String::from_utf8(encode(&list).unwrap()).unwrap(),
        format!("LB0:{attributes};B1:{attributes};B2:{attributes};;c0:1:x;c0;c1;c2:2:yz;c2;"),
    );
}

#[cfg(feature = "nfc")]
mod nfc {
    use hyperglyph::Set;

    use super::*;

    const APART: &str = "e\u{301}";

    fn normalised(value: &Value<'_>) -> Result<String, String> {
        let written = EncodeOptions::new().nfc(true).encode(value);
        match written {
            Ok(bytes) => Ok(String::from_utf8(bytes).unwrap()),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn str_5_d17c_strings_are_written_in_nfc_where_it_is_asked_for() {
        let value = Value::from(APART);
        assert_eq!(encode(&value).unwrap(), "u3:e\u{301};".as_bytes());
        let off = EncodeOptions::new().nfc(true).nfc(false);
        assert_eq!(off.encode(&value), encode(&value));
        assert_eq!(normalised(&value).unwrap(), "u2:é;");
        for same in ["", "plain", "é", "日本"] {
            let same = Value::from(same);
            assert_eq!(
                normalised(&same).unwrap().as_bytes(),
                encode(&same).unwrap()
            );
        }
    }

    #[test]
    fn str_5_strings_are_found_wherever_they_stand() {
        let apart = || Value::from(APART);
        let plain = || Value::from("a");
        let extension = |name: Value<'static>, attribute, content| {
            Value::from(Extension {
                name,
                attributes: Value::Dict(Map::from([("k", attribute)])),
                content,
            })
        };
        for (value, written) in [
            (Value::List(vec![plain(), apart()]), "Lu1:a;u2:é;;"),
            (
                Value::Set(Set::from_iter([plain(), apart()])),
                "Su1:a;u2:é;;",
            ),
            (Value::Dict(Map::from([(APART, "a")])), "Du2:é;u1:a;;"),
            (Value::Dict(Map::from([("a", APART)])), "Du1:a;u2:é;;"),
            (
                Value::OrderedDict(Map::from([("a", APART)])),
                "Ou1:a;u2:é;;",
            ),
            (
                extension(apart(), plain(), plain()),
                "Xu2:é;Du1:k;u1:a;;u1:a;;",
            ),
            (
                extension(plain(), apart(), plain()),
                "Xu1:a;Du1:k;u2:é;;u1:a;;",
            ),
            (
                extension(plain(), plain(), apart()),
                "Xu1:a;Du1:k;u1:a;;u2:é;;",
            ),
            (
                extension(plain(), plain(), plain()),
                "Xu1:a;Du1:k;u1:a;;u1:a;;",
            ),
            (
                Value::from(Blob::new(APART, &b"x"[..])),
                "B0:Du12:content-type;u2:é;;;c0:1:x;c0;",
            ),
            (Value::Set(Set::from_iter([plain()])), "Su1:a;;"),
        ] {
            assert_eq!(normalised(&value).as_deref(), Ok(written));
        }
        assert_eq!(
            normalised(&Value::from(APART.as_bytes())).unwrap(),
            "b3:e\u{301};"
        );
    }

    #[test]
    fn str_5_keys_and_items_that_fall_together_are_refused() {
        let error = "two keys or items become the same string \"é\" in NFC: \
                     rename one, or turn normalisation off [STR-5]";
        let both = [(Value::from("é"), 1), (Value::from(APART), 2)];
        assert_eq!(
            normalised(&Value::Dict(Map::from(both.clone()))),
            Err(error.into())
        );
        assert_eq!(
            normalised(&Value::OrderedDict(Map::from(both))),
            Err(error.into())
        );
        let set = Set::from_iter([Value::from("é"), Value::from(APART)]);
        assert_eq!(normalised(&Value::Set(set)), Err(error.into()));
        let values = Map::from([("a", "é"), ("b", APART)]);
        assert!(
            normalised(&Value::Dict(values)).is_ok(),
            "values may be equal"
        );
        let inside = |text: &'static str| Value::List(vec![Value::from(text)]);
        let nested = Set::from_iter([inside("é"), inside(APART)]);
        assert_eq!(
            normalised(&Value::Set(nested)),
            Err(error.replace("\"é\"", "\"inside a key\"")),
        );
    }

    #[test]
    fn str_5_msg_7_the_deepest_string_is_normalised_and_a_deeper_one_refused() {
        let nested =
            |depth: usize| (0..depth).fold(Value::from(APART), |inner, _| Value::List(vec![inner]));
        let depth = hyperglyph::Limits::MAX_DEPTH;
        let written = normalised(&nested(depth - 1)).unwrap();
        assert!(written.contains("u2:é;"), "{}", &written[500..]);
        assert_eq!(
            normalised(&nested(depth + 1)),
            Err("the value is nested deeper than 512 containers [MSG-7]".into()),
        );
    }
}
