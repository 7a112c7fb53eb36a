"""Every vector through the codec: decode in both profiles, encode, canonical form, offset of the error."""
import pytest
from vectors import codec_vectors, to_bytes

from hyperglyph import DecodeError, canonical, decode, encode, same
from hyperglyph.notation import from_json, to_json

VECTORS = list(codec_vectors())
#: Where our error stands elsewhere; docs/disagreements.md says why.
ELSEWHERE = {("float/not-2b-6e-61-6e-78", "spec"): 2}
#: Where both behaviours conform, and we have chosen the other one in both profiles.
OTHERWISE = {"blob/no-content-type": "reject"}


def each(*expect):
    return [pytest.param(v, id=v["id"]) for v in VECTORS if v["expect"] in expect]


@pytest.mark.parametrize("profile", ["spec", "interop"])
@pytest.mark.parametrize("vector", each("accept"))
def test_accepted(vector, profile):
    value = from_json(vector["value"])
    for message in [vector["bytes"], vector["canonical"]] + vector.get("alternatives", []):
        assert same(decode(to_bytes(message), profile=profile), value)
    assert canonical(value) == to_bytes(vector["canonical"])
    assert canonical(decode(to_bytes(vector["bytes"]), profile=profile)) == to_bytes(vector["canonical"])
    assert same(decode(encode(value)), value)
    assert same(from_json(to_json(value)), value)


@pytest.mark.parametrize("profile", ["spec", "interop"])
@pytest.mark.parametrize("vector", each("reject"))
def test_rejected(vector, profile):
    with pytest.raises(DecodeError) as raised:
        decode(to_bytes(vector["bytes"]), profile=profile)
    # Each decoder has limits of its own, and notices them where it does.
    if "offset" in vector["error"] and not vector["error"]["kind"].startswith("limit-"):
        expected = ELSEWHERE.get((vector["id"], profile), vector["error"]["offset"])
        assert raised.value.offset == expected, str(raised.value)


@pytest.mark.parametrize("profile", ["spec", "interop"])
@pytest.mark.parametrize("vector", each("either"))
def test_either(vector, profile):
    try:
        seen = decode(to_bytes(vector["bytes"]), profile=profile)
    except DecodeError:
        verdict = "reject"
    else:
        verdict = "accept"
        if "value" in vector:
            assert same(seen, from_json(vector["value"]))
            assert canonical(seen) == to_bytes(vector["canonical"])
    assert verdict == OTHERWISE.get(vector["id"], vector["profiles"][profile])
