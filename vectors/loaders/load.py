"""The vectors and cases in Python: load(folder) gives them, to_bytes their bytes."""
import base64, json, pathlib

def to_bytes(spec):
    if isinstance(spec, str): return spec.encode()
    if "hex" in spec: return bytes.fromhex(spec["hex"])
    if "base64" in spec: return base64.b64decode(spec["base64"])
    if "concat" in spec: return b"".join(map(to_bytes, spec["concat"]))
    return to_bytes(spec["repeat"]) * spec["times"]

def load(folder, kind="codec/*.json", key="vectors"):
    files = sorted(pathlib.Path(folder).glob(kind))
    return [case for file in files for case in json.loads(file.read_text("utf-8"))[key]]

if __name__ == "__main__":
    import sys
    vectors, cases = load(sys.argv[1]), load(sys.argv[1], "http/*/*.json", "cases")
    print(len(vectors), len(cases), sum(len(to_bytes(vector["bytes"])) for vector in vectors))
