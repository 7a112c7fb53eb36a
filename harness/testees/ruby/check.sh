#!/usr/bin/env bash
# Tests the Ruby implementation: its own tests with every vector, `hyperglyph check` of its codec and its
# server by the adapter, and its client's walk through our example server.
#
# Where there is no Ruby 3.1 with rack, puma and minitest (Debian: ruby ruby-rack puma ruby-minitest), its
# cases are not applicable: that is said, and nothing is run. Arguments go to `hyperglyph check`.
set -uo pipefail
cd "$(dirname "$0")"

ruby=${RUBY:-ruby}
if ! "$ruby" -e 'exit RUBY_VERSION >= "3.1"' 2>/dev/null; then
    echo "not applicable: no Ruby 3.1 or later here (set RUBY to point to one)"
    exit 0
fi
if ! "$ruby" -e 'require "rack"; require "puma"; require "minitest"' 2>/dev/null; then
    echo "not applicable: this Ruby has no rack, puma or minitest"
    exit 0
fi

work=$(mktemp -d)
trap 'kill ${ours:-} 2>/dev/null; rm -rf "$work"' EXIT

# The command and the example server; HYPERGLYPH and SEED name them where they are built already.
hyperglyph() {
    if [ -n "${HYPERGLYPH:-}" ]; then "$HYPERGLYPH" "$@"; else cargo run -q --release -- "$@"; fi
}
seed() {
    if [ -n "${SEED:-}" ]; then exec "$SEED" "$@"; fi
    exec cargo run -q -p hyperglyph-server --all-features --example seed -- "$@"
}

# Prints the url that a server wrote to a file, once it is there.
url_in() {
    for _ in $(seq 3000); do
        [ -s "$1" ] && cat "$1" && return
        sleep 0.1
    done
    echo "no server started: $1 is empty" >&2
    exit 3
}

failed=0
for test in test/*_test.rb; do
    "$ruby" "$test" || failed=1
done

hyperglyph check --testee testee.toml "$@" || failed=1

if [ -z "${SEED:-}" ]; then cargo build -q -p hyperglyph-server --all-features --example seed || exit 3; fi
seed serve 127.0.0.1:0 >"$work/ours" &
ours=$!
ours_url=$(url_in "$work/ours") || exit
echo "the client of Ruby walks our server:"
"$ruby" -Ilib examples/walk.rb "$ours_url" || failed=1
exit "$failed"
