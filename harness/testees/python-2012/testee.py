"""The adapter of the testee protocol to the 2012 Python package.

Python 2.7, with the package on its path. One JSON object a line, in and out; `notation` and `value` go between
the tagged JSON notation and what the package reads and writes.
"""
import base64
import collections
import datetime
import io
import json
import re
import sys

from isodate.duration import Duration
from pytz import utc

import browsing
import hyperglyph as glyph
from hyperglyph.data import BaseNode, Extension
from hyperglyph.encoding import Blob

HELLO = {"name": "hyperglyph", "version": "2012", "language": "Python %d.%d.%d" % sys.version_info[:3],
         "roles": ["codec", "client", "server"], "features": ["bigint"]}


def notation(it):
    if it is None or isinstance(it, bool):
        return it
    if isinstance(it, (int, long)):
        return it if abs(it) < 2 ** 53 else {"$int": str(it)}
    if isinstance(it, float):
        return {"$float": float_text(it)}
    if isinstance(it, unicode):
        # Lone surrogates, which the package reads, have no place in the notation.
        return {"$surrogates": repr(it)} if lone(it) else it
    if isinstance(it, str):
        return {"$bytes": base64.b64encode(it)}
    if isinstance(it, datetime.datetime):
        return {"$datetime": datetime_text(it)}
    if isinstance(it, (datetime.timedelta, Duration)):
        return {"$timedelta": timedelta_text(it)}
    if isinstance(it, set):
        return {"$set": [notation(item) for item in it]}
    if isinstance(it, dict):
        pairs = [[notation(key), notation(value)] for key, value in it.iteritems()]
        return {"$odict" if isinstance(it, collections.OrderedDict) else "$dict": pairs}
    if isinstance(it, BaseNode):
        return {"$ext": [notation(part) for part in it.__getstate__()]}
    if isinstance(it, Blob):
        return {"$blob": {"attributes": notation(it._attributes), "content": base64.b64encode(browsing.content(it))}}
    return [notation(item) for item in it]


def lone(text):
    return len(text.encode("utf-16-le").decode("utf-16-le", "ignore")) < len(text)


def float_text(it):
    if it != it:
        return "nan"
    if it in (float("inf"), float("-inf")):
        return "inf" if it > 0 else "-inf"
    digits, exponent = it.hex().split("p")
    if "." not in digits:
        return digits + "p" + exponent
    whole, rest = digits.split(".")
    if it == 0:
        return whole + "p0"
    return "%s.%sp%s" % (whole, rest.rstrip("0") or "0", exponent)


def datetime_text(it):
    it = it.astimezone(utc)
    micros = "%06d" % it.microsecond
    fraction = micros[:3] if micros.endswith("000") else micros
    # strftime knows no years before 1900.
    return "%04d-%02d-%02dT%02d:%02d:%02d.%sZ" % (it.year, it.month, it.day, it.hour, it.minute, it.second, fraction)


def timedelta_text(it):
    months = 0
    if isinstance(it, Duration):
        months, it = int(it.years) * 12 + int(it.months), it.tdelta
    micros = (it.days * 86400 + it.seconds) * 10 ** 6 + it.microseconds
    if months and micros and (months < 0) != (micros < 0):
        raise ValueError("a period with two signs has no place in the notation")
    sign = "-" if months < 0 or micros < 0 else ""
    (years, months), (seconds, micros) = divmod(abs(months), 12), divmod(abs(micros), 10 ** 6)
    fraction = (".%06d" % micros).rstrip("0") if micros else ""
    return "%sP%dY%dM%dDT%dH%dM%d%sS" % (sign, years, months, seconds // 86400, seconds // 3600 % 24,
                                         seconds // 60 % 60, seconds % 60, fraction)


def value(it):
    if isinstance(it, list):
        return [value(item) for item in it]
    if not isinstance(it, dict):
        return it
    if len(it) != 1 or not it.keys()[0].startswith("$"):
        return dict((key, value(item)) for key, item in it.iteritems())
    (tag, it), = it.items()
    return TAGS[tag](it)


def float_value(text):
    return float(text) if text in ("inf", "-inf", "nan") else float.fromhex(text)


def set_value(items):
    items = [value(item) for item in items]
    return one_each(set(items), items)


def pairs(kind):
    def read(entries):
        entries = [(value(key), value(item)) for key, item in entries]
        return one_each(kind(entries), entries)
    return read


def one_each(collection, parts):
    if len(collection) < len(parts):
        raise ValueError("two of these are one to Python, as 1, 1.0 and True are")
    return collection


def datetime_value(text):
    whole, fraction = text[:-1].split(".")
    if len(fraction) > 6:
        raise ValueError("a datetime of Python counts microseconds")
    parts = [int(part) for part in re.split("[-T:]", whole)] + [int(fraction.ljust(6, "0"))]
    return datetime.datetime(*parts, tzinfo=utc)


def timedelta_value(text):
    field = r"P(\d+)Y(\d+)M(\d+)DT(\d+)H(\d+)M(\d+)(?:\.(\d+))?S"
    sign, text = (-1, text[1:]) if text.startswith("-") else (1, text)
    parts = re.match(field, text).groups()
    years, months, days, hours, minutes, seconds = [int(part) * sign for part in parts[:6]]
    fraction = (parts[6] or "").ljust(6, "0")
    if len(fraction) > 6:
        raise ValueError("a period of Python counts microseconds")
    rest = dict(days=days, hours=hours, minutes=minutes, seconds=seconds, microseconds=int(fraction) * sign)
    if years or months:
        return Duration(years=years, months=months, **rest)
    return datetime.timedelta(**rest)


def blob_value(it):
    return Blob(io.BytesIO(base64.b64decode(it["content"])), value(it["attributes"]))


TAGS = {
    "$int": int, "$float": float_value, "$bytes": base64.b64decode, "$set": set_value, "$dict": pairs(dict),
    "$odict": pairs(collections.OrderedDict), "$datetime": datetime_value, "$timedelta": timedelta_value,
    "$ext": lambda parts: Extension.__make__(*[value(part) for part in parts]), "$blob": blob_value,
}


def answer(ask):
    if ask["op"] == "hello":
        return dict(HELLO)
    if ask["op"] == "decode":
        return {"value": notation(glyph.parse(base64.b64decode(ask["bytes"])))}
    if ask["op"] == "encode":
        return {"bytes": base64.b64encode(glyph.dump(value(ask["value"])))}
    if ask["op"] == "browse":
        return browsing.browse(ask, value, notation)
    if ask["op"] == "serve":
        return {"url": browsing.serve()}
    return {"unsupported": True}


for line in iter(sys.stdin.readline, ""):
    ask = json.loads(line)
    try:
        answered = answer(ask)
    except Exception as error:
        answered = {"error": repr(error)[:200]}
    if "id" in ask:
        answered["id"] = ask["id"]
    sys.stdout.write(json.dumps(answered) + "\n")
    sys.stdout.flush()
