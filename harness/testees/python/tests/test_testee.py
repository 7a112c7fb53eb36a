"""Every vector through the adapter: a process that speaks JSON, a line each way."""
import base64
import json
import os
import pathlib
import subprocess
import sys

import pytest
from vectors import codec_vectors, to_bytes

from hyperglyph import decode, same
from hyperglyph.notation import from_json, loads

FOLDER = pathlib.Path(__file__).resolve().parents[1]


class Testee:
    """The adapter as a process."""

    __test__ = False

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, str(FOLDER / "testee.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})

    def ask(self, **ask):
        self.process.stdin.write(json.dumps(ask) + "\n")
        self.process.stdin.flush()
        return loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.stdout.read()
        return self.process.wait(10)


@pytest.fixture(scope="module")
def testee():
    testee = Testee()
    yield testee
    assert testee.close() == 0


def test_it_says_what_it_is(testee):
    answer = testee.ask(op="hello", protocol=1)
    assert "codec" in answer["roles"] and answer["language"].startswith("Python 3")


def test_what_it_does_not_know_is_unsupported(testee):
    assert testee.ask(op="dance", id=3) == {"id": 3, "unsupported": True}


def test_every_vector_is_decoded_and_encoded(testee):
    wrong = []
    for number, vector in enumerate(codec_vectors()):
        message = base64.b64encode(to_bytes(vector["bytes"])).decode()
        answer = testee.ask(op="decode", id=number, bytes=message)
        assert answer.pop("id") == number
        if "error" in answer:
            good = vector["expect"] != "accept"
        else:
            good = vector["expect"] != "reject"
            if "value" in vector:
                good = good and same(from_json(answer["value"]), from_json(vector["value"]))
        if "value" in vector:
            answer = testee.ask(op="encode", id=number, value=vector["value"])
            if "error" in answer:
                good = good and vector["expect"] == "either"
            else:
                good = good and same(decode(base64.b64decode(answer["bytes"])), from_json(vector["value"]))
        if not good:
            wrong.append(vector["id"])
    assert wrong == []


def test_str_5_nfc_is_asked_for(testee):
    for nfc, message in ((True, "u2:é;"), (False, "u3:e\u0301;")):
        answer = testee.ask(op="encode", id=1, value="e\u0301", nfc=nfc)
        assert base64.b64decode(answer["bytes"]).decode() == message
