#!/usr/bin/env bash
# The service of the first page, in Rust, Python and Ruby: each client walks each server, and must be told the same.
#
# Called by matrix.sh, which sets up Python (PATH) and finds Ruby. SEED and WALK name the examples that are built already.
set -uo pipefail
cd "$(dirname "$0")"

if [ -z "${SEED:-}" ] || [ -z "${WALK:-}" ]; then
    target=$(cargo metadata --format-version 1 --no-deps | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
    cargo build -q -p hyperglyph-server --all-features --example seed || exit 3
    cargo build -q -p hyperglyph-client --example walk || exit 3
    SEED="$target/debug/examples/seed" WALK="$target/debug/examples/walk"
fi
work=$(mktemp -d)
servers=()
trap 'kill "${servers[@]}" 2>/dev/null; rm -rf "$work"' EXIT

serve() { case $1 in
    rust) exec "$SEED" serve 127.0.0.1:0 ;;
    python) exec python python/examples/seed/server.py 0 ;;
    ruby) exec ruby -Iruby/lib ruby/examples/seed.rb 0 ;;
esac }
walk() { case $1 in
    rust) "$WALK" "$2" ;;
    python) python python/examples/seed/walk.py "$2" ;;
    ruby) ruby -Iruby/lib ruby/examples/walk.rb "$2" ;;
esac }

languages=(rust python ruby)
for server in "${languages[@]}"; do
    serve "$server" >"$work/$server" 2>"$work/$server.log" &
    servers+=($!)
done
failed=0
for server in "${languages[@]}"; do
    for _ in $(seq 600); do
        [ -s "$work/$server" ] && break
        sleep 0.1
    done
    for client in "${languages[@]}"; do
        told="$work/$client at $server"
        if walk "$client" "$(head -n 1 "$work/$server")" >"$told" && cmp "$work/$client at rust" "$told"; then
            echo "$client walks the first page at $server: $(grep -c . "$told") steps"
        else
            echo "$client does not walk the first page at $server as at rust:" >&2
            cat "$told" >&2
            failed=1
        fi
    done
done
exit "$failed"
