"""Datetimes and timedeltas, both ways (DTM-*, TDL-*, D7 to D11).

``datetime`` and ``timedelta`` of Python stand for what they can hold. An :class:`Instant` stands for the year 0000
and for nanoseconds, a :class:`Period` for months, nanoseconds, and spans that ``timedelta`` cannot hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import List, NoReturn, Union

from .scan import Scan

_AT_ZERO = datetime(1970, 1, 1, tzinfo=timezone.utc)
_DAY = 86_400 * 10**9
_FOUR_CENTURIES = 146_097  # days
_EPOCH = date(1970, 1, 1).toordinal()
_FIRST = -719_528 * _DAY  # 0000-01-01
_LAST = (date(9999, 12, 31).toordinal() - _EPOCH + 1) * _DAY - 1


@dataclass(frozen=True, order=True)
class Instant:
    """A moment in UTC, in nanoseconds since 1970, between the years 0000 and 9999."""

    nanoseconds: int

    def __post_init__(self) -> None:
        if not _FIRST <= self.nanoseconds <= _LAST:
            raise ValueError("a moment outside the years 0000 to 9999")

    def datetime(self) -> datetime:
        """The microsecond in which it lies; ``OverflowError`` in the year 0000."""
        return _AT_ZERO + timedelta(microseconds=self.nanoseconds // 1000)


@dataclass(frozen=True)
class Period:
    """A span of months and of exact time in nanoseconds, which do not add up."""

    months: int
    nanoseconds: int


# datetime = 4digit "-" 2digit "-" 2digit "T" 2digit ":" 2digit ":" 2digit [ "." 1*9digit ] zone
# zone     = "Z"                                                     ; interop: ( "+" / "-" ) 2digit ":" 2digit
def parse_datetime(scan: Scan, interop: bool) -> Union[datetime, Instant]:
    """Reads a datetime; ``scan`` holds what stands between ``d`` and ``;``."""
    fields: List[int] = []
    for width, follows in ((4, "-"), (2, "-"), (2, "T"), (2, ":"), (2, ":"), (2, "")):
        fields.append(scan.number(width, "a digit of a datetime", "DTM-2"))
        if follows:
            scan.literal(follows, "DTM-2")
    fraction = _fraction(scan, "DTM-2")
    offset = 0
    sign = scan.take("+-") if interop else ""
    if sign:
        hours = scan.number(2, "two digits of the offset's hours", "DTM-4")
        scan.literal(":", "DTM-4")
        minutes = scan.number(2, "two digits of the offset's minutes", "DTM-4")
        if hours > 23 or minutes > 59:
            _absent(scan, "an offset below 24:00")
        offset = (hours * 60 + minutes) * 60 * (1 if sign == "+" else -1)
    elif not scan.take("Z"):
        scan.fail("'Z'", "DTM-3")
    scan.end("the end of the datetime", "MSG-5")
    year, month, day, hour, minute, second = fields
    if hour > 23 or minute > 59 or second > 59:
        _absent(scan, "a time between 00:00:00 and 23:59:59")
    try:
        days = date(year + 400, month, day).toordinal() - _FOUR_CENTURIES - _EPOCH if year < 400 else (
            date(year, month, day).toordinal() - _EPOCH
        )
        seconds = (hour * 60 + minute) * 60 + second - offset
        return instant(days * _DAY + seconds * 10**9 + fraction)
    except ValueError:
        _absent(scan, "a day of the years 0000 to 9999")


def write_datetime(value: Union[datetime, Instant]) -> str:
    """``1970-01-01T00:00:00.000Z``, with the shortest of 3, 6 or 9 digits that is exact (D7)."""
    total = nanoseconds_of(value)
    days, rest = divmod(total, _DAY)
    day = date.fromordinal(days + _EPOCH + _FOUR_CENTURIES) if days + _EPOCH < 366 else date.fromordinal(days + _EPOCH)
    year = day.year - 400 if days + _EPOCH < 366 else day.year
    seconds, fraction = divmod(rest, 10**9)
    digits = f"{fraction:09}"
    while len(digits) > 3 and digits.endswith("000"):
        digits = digits[:-3]
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{year:04}-{day.month:02}-{day.day:02}T{clock}.{digits}Z"


def instant(nanoseconds: int) -> Union[datetime, Instant]:
    """The moment as a ``datetime`` if that holds it, else as an :class:`Instant`."""
    exact = Instant(nanoseconds)
    try:
        if nanoseconds % 1000 == 0:
            return _AT_ZERO + timedelta(microseconds=nanoseconds // 1000)
    except OverflowError:
        pass
    return exact


def nanoseconds_of(value: Union[datetime, Instant]) -> int:
    """Nanoseconds since 1970; ``ValueError`` for a ``datetime`` without a time zone."""
    if isinstance(value, Instant):
        return value.nanoseconds
    if value.tzinfo is None:
        raise ValueError("a datetime without a time zone: give it one, as datetime.now(timezone.utc) does")
    span = value - _AT_ZERO
    return (span.days * 86_400 + span.seconds) * 10**9 + span.microseconds * 1000


# timedelta = [ "-" ] "P" n "Y" n "M" n "D" "T" n "H" n "M" n [ "." 1*9digit ] "S"     ; interop: some fields, at least one
def parse_timedelta(scan: Scan, interop: bool) -> Union[timedelta, Period]:
    """Reads a timedelta; ``scan`` holds what stands between ``p`` and ``;``."""
    sign = -1 if scan.take("-") else 1
    scan.literal("P", "TDL-1")
    found = {}
    fraction = 0
    for section, letters in (("", "YMD"), ("T", "HMS")):
        if section and not scan.take(section):
            break
        fields = 0
        while scan.at < len(scan.text) and (letters or not section) and not (not section and scan.peek("T")):
            number = scan.digits()
            if not number:
                scan.fail("a number of a timedelta", "TDL-1")
            if len(number.lstrip("0")) > 18:
                scan.fail("a number below 10^18", "D18", found=f"{len(number)} digits")
            if section and "S" in letters and scan.peek("."):
                fraction = _fraction(scan, "TDL-1")
                letters = "S"
            letter = scan.take(letters) if letters else ""
            if not letter:
                scan.fail(f"one of the letters '{letters}'" if letters else "'T'", "TDL-1")
            letters = letters[letters.index(letter) + 1 :]
            found[section + letter] = int(number)
            fields += 1
        if section and not fields:
            scan.fail("a number of a timedelta", "TDL-1")
    if not found:
        scan.fail("a number of a timedelta", "TDL-1")
    scan.end("the end of the timedelta", "MSG-5")
    if len(found) < 6 and not interop and not scan.cut:
        scan.at = 0
        scan.fail("all six fields of a timedelta", "TDL-2", found=f"{len(found)}")
    months = found.get("Y", 0) * 12 + found.get("M", 0)
    minutes = (found.get("D", 0) * 24 + found.get("TH", 0)) * 60 + found.get("TM", 0)
    return period(sign * months, sign * ((minutes * 60 + found.get("TS", 0)) * 10**9 + fraction))


def write_timedelta(value: Union[timedelta, Period]) -> str:
    """``P0Y0M3DT0H2M0S``: all six fields (TDL-2, D9b); ``ValueError`` where parts have different signs."""
    months, total = parts_of(value)
    if months * total < 0:
        raise ValueError("a period of months and time with different signs")
    sign = "-" if months < 0 or total < 0 else ""
    years, months = divmod(abs(months), 12)
    seconds, fraction = divmod(abs(total), 10**9)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    point = f".{fraction:09}".rstrip("0") if fraction else ""
    return f"{sign}P{years}Y{months}M{days}DT{hours}H{minutes}M{seconds}{point}S"


def period(months: int, nanoseconds: int) -> Union[timedelta, Period]:
    """The span as a ``timedelta`` if that holds it, else as a :class:`Period`."""
    if months == 0 and nanoseconds % 1000 == 0:
        try:
            return timedelta(microseconds=nanoseconds // 1000)
        except OverflowError:
            pass
    return Period(months, nanoseconds)


def parts_of(value: Union[timedelta, Period]) -> "tuple[int, int]":
    """Months and nanoseconds."""
    if isinstance(value, Period):
        return value.months, value.nanoseconds
    return 0, (value.days * 86_400 + value.seconds) * 10**9 + value.microseconds * 1000


def _fraction(scan: Scan, requirement: str) -> int:
    if not scan.take("."):
        return 0
    digits = scan.digits(9)
    if not digits:
        scan.fail("a digit after the point", requirement)
    return int(digits.ljust(9, "0"))


def _absent(scan: Scan, expected: str) -> NoReturn:
    scan.at = 0
    scan.fail(expected, "DTM-5", found="one that does not exist")
