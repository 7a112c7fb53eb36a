#!/usr/bin/env bash
# Fuzzes our codec against the 2012 Python package, through the adapter testee.py.
#
# Where there is no Python 2.7 this is not applicable: that is said, and nothing is run. HYPERGLYPH names the
# command where it is built already; arguments go to `hyperglyph fuzz`, for a run of 60 seconds where there are none.
set -uo pipefail
cd "$(dirname "$0")"

python27() {
    local candidate
    for candidate in "${PYTHON27:-}" python2.7 "$HOME"/.pyenv/versions/2.7*/bin/python2.7; do
        if [ -n "$candidate" ] && "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (2, 7))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
}

python=$(python27)
if [ -z "$python" ] || ! "$python" -m pip --version >/dev/null 2>&1; then
    echo "not applicable: no Python 2.7 with pip here (set PYTHON27 to point to one)"
    exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if ! "$python" -m pip install -q --disable-pip-version-check --target "$work/packages" \
    -r requirements.txt 2>"$work/pip.log"; then
    cat "$work/pip.log"
    echo "not applicable: the 2012 package cannot be installed here"
    exit 0
fi
export PYTHONPATH="$work/packages" PYTHONDONTWRITEBYTECODE=1
cat >"$work/testee.toml" <<FILE
name = "python-2012"
command = ["$python", "$PWD/testee.py"]
features = ["bigint"]
FILE

[ $# -gt 0 ] || set -- --seed 2012 --seconds 60 --timeout 1
if [ -n "${HYPERGLYPH:-}" ]; then
    "$HYPERGLYPH" fuzz --testee "$work/testee.toml" "$@"
else
    cargo run -q --release -- fuzz --testee "$work/testee.toml" "$@"
fi
