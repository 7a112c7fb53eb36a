"""The walk of the package's first page, as a server of the 2012 Python package.

Python 2.7. Prints its url, and serves until it is stopped. On its first day it
offers what people met first; later it has changed, under the same names:

    python seed.py PORT first|later
"""
import sys

import hyperglyph as glyph


def first(r):
    @r.add()
    def hello():
        return u"Hello World"

    @r.add()
    def goodbye(name):
        return u"Goodbye " + name

    @r.add()
    class User(glyph.Resource):
        def __init__(self, id):
            self.id = id

        def message(self, subject, body):
            return u"to user %d: %s: %s" % (self.id, subject, body)

    @r.add()
    @glyph.redirect()
    def find_user(name):
        return User(len(name) + 4)


def later(r):
    @r.add()
    def hello(name=u"World"):
        return u"Hello " + name

    @r.add()
    def goodbye(name):
        return u"Goodbye " + name

    @r.add()
    def woo():
        return [1, True, None, False, "a", u"b"]

    @r.add()
    def salut():
        return u"Salut le monde"

    @r.add()
    def greeting(lang=u"en"):
        if lang == u"en":
            return hello
        elif lang == u"fr":
            return salut

    @r.add()
    class User(glyph.Resource):
        def __init__(self, id, shard):
            self.id = id
            self.shard = shard

        def message(self, subject, body):
            return u"to user %d on %s: %s: %s" % (self.id, self.shard, subject, body)

        @glyph.safe()
        def bio(self):
            return u"user %d was born and lives" % self.id

    @r.add()
    @glyph.redirect()
    def find_user(name):
        if name == u"eve":
            raise LookupError("no user of that name")
        return User(len(name) + 4, u"shard-2")

    @r.add()
    def picture():
        return glyph.blob("<svg/>", content_type="image/svg+xml")

    @r.add()
    def upload(file):
        return u"%d bytes of %s" % (len(file.fh.read()), file.content_type)


if __name__ == "__main__":
    router = glyph.Router()
    {"first": first, "later": later}[sys.argv[2]](router)
    server = glyph.Server(router, host="127.0.0.1", port=int(sys.argv[1]))
    server.start()
    print server.url
    sys.stdout.flush()
    while server.is_alive():
        server.join(1)
