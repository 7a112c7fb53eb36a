"""The service of the first page: functions, functions that return functions, objects, blobs.

    python server.py [PORT]
"""
import sys

import hyperglyph as glyph

r = glyph.Router()  # a wsgi application


# An old client that calls hello() goes on working when it learns a name.
@r.add()
def hello(name="World"):
    return "Hello " + name


@r.add()
def goodbye(name):
    return "Goodbye " + name


# Functions can return lists, dicts, sets, byte strings, unicode, dates, booleans, ints and floats:
@r.add()
def woo():
    return [1, True, None, False, b"a", "b"]


@r.add()
def salut(name="le monde"):
    return "Salut " + name


# Functions can even return other functions that are mapped. The client doesn't care.
@r.add()
def greeting(lang="en"):
    if lang == "en":
        return hello
    elif lang == "fr":
        return salut
    raise glyph.Failure(400, 'lang: expected "en" or "fr"')


# The redirect means that instead of returning the User directly, it redirects to its url.
@r.add()
@glyph.redirect()
def find_user(name):
    if name != "bob":
        raise glyph.Failure(404, "no user of that name")
    return User(7, "shard-2")


# The url of a user holds its state: a new one is made for each request that comes in.
@r.add()
class User(glyph.Resource):
    def __init__(self, id, shard):
        self.id = id
        self.shard = shard

    def message(self, subject, body):
        return f"to user {self.id} on {self.shard}: {subject}: {body}"

    @glyph.safe()
    def bio(self):
        return f"user {self.id} was born and lives"


# A counter stays on the server: its url holds its id.
@r.add()
class Counter(glyph.PersistentResource):
    def __init__(self, value=0):
        self.value = value

    def add(self, n=1):
        self.value += n
        return self.value


queues = {}


@r.add()
class Queue(glyph.Resource):
    def __init__(self, name):
        self.name = name

    def push(self, item):
        queues.setdefault(self.name, []).append(item)

    def pop(self):
        return queues[self.name].pop(0) if queues.get(self.name) else None


# Wrap a file handle in a blob, and pass it around; what is large lies in a temporary file.
@r.add()
def upload(file: glyph.Blob):
    return f"{sum(map(len, file.pieces()))} bytes of {file.content_type}"


@r.add()
def picture():
    return glyph.blob(b'<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml")


if __name__ == "__main__":
    # and a http server running in a thread
    s = glyph.Server(r, port=int(sys.argv[1]) if len(sys.argv) > 1 else 0)
    s.start()
    print(s.url, flush=True)
    s.join()
