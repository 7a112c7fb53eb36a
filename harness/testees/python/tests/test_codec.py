"""What the vectors do not say: exact errors, limits, streams, Python's own types."""
import io
from collections import OrderedDict
from datetime import date, datetime, timedelta, timezone

import pytest

from hyperglyph import (
    AnyDict, AnyOrderedDict, AnySet, Blob, DecodeError, EncodeError, Extension, Instant, LimitError, Limits, Period,
    blob, canonical, decode, encode, encode_pieces, same,
)

TEXT = {"content-type": "text/plain"}


@pytest.mark.parametrize("message, error", [
    (b"Du3:age;i4x;;", "expected ';' at the end of the object, found 'x', at byte 10 in root[\"age\"] [MSG-5]"),
    (b"Li1;u4:foo;;", "expected an object, found the end of the message, at byte 12 in root[2] [MSG-5]"),
    (b"Li1;u9:foo;;", "expected 9 bytes and ';', found the end of the message, at byte 12 in root[1] [STR-8]"),
    (b"i1;\x00", "expected the end of the message, found the byte 0x00, at byte 3 in root [MSG-1]"),
    (b"Xu1:x;Du3:url;u2:\xc3\xff;;N;;",
     "expected well-formed UTF-8, found the byte 0xc3, at byte 17 in root.attributes[\"url\"] [STR-3]"),
    (b"Di1;Lz;;;", "expected an object, found 'z', at byte 5 in root.values[0][0] [MSG-6]"),
    (b"DLi1;;;", "expected a value for the key, found ';', at byte 6 in root.values[0] [COL-6]"),
    (b"Si1;i01;;", "expected an item that the set does not have yet, found one that is equal, at byte 4 in root[1] [COL-5]"),
    (b"d2023-02-29T00:00:00.000Z;",
     "expected a day of the years 0000 to 9999, found one that does not exist, at byte 1 in root [DTM-5]"),
    (b"f1e999;", "expected a float of 64 bits, found one that is larger, at byte 1 in root [D13]"),
    (b"pP1W;", "expected one of the letters 'YMD', found 'W', at byte 3 in root [TDL-1]"),
    (b"B0:D;;c0;",
     "expected a content-type among the attributes of the blob, found none, at byte 0 in root [BLB-2]"),
])
def test_an_error_says_what_was_expected_and_found_and_where(message, error):
    with pytest.raises(DecodeError) as raised:
        decode(message)
    assert str(raised.value) == error


@pytest.mark.parametrize("limits, message, error", [
    (Limits(depth=3), b"LLLL;;;;", "expected a nesting of at most 3, found more, at byte 4 in root[0][0][0] [MSG-7]"),
    (Limits(digits=3), b"i1234;", "expected at most 3 digits, found more, at byte 5 in root [MSG-7]"),
    (Limits(entries=3), b"LT;T;T;;", "expected at most 3 values, found more, at byte 5 in root[2] [MSG-7]"),
    (Limits(message=5), b"u6:123456;", "expected a message of at most 5 bytes, found more, at byte 3 in root [MSG-7]"),
    (Limits(message=5), b"LT;T;T;T;;", "expected a message of at most 5 bytes, found more, at byte 7 in root[2] [MSG-7]"),
    (Limits(message=5), b"L" + b" " * 9 + b";", "expected a message of at most 5 bytes, found more, at byte 10 in root[0] [MSG-7]"),
    (Limits(message=50), b"B0:Du12:content-type;u1:x;;;" + b"c0:0:;" * 9 + b"c0;",
     "expected a message of at most 50 bytes, found more, at byte 52 in root [MSG-7]"),
    (Limits(blobs=1), b"LB0:Du12:content-type;u1:x;;;B1:D;;;;", "expected at most 1 blobs, found more, at byte 31 in root[1] [MSG-7]"),
    (Limits(content=3), b"B0:Du12:content-type;u1:x;;;c0:4:1234;c0;",
     "expected blobs of at most 3 bytes, found more, at byte 33 in root [D18]"),
])
def test_msg_7_every_limit_has_an_error_of_its_own(limits, message, error):
    with pytest.raises(DecodeError) as raised:
        decode(message, limits=limits)
    assert isinstance(raised.value, LimitError)
    assert str(raised.value) == error


def test_a_claimed_length_allocates_nothing():
    class Claims(io.BytesIO):
        asked = 0

        def read(self, size=-1):
            Claims.asked = max(Claims.asked, size)
            return super().read(size)

    with pytest.raises(DecodeError):
        decode(Claims(b"b9999999:abc"))
    assert Claims.asked <= 64 * 1024


class Dribble(io.RawIOBase):
    """A file that gives one byte at a time."""

    def __init__(self, content):
        self.content = io.BytesIO(content)

    def read(self, size=-1):
        return self.content.read(1)


def test_a_message_may_come_byte_by_byte():
    message = (b" Lu5:hello;i-12;f0x1.8p+0;d2012-08-01T00:00:00.000Z;B7:Du12:content-type;u1:x;;;; "
               b"c7:3:abc;\n c7:0:;c7;\n")
    seen = decode(Dribble(message))
    assert same(seen, decode(message))
    assert seen[4].read() == b"abc"


def test_blb_7_a_large_blob_goes_to_a_file_and_is_written_in_pieces():
    content = bytes(range(256)) * 4096
    pieces = list(encode_pieces([blob(io.BytesIO(content), "x/y")]))
    assert max(map(len, pieces)) <= 64 * 1024
    seen = decode(io.BytesIO(b"".join(pieces)))
    assert seen[0].open().read() == content
    assert seen[0]._content._rolled  # on the disk


def test_python_s_types_stand_where_they_are_faithful():
    value = decode(b"LDu1:a;i1;;Ou1:b;i1;;Si1;i2;;d2012-08-01T00:00:00.000Z;pP0Y0M0DT2H0M0S;;")
    assert value == [{"a": 1}, OrderedDict(b=1), {1, 2}, datetime(2012, 8, 1, tzinfo=timezone.utc), timedelta(hours=2)]
    assert [type(each) for each in value] == [dict, OrderedDict, set, datetime, timedelta]


def test_col_7_others_stand_where_python_would_lose_something():
    value = decode(b"LSi1;T;f0x1.0p+0;;DL;i1;;OD;i2;;d0000-01-01T00:00:00.000Z;pP0Y1M0DT0H0M0S;;")
    assert [type(each) for each in value] == [AnySet, AnyDict, AnyOrderedDict, Instant, Period]
    assert len(value[0]) == 3 and 1.0 in value[0] and 2 not in value[0]
    assert value[1][[]] == 1 and value[2][{}] == 2
    assert encode(value) == b"LSi1;T;f0x1.0p+0;;DL;i1;;OD;i2;;d0000-01-01T00:00:00.000Z;pP0Y1M0DT0H0M0S;;"


def test_d6_what_is_equal_in_python_may_be_three_values():
    assert not same(1, 1.0) and not same(1, True) and not same(0.0, -0.0) and not same({}, OrderedDict())
    assert same(float("nan"), float("nan")) and same({1, 2}, AnySet([2, 1])) and same([b"a"], (b"a",))


@pytest.mark.parametrize("value, error", [
    ([object()], "an object of the type object, which is no value of the protocol, in root[0] [MSG-6]"),
    ({"when": datetime(2012, 8, 1)},
     "a datetime without a time zone: give it one, as datetime.now(timezone.utc) does, in root[\"when\"] [DTM-1]"),
    (date(2012, 8, 1), "a date without a time: give a datetime in UTC, in root [DTM-2]"),
    ("\ud800", "a string with a lone surrogate, in root [STR-2]"),
    (AnySet([1, 1]), "an item or key that is there already, in root [COL-3]"),
    (Period(1, -1), "a period of months and time with different signs, in root [TDL-2]"),
    (Blob(b""), "a blob without a content-type, in root [BLB-2]"),
])
def test_what_cannot_be_written_is_refused(value, error):
    with pytest.raises(EncodeError) as raised:
        encode(value)
    assert str(raised.value) == error


def test_a_value_that_holds_itself_is_refused():
    value = []
    value.append(value)
    with pytest.raises(EncodeError, match="a value of more than 256 levels"):
        encode(value)


def test_str_5_nfc_is_an_option_and_refuses_keys_that_fall_together():
    assert encode("e\u0301") == "u3:e\u0301;".encode()
    assert encode("e\u0301", nfc=True) == "u2:é;".encode()
    with pytest.raises(EncodeError):
        encode({"e\u0301": 1, "é": 2}, nfc=True)


def test_d17_canonical_sorts_by_bytes_and_numbers_blobs_after_that():
    value = {"b": Blob(b"2", "x"), "a": Blob(b"1", "x")}
    assert canonical(value) == (b"Du1:a;B0:Du12:content-type;u1:x;;;u1:b;B1:Du12:content-type;u1:x;;;;"
                                b"c0:1:1;c0;c1:1:2;c1;")


def test_blb_12_an_open_file_is_a_blob(tmp_path):
    path = tmp_path / "note.txt"
    path.write_bytes(b"hello")
    with path.open("rb") as file:
        seen = decode(encode([file]))[0]
    assert (seen.content_type, seen.read()) == ("text/plain", b"hello")


def test_sets_in_sets_take_time_and_memory_in_proportion():
    depth = 120
    message = b"S" * depth + b"u9999:" + b"x" * 9999 + b";" + b";" * depth
    value = decode(message)
    assert canonical(value) == message


def test_ext_4_an_unknown_extension_is_kept():
    message = b"Xu1:x;Ou1:b;i1;u1:a;i2;;LT;;;"
    assert decode(message) == Extension("x", OrderedDict(b=1, a=2), [True])
    assert encode(decode(message)) == message


def test_integers_longer_than_python_reads_at_once():
    assert decode(b"i" + b"7" * 12345 + b";") == 7 * (10**12345 - 1) // 9
    assert encode(7 * (10**12345 - 1) // 9) == b"i" + b"7" * 12345 + b";"
    assert encode(10**9000) == b"i1" + b"0" * 9000 + b";"
