"""Patterns of the cases for HTTP: a value in the JSON notation, with $any, $type, $map, $items, $either and $url."""
from hyperglyph import DecodeError, decode, same
from hyperglyph.notation import from_json

TYPES = {"unicode": str, "integer": int, "list": list, "nil": type(None), "bool": bool}
TAGS = {"blob": ("$blob",), "float": ("$float",), "bytearray": ("$bytes",), "set": ("$set",), "dict": ("$dict",),
        "ordered_dict": ("$odict",), "datetime": ("$datetime",), "timedelta": ("$timedelta",), "extension": ("$ext",)}


def matches(pattern, seen, origin=""):
    """Whether a value in the notation is what the pattern says."""
    if isinstance(pattern, list):
        return isinstance(seen, list) and len(seen) == len(pattern) and all(
            matches(*pair, origin) for pair in zip(pattern, seen))
    if not isinstance(pattern, dict):
        return type(seen) is type(pattern) and seen == pattern
    (tag, inside), *more = pattern.items() or [(None, None)]
    if more or tag is None or not tag.startswith("$"):
        seen = map_of(seen, ordered=False)
        return seen is not None and seen.keys() == pattern.keys() and all(
            matches(pattern[name], seen[name], origin) for name in pattern)
    if tag == "$any":
        return True
    if tag == "$type":
        if inside == "map":
            return map_of(seen) is not None
        if inside in TAGS:
            return isinstance(seen, dict) and any(each in seen for each in TAGS[inside])
        return isinstance(seen, TYPES[inside]) and (inside == "bool") is isinstance(seen, bool)
    if tag == "$map":
        seen = map_of(seen)
        return seen is not None and all(
            name in seen and matches(each, seen[name], origin) for name, each in inside.get("must", {}).items()
        ) and all(name not in seen or matches(each, seen[name], origin) for name, each in inside.get("may", {}).items())
    if tag == "$either":
        return any(matches(each, seen, origin) for each in inside)
    if tag == "$items":
        return isinstance(seen, list) and all(matches(inside, each, origin) for each in seen)
    if tag == "$url":
        return seen == origin + inside
    if not isinstance(seen, dict) or tag not in seen:
        return False
    if tag in ("$ext", "$odict"):
        return matches(inside, seen[tag], origin)
    if tag == "$blob":
        return inside["content"] == seen[tag]["content"] and matches(inside["attributes"], seen[tag]["attributes"], origin)
    return same(from_json(pattern), from_json(seen))


def map_of(seen, ordered=True):
    """A dict, or an ordered one, as a dict of names; nothing where it is none."""
    if isinstance(seen, dict) and not any(name.startswith("$") for name in seen):
        return seen
    if ordered and isinstance(seen, dict) and "$odict" in seen:
        return {key: value for key, value in seen["$odict"] if isinstance(key, str)}
    return None


def headers_match(expected, headers):
    """Whether headers, by lower-case name, are what is asked of them."""
    for name, wanted in expected.items():
        seen = headers.get(name)
        if isinstance(wanted, bool):
            if (seen is not None) is not wanted:
                return False
        elif seen is None:
            return False
        elif isinstance(wanted, str):
            if seen.lower() != wanted.lower():
                return False
        elif "has" in wanted:
            if wanted["has"].lower() not in [each.partition(";")[0].strip().lower() for each in seen.split(",")]:
                return False
        elif wanted["type"] not in [each.partition(";")[0].strip().lower() for each in seen.split(",")]:
            return False
    return True


def decoded(content):
    """The value of a message, or None where it is none."""
    try:
        return decode(content)
    except DecodeError:
        return None
