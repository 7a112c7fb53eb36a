"""The built-in testee, wrong on purpose: python3 wrong.py HYPERGLYPH FAULT."""
import base64
import json
import re
import subprocess
import sys

HYPERGLYPH, FAULT = sys.argv[1:]
CHILD = []


def right(ask):
    if not CHILD:
        command = [HYPERGLYPH, "testee"]
        CHILD.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE))
    child = CHILD[0]
    child.stdin.write(json.dumps(ask).encode() + b"\n")
    child.stdin.flush()
    return json.loads(child.stdout.readline())


def is_bytes(value):
    return isinstance(value, dict) and "$bytes" in value


def as_text(value):
    """A byte array of ASCII is read as text."""
    content = base64.b64decode(value["$bytes"])
    return content.decode() if content.isascii() else value


def wrong(ask):
    if ask["op"] == "hello":
        return {"name": "wrong", "roles": ["client" if FAULT == "is-no-codec" else "codec"]}
    message = base64.b64decode(ask.get("bytes", ""))
    refusal = {"id": ask.get("id"), "error": "I do not like this"}
    if FAULT == "refuses-zeros" and re.search(rb"i[+-]?0[0-9]", message):
        return refusal
    if FAULT == "takes-spaces" and re.search(rb"i\s[0-9]", message):
        ask["bytes"] = base64.b64encode(re.sub(rb"i\s([0-9])", rb"i\1", message)).decode()
    if FAULT == "takes-days":
        days = re.sub(rb"pP([0-9]+)D;", rb"pP0Y0M\1DT0H0M0S;", message)
        ask["bytes"] = base64.b64encode(days).decode()
    if FAULT == "dies" and b"B" in message:
        sys.exit(3)
    answer = right(ask)
    if FAULT == "reads-bytes-as-text" and is_bytes(answer.get("value")):
        answer["value"] = as_text(answer["value"])
    if FAULT == "writes-zeros" and "bytes" in answer:
        written = re.sub(rb"^i(-?)", rb"i\g<1>0", base64.b64decode(answer["bytes"]))
        answer["bytes"] = base64.b64encode(written).decode()
    return answer


for line in sys.stdin:
    print(json.dumps(wrong(json.loads(line))), flush=True)
