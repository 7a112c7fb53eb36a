"""The client and the server of the 2012 Python package, as the testee protocol has them. Python 2.7."""
import requests

import hyperglyph as glyph
from hyperglyph.data import BaseNode
from hyperglyph.encoding import Blob


def browse(ask, value, notation):
    """Each step as somebody would take it who uses the package."""
    try:
        seen = glyph.get(ask["url"])
        for step in ask["steps"]:
            seen = act(seen, step, value)
        return {"value": notation(seen)}
    except requests.HTTPError as error:
        status = error.response.status_code
        return told("client-error" if status < 500 else "server-error", error, status=status)
    except requests.RequestException as error:
        return told("transport", error)
    except Refused as error:
        return told("refused", error)
    except Exception as error:
        return told("decode", error)


class Refused(Exception):
    pass


def act(seen, step, value):
    if "get" in step:
        try:
            return (seen._content if isinstance(seen, BaseNode) else seen)[step["get"]]
        except (LookupError, TypeError) as error:
            raise Refused(repr(error))
    if "call" in step:
        if not callable(seen):
            raise Refused("not callable")
        named = dict((name.encode("utf-8"), value(it)) for name, it in step.get("named", {}).items())
        try:
            return seen(*[value(it) for it in step["call"]], **named)
        # As it says that an argument is missing, or one too many.
        except TypeError as error:
            raise Refused(repr(error))
    if not isinstance(seen, Blob):
        raise Refused("only a blob can be read")
    return content(seen)


def content(blob):
    """A lone blob of the client holds a str, any other a file."""
    return blob.fh if isinstance(blob.fh, str) else blob.fh.read()


def told(kind, error, **more):
    return {"error": dict(more, kind=kind, message=repr(error)[:200])}


def serve():
    from server import r

    server = glyph.Server(r, host="127.0.0.1", port=0)
    server.daemon = True
    server.start()
    return server.url
