#!/usr/bin/env bash
# Fuzzes our codec against the 2012 Python package, through the adapter testee.py.
#
# Where there is no Python 2.7 this is not applicable: that is said, and nothing is run. HYPERGLYPH names the
# command where it is built already; arguments go to `hyperglyph fuzz`, for a run of 60 seconds where there are none.
set -uo pipefail
cd "$(dirname "$0")"

. ./packages.sh
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
