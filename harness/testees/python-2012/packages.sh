# Sourced here by what runs the 2012 package: finds a Python 2.7 ($python), and installs the package into a folder of
# its own ($work/packages), which goes at the end. Where that cannot be, this is said, and the script ends with 0.
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
