"""A client walks a service of the first page, ours or that of any other implementation.

Prints what each step gave, and exits with 1 if one gave anything else than it should:

    python walk.py URL
"""
import io
import sys

import hyperglyph as glyph


def steps(url):
    """What a person would type, what it gives, and what it should give."""
    server = glyph.get(url)
    yield "hello()", server.hello(), "Hello World"
    yield "hello('dave')", server.hello("dave"), "Hello dave"
    yield "goodbye('dave')", server.goodbye("dave"), "Goodbye dave"
    yield "woo()", server.woo(), [1, True, None, False, b"a", "b"]

    greet = server.greeting()
    yield "greeting()()", greet(), "Hello World"
    yield "greeting('fr')()", server.greeting("fr")(), "Salut le monde"
    yield "greeting(lang='fr')(name='dave')", server.greeting(lang="fr")(name="dave"), "Salut dave"

    bob = server.find_user("bob")
    yield "bob.id", bob.id, 7
    yield "bob.bio()", bob.bio(), "user 7 was born and lives"
    told = "to user 7 on shard-2: lol: feels good man"
    yield "bob.message('lol', 'feels good man')", bob.message("lol", "feels good man"), told
    yield "bob.message(body=…, subject='lol')", bob.message(body="feels good man", subject="lol"), told

    jobs = server.Queue("jobs")
    jobs.push("sweep")
    jobs.push("mop")
    yield "Queue('jobs').pop()", server.Queue("jobs").pop(), "sweep"
    yield "jobs.pop()", jobs.pop(), "mop"
    yield "jobs.pop()", jobs.pop(), None

    counter = server.Counter(40)
    yield "counter.value", counter.value, 40
    yield "counter.add()", counter.add(), 41
    yield "counter.add(2)", counter.add(2), 43
    yield "Counter().value", server.Counter().value, 0

    picture = server.picture()
    yield "picture().content_type", picture.content_type, "image/svg+xml"
    yield "picture()", picture.read(), b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    file = glyph.blob(io.BytesIO(b"x" * 100000), content_type="text/plain")
    yield "upload(file)", server.upload(file), "100000 bytes of text/plain"

    try:
        seen = server.find_user("eve")
    except glyph.ClientError as error:
        seen = (error.status, error.error.message)
    yield "find_user('eve')", seen, (404, "no user of that name")
    try:
        seen = server.goodbye()
    except glyph.RefusedError as error:
        seen = str(error)
    yield "goodbye()", seen, "the argument 'name' is missing [INP-6]"


def main(url):
    wrong = 0
    for step, seen, expected in steps(url):
        good = type(seen) is type(expected) and seen == expected
        print(f"{step} = {seen!r}" + ("" if good else f", WRONG: expected {expected!r}"))
        wrong += not good
    if wrong:
        sys.exit(f"{wrong} steps went wrong")


if __name__ == "__main__":
    main(sys.argv[1])
