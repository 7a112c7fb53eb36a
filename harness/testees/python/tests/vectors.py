"""The vectors of the project, as any language reads them."""
import base64
import json
import pathlib

FOLDER = pathlib.Path(__file__).resolve().parents[4] / "vectors" / "codec"


def to_bytes(spec):
    if isinstance(spec, str):
        return spec.encode()
    if "hex" in spec:
        return bytes.fromhex(spec["hex"])
    if "base64" in spec:
        return base64.b64decode(spec["base64"])
    if "concat" in spec:
        return b"".join(map(to_bytes, spec["concat"]))
    return to_bytes(spec["repeat"]) * spec["times"]


def codec_vectors():
    for path in sorted(FOLDER.glob("*.json")):
        yield from json.loads(path.read_text("utf-8"))["vectors"]
