"""The functions of the conformance page that the 2012 Python package can serve.

Python 2.7. Prints the url of the server, and serves until it is stopped:

    python server.py [PORT]
"""
import sys

import hyperglyph as glyph

r = glyph.Router()


@r.add()
def echo(value):
    return value


@r.add()
def hello(name=u"World"):
    return u"Hello " + name


@r.add()
def goodbye(name):
    return u"Goodbye " + name


@r.add()
def add(a, b):
    return a + b


@r.add()
def nothing():
    return None


@r.add()
def greeting(lang=u"en"):
    return hello


@r.add()
@glyph.safe()
def now():
    return glyph.utcnow()


if __name__ == "__main__":
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    s = glyph.Server(r, host="127.0.0.1", port=port)
    s.start()
    print s.url
    sys.stdout.flush()
    while s.is_alive():
        s.join(1)
