"""The adapter of the testee protocol: one JSON object a line, in and out."""
import base64
import json
import sys

from browse import browse

from hyperglyph import DecodeError, EncodeError, NotationError, decode, encode
from hyperglyph.notation import from_json, loads, to_json


HELLO = {"name": "hyperglyph-py", "version": "1.0.0", "language": f"Python {sys.version.split()[0]}",
         "roles": ["codec", "client", "server"], "features": ["bigint", "gzip", "put", "fresh", "tunnel"]}


def decoded(ask):
    return {"value": to_json(decode(base64.b64decode(ask["bytes"])))}


def encoded(ask):
    message = encode(from_json(ask["value"]), nfc=ask.get("nfc", False))
    return {"bytes": base64.b64encode(message).decode()}


def serve(ask):
    from conformance import router, served

    return {"url": served(router)}


ROLES = {"hello": lambda _: HELLO, "decode": decoded, "encode": encoded, "browse": browse, "serve": serve}
for line in sys.stdin:
    ask = loads(line)
    answer = {"id": ask["id"]} if "id" in ask else {}
    try:
        answer.update(ROLES.get(ask["op"], lambda _: {"unsupported": True})(ask))
    except (DecodeError, EncodeError, NotationError) as error:
        answer["error"] = str(error)
    print(json.dumps(answer), flush=True)
