"""The client role of the testee protocol: browse from a url, each step from the result of the one before."""
from hyperglyph import (
    Blob, Client, ClientError, DecodeError, HyperglyphError, RefusedError, ResponseError, ServerError,
)
from hyperglyph.notation import from_json, to_json

KINDS = ((ClientError, "client-error"), (ServerError, "server-error"), (RefusedError, "refused"),
         (DecodeError, "decode"), (ResponseError, "decode"), (HyperglyphError, "transport"))


def browse(ask):
    options = {name: True for name in ("fresh", "tunnel", "gzip") if ask.get("options", {}).get(name)}
    with Client(**options) as client:
        try:
            seen = client.get(ask["url"])
            for step in ask["steps"]:
                seen = act(seen, step)
            return {"value": to_json(seen)}
        except HyperglyphError as error:
            told = {"kind": next(kind for of, kind in KINDS if isinstance(error, of)), "message": str(error)}
            if told["kind"].endswith("-error"):
                told["status"] = error.status
                if error.error is not None:
                    told["error"] = to_json(error.error)
            return {"error": told}


def act(seen, step):
    try:
        if "get" in step:
            return seen[step["get"]]
        if "call" in step:
            named = {name: from_json(value) for name, value in step.get("named", {}).items()}
            return seen(*map(from_json, step["call"]), **named)
        if "read" in step and isinstance(seen, Blob):
            return seen.read()
    except (TypeError, LookupError) as error:
        raise RefusedError(f"{step} of a {type(seen).__name__}: {error}", "INP-6") from error
    raise RefusedError(f"{step} of a {type(seen).__name__}", "INP-6")
