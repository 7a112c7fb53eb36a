#!/usr/bin/env bash
# Installs the package into a temporary place, runs its tests, and lets `hyperglyph` and the Rust server meet it.
#
# Where there is no Python 3.9 or newer with pip and venv, its cases are not applicable: that is said, and nothing
# is run. PYTHON3 points to another Python; arguments go to `hyperglyph check`.
set -uo pipefail
cd "$(dirname "$0")"

recent_python() {
    local candidate
    for candidate in "${PYTHON3:-}" python3; do
        if [ -n "$candidate" ] && command -v "$candidate" >/dev/null \
            && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 9))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
}

python=$(recent_python)
work=$(mktemp -d)
trap 'kill ${server:-} 2>/dev/null; rm -rf "$work"' EXIT
if [ -z "$python" ] || ! "$python" -m venv "$work/venv" >/dev/null 2>&1; then
    echo "not applicable: no Python 3.9 or newer with pip and venv here (set PYTHON3 to point to one)"
    exit 0
fi
# A copy: building leaves nothing behind in the sources.
cp -r pyproject.toml README.md src "$work/"
if ! "$work/venv/bin/python" -m pip install -q --disable-pip-version-check "$work[test]" 2>"$work/pip.log"; then
    cat "$work/pip.log"
    echo "not applicable: what the package needs cannot be installed here"
    exit 0
fi
export PATH="$work/venv/bin:$PATH" PYTHONDONTWRITEBYTECODE=1

echo "lines of the adapter: $(grep -c . testee.py) codec, $(grep -c . browse.py) client"
[ "$(grep -c . testee.py)" -lt 40 ] && [ "$(grep -c . browse.py)" -lt 60 ] || exit 1

# HYPERGLYPH and SEED may name binaries that are built already.
if [ -z "${HYPERGLYPH:-}" ] || [ -z "${SEED:-}" ]; then
    root=$(cd ../../.. && pwd)
    target=$(cd "$root" && cargo metadata --format-version 1 --no-deps \
        | python -c 'import json, sys; print(json.load(sys.stdin)["target_directory"])') || exit 3
    (cd "$root" && cargo build -q --release -p hyperglyph-harness \
        && cargo build -q -p hyperglyph-server --all-features --example seed) || exit 3
    export HYPERGLYPH="$target/release/hyperglyph" SEED="$target/debug/examples/seed"
fi

mypy --cache-dir "$work/mypy" || exit 1
python -m pytest -q -p no:cacheprovider || exit 1

python conformance.py >"$work/url" 2>"$work/log" &
server=$!
for _ in $(seq 600); do
    [ -s "$work/url" ] && break
    sleep 0.1
done
"$HYPERGLYPH" check "$(cat "$work/url")" "$@" || exit
greeting=$("$HYPERGLYPH" call "$(cat "$work/url")" hello dave)
if [ "$greeting" != "Hello dave" ]; then
    echo "call hello dave printed '$greeting'" >&2
    exit 1
fi
echo "call hello dave: $greeting"

# The whole suite, with the roles of codec, client and server.
"$HYPERGLYPH" check --testee testee.toml "$@"
