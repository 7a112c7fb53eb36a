"""The greeting, called by the client of the 2012 Python package (Python 2.7).

Calls as often as each line of its input says, and says when it is done.
"""
import sys

import hyperglyph

server = hyperglyph.get(sys.argv[1])
print "ready"
sys.stdout.flush()
for line in iter(sys.stdin.readline, ""):
    for _ in xrange(int(line)):
        answer = server.hello(u"dave")
        assert answer == u"Hello dave", answer
    print "done"
    sys.stdout.flush()
