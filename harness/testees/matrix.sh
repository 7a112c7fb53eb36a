#!/usr/bin/env bash
# Lets Rust, Python and Ruby work with each other, and holds docs/interop.md and README.md to what comes of it.
#
#     harness/testees/matrix.sh                 fails where something failed, or where the two files are not current
#     harness/testees/matrix.sh --write         writes the two anew
#
# Then each client walks the service of the first page in each language (seed.sh).
#
# Where there is a Python 2.7, Rust works with the package of 2012, too (docs/interop-2012.md). That falls short of the
# specification, so it must end with failures (exit 1) and not in any other way.
#
# Where there is no Python 3.9 or newer with pip and venv, or no Ruby 3.1 with rack and puma, the others play, and the
# files are not compared: that is said. PYTHON3 and RUBY point to others, HYPERGLYPH to a binary that is built already.
# Further arguments go to `hyperglyph matrix`.
set -uo pipefail
cd "$(dirname "$0")/../.."

write=
if [ "${1:-}" = --write ]; then write=yes; shift; fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
testees=() missing=()

python_of() {
    local candidate
    for candidate in "${PYTHON3:-}" python3; do
        if [ -n "$candidate" ] && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 9))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
}

python=$(python_of)
# A copy: building leaves nothing behind in the sources.
cp -r harness/testees/python/{pyproject.toml,README.md,src} "$work/"
if [ -n "$python" ] && "$python" -m venv "$work/venv" >/dev/null 2>&1 \
    && "$work/venv/bin/python" -m pip install -q --disable-pip-version-check "$work" 2>"$work/pip.log"; then
    testees+=(harness/testees/python/testee.toml)
    export PYTHONDONTWRITEBYTECODE=1
else
    missing+=("Python 3.9 or newer with pip and venv, and what the package needs")
fi

mkdir -p "$work/bin"
if [ -n "${RUBY:-}" ]; then ln -s "$(command -v "$RUBY")" "$work/bin/ruby"; fi
export PATH="$work/bin:$work/venv/bin:$PATH"
if ruby -e 'require "rack"; require "puma"; exit RUBY_VERSION >= "3.1"' 2>/dev/null; then
    testees+=(harness/testees/ruby/testee.toml)
else
    missing+=("Ruby 3.1 or newer with rack and puma")
fi

if [ -z "${HYPERGLYPH:-}" ]; then
    cargo build -q --release -p hyperglyph-harness || exit 3
    target=$(cargo metadata --format-version 1 --no-deps | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
    HYPERGLYPH="$target/release/hyperglyph"
fi

for each in "${missing[@]}"; do echo "not applicable: there is no $each here"; done
update=()
if [ ${#missing[@]} -eq 0 ] && [ $# -eq 0 ]; then
    cp docs/interop.md README.md "$work/"
    update=(--update "$work/interop.md" --update "$work/README.md")
fi
timeout 600 "$HYPERGLYPH" matrix "${testees[@]}" "${update[@]}" "$@" || exit
if [ ${#update[@]} -eq 0 ]; then
    [ -z "$write" ] || { echo "nothing is written: not all are here, or only some cases were played" >&2; exit 2; }
    exit 0
fi

# Both ways: what was seen goes into the file, or is held against it.
current() {
    if [ -n "$write" ]; then
        cp "$2" "$1"
    elif ! diff -u "$1" "$2"; then
        echo "$1 is not what was seen: harness/testees/matrix.sh --write" >&2
        return 1
    fi
}
current docs/interop.md "$work/interop.md" && current README.md "$work/README.md" || exit

harness/testees/seed.sh || exit

python27=
for candidate in "${PYTHON27:-}" python2.7 "$HOME"/.pyenv/versions/2.7*/bin/python2.7; do
    if [ -n "$candidate" ] && "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (2, 7))' 2>/dev/null; then
        python27=$candidate
        break
    fi
done
if [ -z "$python27" ] || ! "$python27" -m pip install -q --disable-pip-version-check --target "$work/2012" \
    -r harness/testees/python-2012/requirements.txt 2>"$work/pip.log"; then
    echo "not applicable: there is no Python 2.7 with pip, and what the package of 2012 needs, here"
    exit 0
fi
cat >"$work/python-2012.toml" <<FILE
name = "python-2012"
command = ["env", "PYTHONPATH=$work/2012", "$python27", "$PWD/harness/testees/python-2012/testee.py"]
features = ["bigint"]
FILE
cp docs/interop-2012.md "$work/"
timeout 600 "$HYPERGLYPH" matrix "$work/python-2012.toml" --update "$work/interop-2012.md" >"$work/2012.txt"
code=$?
sed -n '/^Messages: /,$p' "$work/2012.txt"
if [ "$code" -ne 1 ]; then
    echo "exit code $code: the package of 2012 was expected to take part, and to fall short (1)" >&2
    exit 1
fi
current docs/interop-2012.md "$work/interop-2012.md"
