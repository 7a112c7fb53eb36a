"""Integers and floats as text, both ways (INT-*, FLT-*, D2, D3, D12)."""

from __future__ import annotations

import math
from typing import Callable, NoReturn

from .scan import Scan

#: Python refuses more digits than 4,300 at once, lest somebody spends hours on them; the limit is the decoder's here.
_PIECE = 4000


def parse_digits(text: str) -> int:
    """The integer of any number of digits."""
    if len(text) <= _PIECE:
        return int(text)
    half = len(text) // 2
    high, low = parse_digits(text[:-half]), parse_digits(text[-half:])
    return high * int(10**half) + low


def write_integer(value: int) -> str:
    """``-12``: no leading zero, no ``+`` (INT-4)."""
    if value < 0:
        return "-" + write_integer(-value)
    if value.bit_length() <= 3 * _PIECE:
        return int.__repr__(value)
    half = int(value.bit_length() * math.log10(2)) // 2
    high, low = divmod(value, 10**half)
    return write_integer(high) + write_integer(low).zfill(half)


# float    = [ "+" / "-" ] ( name / hex / decimal )
# name     = "inf" / "infinity" / "nan"                              ; any case; a signed nan: interop
# hex      = "0x" hexdig+ [ "." hexdig+ ] "p" [ sign ] digit+        ; interop: bare points, no exponent
# decimal  = digit+ [ "." digit+ ] [ "e" [ sign ] digit+ ]           ; interop: bare points
def parse_float(scan: Scan, interop: bool) -> float:
    """Reads a float; ``scan`` holds what stands between ``f`` and ``;``."""
    signed = scan.take("+-")
    if scan.peek("iI"):
        _name(scan, "infinity", (3, 8))
    elif scan.peek("nN") and (interop or not signed):
        _name(scan, "nan", (3,))
    elif scan.peek("0") and scan.text[scan.at + 1 : scan.at + 2] in ("x", "X"):
        scan.at += 2
        _mantissa(scan, scan.hex_digits, interop)
        if scan.take("pP"):
            _exponent(scan)
        elif not interop:
            scan.fail("'p' and an exponent", "FLT-1")
        scan.end("the end of the float", "FLT-8")
        return _in_range(scan, float.fromhex)
    else:
        _mantissa(scan, scan.digits, interop)
        if scan.take("eE"):
            _exponent(scan)
        scan.end("the end of the float", "FLT-8")
    return _in_range(scan, float)


def write_float(value: float) -> str:
    """The canonical hex float of D12: ``0x1.8p+0``, ``0x0p0``, ``-inf``, ``nan``."""
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    if value == 0:
        return "-0x0p0" if math.copysign(1.0, value) < 0 else "0x0p0"
    mantissa, exponent = value.hex().split("p")
    whole, _, fraction = mantissa.partition(".")
    return f"{whole}.{fraction.rstrip('0') or '0'}p{exponent}"


def _name(scan: Scan, name: str, lengths: "tuple[int, ...]") -> None:
    start = scan.at
    while scan.at - start < len(name) and scan.take(name[scan.at - start] + name[scan.at - start].upper()):
        pass
    if scan.at - start not in lengths:
        scan.fail(f"'{name[:3]}'" if name == "nan" else "'inf' or 'infinity'", "FLT-8")
    scan.end("the end of the float", "FLT-8")


def _mantissa(scan: Scan, digits: Callable[[], str], interop: bool) -> None:
    whole = digits()
    if not whole and not (interop and scan.peek(".")):
        scan.fail("a digit, a sign or a name of a float", "FLT-8")
    if scan.take(".") and not digits() and not (interop and whole):
        scan.fail("a digit after the point", "FLT-8")


def _exponent(scan: Scan) -> None:
    scan.take("+-")
    if not scan.digits():
        scan.fail("a digit of the exponent", "FLT-8")


def _in_range(scan: Scan, read: Callable[[str], float]) -> float:
    try:
        value = read(scan.text)
    except OverflowError:
        _out_of_range(scan)
    if math.isinf(value) and not scan.text.lstrip("+-")[:1] in ("i", "I"):
        _out_of_range(scan)
    return value


def _out_of_range(scan: Scan) -> NoReturn:
    scan.at = 0
    scan.fail("a float of 64 bits", "D13", found="one that is larger")
