"""Answers `hyperglyph check --testee testee.toml`: one JSON object a line, in and out."""
import base64
import json
import sys

# FILL IN: the roles and features that your implementation has; "server" once `serve` answers.
HELLO = {"name": "{{name}}", "version": "0.1.0", "language": "Python " + sys.version.split()[0],
         "roles": ["codec", "client"], "features": []}


class Unsupported(Exception):
    pass


def decode(message):
    """FILL IN: the value of these bytes, in the JSON notation. A ValueError says what is wrong with them, and where."""
    raise Unsupported


def encode(value, nfc):
    """FILL IN: the bytes of a value, which comes in the JSON notation; with its strings in NFC, if that is asked."""
    raise Unsupported


def browse(url, steps, options):
    """FILL IN: get the url, take each step from the result of the one before, and answer with the last result:
    {"value": …}, or {"error": {"kind": "client-error", "status": 404, "error": …}}. A step is {"get": "name"},
    {"call": […], "named": {…}} or {"read": True}."""
    raise Unsupported


def serve():
    """FILL IN: serve the conformance page on a free port, until stdin ends; the url of it."""
    raise Unsupported


def answer(ask):
    op = ask.get("op")
    if op == "hello":
        return HELLO
    if op == "decode":
        return {"value": decode(base64.b64decode(ask["bytes"]))}
    if op == "encode":
        return {"bytes": base64.b64encode(encode(ask["value"], ask.get("nfc", False))).decode("ascii")}
    if op == "browse":
        return browse(ask["url"], ask["steps"], ask.get("options", {}))
    if op == "serve":
        return {"url": serve()}
    raise Unsupported


for line in iter(sys.stdin.readline, ""):
    ask = json.loads(line)
    try:
        told = dict(answer(ask))
    except Unsupported:
        told = {"unsupported": True}
    except ValueError as error:
        told = {"error": str(error)}
    if "id" in ask:
        told["id"] = ask["id"]
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
