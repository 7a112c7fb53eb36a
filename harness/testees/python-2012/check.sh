#!/usr/bin/env bash
# Runs `hyperglyph check` against a server of the 2012 Python package, and its client against ours.
#
# It falls short of the specification, so the run must end with failures
# (exit 1) and not in any other way. Where there is no Python 2.7, its cases
# are not applicable: that is said, and nothing is run.
set -uo pipefail
cd "$(dirname "$0")"

. ./packages.sh
trap 'kill ${server:-} ${ours:-} ${walk:-} 2>/dev/null; rm -rf "$work"' EXIT

# Prints the url that a server wrote to a file, once it is there.
url_in() {
    for _ in $(seq 600); do
        [ -s "$1" ] && cat "$1" && return
        sleep 0.1
    done
    echo "no server started: $1 is empty" >&2
    exit 3
}

# Its tracebacks, one for each refused message, are not of interest.
"$python" server.py 0 >"$work/url" 2>/dev/null &
server=$!
url=$(url_in "$work/url") || exit

cargo run -q --release -- check "$url" "$@" >"$work/report"
code=$?
cat "$work/report"
if [ "$code" -ne 1 ]; then
    echo "exit code $code: the 2012 package was expected to run, and to fall short (1)" >&2
    exit 1
fi
greeting=$(cargo run -q --release -- call "$url" hello dave)
if [ "$greeting" != "Hello dave" ]; then
    echo "call hello dave printed '$greeting'" >&2
    exit 1
fi
echo "call hello dave: $greeting"

echo "the 2012 client walks our server:"
cargo build -q -p hyperglyph-server --all-features --example seed || exit 3
cargo run -q -p hyperglyph-server --all-features --example seed -- serve 127.0.0.1:0 >"$work/ours" &
ours=$!
"$python" walk.py "$(url_in "$work/ours")" || exit

echo "our client walks a server of the 2012 package, which changes on the way:"
cargo build -q -p hyperglyph-client --example walk || exit 3
kill "$server"
mkfifo "$work/go"
"$python" seed.py 0 first >"$work/first" 2>/dev/null &
server=$!
url=$(url_in "$work/first") || exit
port=${url##*:}
cargo run -q -p hyperglyph-client --example walk -- "$url" --changes <"$work/go" >"$work/walk" &
walk=$!
exec 3>"$work/go"
for _ in $(seq 600); do
    grep -q "the server may change" "$work/walk" && break
    sleep 0.1
done
kill "$server"
wait "$server" 2>/dev/null
"$python" seed.py "${port%%/*}" later >"$work/later" 2>/dev/null &
server=$!
url_in "$work/later" >/dev/null || exit
echo >&3
wait "$walk" || exit
cat "$work/walk"
diff walk.expected "$work/walk"
