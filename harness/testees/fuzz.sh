#!/usr/bin/env bash
# Fuzzes the codecs of Rust, Python 3 and Ruby against each other: the same inputs every time, so that a run that
# finds something does so again. Where Python or Ruby is missing, the others go on alone.
#
# HYPERGLYPH names the command where it is built already; arguments go to `hyperglyph fuzz`.
set -uo pipefail
cd "$(dirname "$0")"

testees=()
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The package needs httpx; it is installed from a copy, so that building leaves nothing in the sources.
if python3 -c 'import sys; sys.exit(sys.version_info < (3, 9))' 2>/dev/null \
    && python3 -m venv "$work/venv" >/dev/null 2>&1 \
    && cp -r python/pyproject.toml python/README.md python/src "$work/" \
    && "$work/venv/bin/python" -m pip install -q --disable-pip-version-check "$work" 2>"$work/pip.log"; then
    export PATH="$work/venv/bin:$PATH"
    testees+=(--testee python/testee.toml)
else
    cat "$work/pip.log" 2>/dev/null
    echo "not applicable: no Python 3.9 or newer here, or the package cannot be installed"
fi
if ruby -e 'exit RUBY_VERSION >= "3.1"' 2>/dev/null; then
    testees+=(--testee ruby/testee.toml)
else
    echo "not applicable: no Ruby 3.1 or newer here"
fi
[ "${#testees[@]}" -gt 0 ] || exit 0
export PYTHONDONTWRITEBYTECODE=1
count=(--count 40000)
for argument in "$@"; do
    case $argument in --count* | --seconds*) count=() ;; esac
done

if [ -z "${HYPERGLYPH:-}" ]; then
    root=$(cd ../.. && pwd)
    target=$(cd "$root" && cargo metadata --format-version 1 --no-deps | sed 's/.*"target_directory":"\([^"]*\)".*/\1/') || exit 3
    (cd "$root" && cargo build -q --release -p hyperglyph-harness) || exit 3
    HYPERGLYPH=$target/release/hyperglyph
fi
"$HYPERGLYPH" fuzz "${testees[@]}" --seed 2012 "${count[@]}" "$@"
