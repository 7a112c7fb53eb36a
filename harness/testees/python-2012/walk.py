"""The 2012 Python client walks a server: that of the example `seed`, or any of the same names.

Python 2.7. Prints what each step gave, and exits with 1 if one gave anything else than it
should:

    python walk.py URL
"""
import StringIO
import sys

import hyperglyph as glyph


def steps(url):
    """What a person would type, what it gives, and what it should give."""
    server = glyph.get(url)
    yield "hello()", server.hello(), u"Hello World"
    yield "hello('dave')", server.hello(u"dave"), u"Hello dave"
    # A str of Python 2 travels as a byte array.
    yield "hello(b'dave')", server.hello("dave"), u"Hello dave"
    yield "goodbye('dave')", server.goodbye(u"dave"), u"Goodbye dave"
    yield "woo()", server.woo(), [1, True, None, False, "a", u"b"]

    yield "greeting()()", server.greeting()(), u"Hello World"
    yield "greeting('fr')()", server.greeting(u"fr")(), u"Salut le monde"

    bob = server.find_user(u"bob")
    yield "bob.id", bob.id, 7
    yield "bob.bio()", bob.bio(), u"user 7 was born and lives"
    told = u"to user 7 on shard-2: lol: feels good man"
    yield "bob.message('lol', 'feels good man')", bob.message(u"lol", u"feels good man"), told

    jobs = server.Queue(u"jobs")
    jobs.push(u"sweep")
    jobs.push(u"mop")
    yield "Queue('jobs').pop()", server.Queue(u"jobs").pop(), u"sweep"
    yield "jobs.pop()", jobs.pop(), u"mop"
    yield "jobs.pop()", jobs.pop(), None

    counter = server.Counter(40)
    yield "counter.value", counter.value, 40
    yield "counter.add()", counter.add(), 41
    yield "counter.add(2)", counter.add(2), 43
    yield "Counter().value", server.Counter().value, 0

    picture = server.picture()
    yield "picture().content_type", picture.content_type, "image/svg+xml"
    yield "picture()", content(picture), '<svg xmlns="http://www.w3.org/2000/svg"/>'
    file = glyph.blob(StringIO.StringIO("x" * 100000), content_type=u"text/plain")
    yield "upload(file)", server.upload(file), u"100000 bytes of text/plain"

    try:
        server.find_user(u"eve")
        seen = "an answer"
    except StandardError as error:
        seen = "an error"
    yield "find_user('eve')", seen, "an error"


def content(blob):
    return blob.fh if isinstance(blob.fh, str) else blob.fh.read()


def main(url):
    wrong = 0
    for step, seen, expected in steps(url):
        if type(seen) is type(expected) and seen == expected:
            print "%s = %r" % (step, seen)
        else:
            print "%s = %r, WRONG: expected %r" % (step, seen, expected)
            wrong += 1
    if wrong:
        sys.exit("%d steps went wrong" % wrong)


if __name__ == "__main__":
    main(sys.argv[1])
