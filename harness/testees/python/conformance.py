"""The conformance page of the testee protocol, as a service of this package: ``python conformance.py [PORT]``."""
import sys
import threading
from collections import OrderedDict
from datetime import datetime, timedelta, timezone

from hyperglyph import (
    Blob, Created, Extension, Failure, PersistentResource, Resource, Router, Server, blob, embed, hidden, method,
    redirect, safe,
)

#: Strings come back as they were sent (D17c).
router = Router(name="conformance", nfc=False)
queues, lock = {}, threading.Lock()


@router.add()
def echo(value):
    return value


@router.add()
def hello(name="World"):
    return "Hello " + name


@router.add()
def goodbye(name: str):
    return "Goodbye " + name


@router.add()
def add(a, b):
    if not all(type(each) in (int, float) for each in (a, b)):
        raise Failure(400, "a and b: expected two numbers")
    return a + b


@router.add()
def woo():
    return [1, True, None, False, b"a", "b", 0.5, datetime(2012, 8, 1, tzinfo=timezone.utc), timedelta(hours=2), [1],
            {1, 2}, {"a": 1}, OrderedDict(b=2, a=1), Extension("woo", {}, None), blob(b"blob", "text/plain")]


@router.add()
def nothing():
    return None


@router.add()
def greeting(lang="en"):
    if lang != "en":
        raise Failure(400, 'lang: expected "en"')
    return hello


@router.add()
@redirect()
def find_user(name: str):
    return User(name)


@router.add()
class User(Resource):
    def __init__(self, id):
        self.id = id

    @safe()
    def bio(self):
        return f"{self.id} was born, lives"

    def message(self, subject: str, body: str):
        return f"{subject}: {body}"

    @hidden()
    def secret(self):
        return "well kept"


@router.add()
class Counter(PersistentResource):
    def __init__(self, start: int = 0):
        self.value = start

    def add(self, n: int = 1):
        self.value += n
        return self.value


@router.add()
class Queue(Resource):
    def __init__(self, name: str):
        self.name = name

    def push(self, item):
        with lock:
            queues.setdefault(self.name, []).append(item)

    def pop(self):
        with lock:
            return queues[self.name].pop(0) if queues.get(self.name) else None


@router.add()
@safe()
def now():
    return datetime.now(timezone.utc)


@router.add()
@embed()
def motd():
    return "Be kind to servers."


def size_of(file):
    return sum(map(len, file.pieces()))


@router.add()
def upload(file: Blob):
    return {"size": size_of(file), "content_type": file.content_type}


@router.add()
@method("POST", "blob")
def store(file: Blob):
    return {"size": size_of(file), "content_type": file.content_type, "name": file.name}


@router.add()
def join(a: Blob, b: Blob):
    return a.read() + b.read()


@router.add()
def download(size: int):
    if not 0 <= size <= 2**26:
        raise Failure(400, "expected a size between 0 and 64 MiB")
    return blob(b"x" * size, "application/octet-stream")


@router.add()
def pair():
    return {"a": blob(b"first", "text/plain"), "b": blob(b"second\0", "application/octet-stream")}


@router.add()
def create():
    return Created(created)


@router.add()
@hidden()
@safe()
def created():
    return "created"


@router.add()
def fail(status: int):
    raise Failure(status if 400 <= status < 600 else 400, "failed, as it was asked to")


@router.add()
@safe()
def relative():
    inner = Extension("resource", {"url": "item.none/"}, {"hello": Extension("link", {"url": "../created"}, None)})
    links = {"created": Extension("link", {"url": "created"}, None), "root": Extension("link", {"url": "./"}, None)}
    return Extension("resource", {}, {**links, "self": Extension("link", {}, None), "inner": inner})


def seen(verb, envelope):
    """A method of Item that answers what it saw."""
    def none(self):
        return {"method": verb, "arguments": {}}

    def file(self, file: Blob):
        return {"method": verb, "arguments": {"file": file}}

    def two(self, a, b):
        return {"method": verb, "arguments": {"a": a, "b": b}}

    return method(verb, envelope)({"none": none, "blob": file}.get(envelope, two))


ITEM = {f"{verb}_{envelope}".lower(): seen(verb, envelope) for verb, envelopes in {
    "GET": ["none", "query"], "POST": ["none", "form", "blob"], "PUT": ["form", "blob"], "PATCH": ["form", "blob"],
    "DELETE": ["none", "query", "form", "blob"]}.items() for envelope in envelopes}
Item = router.add()(hidden()(type("Item", (Resource,), ITEM)))
router.add("item")(Item())


def served(application, port=0):
    server = Server(application, port=port)
    server.start()
    return server.url


if __name__ == "__main__":
    print(served(router, int(sys.argv[1]) if len(sys.argv) > 1 else 0), flush=True)
    threading.Event().wait()
