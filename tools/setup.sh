#!/bin/sh
# Makes .venv ready: finds a Python that runs, then hands over to tools/setup.py.
# Quick when everything is in place. PYTHON=/path/to/python chooses an interpreter.
set -u
cd "$(dirname "$0")/.." || exit 1

works() {
    "$1" -I -S -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

# The environment's own interpreter answers fastest; it is there on every call but the first.
if [ -x .venv/bin/python ] && works .venv/bin/python; then
    exec .venv/bin/python -I tools/setup.py
fi
# A name on PATH may be a version manager's stub that runs nothing, so each one is tried.
for name in ${PYTHON:+"$PYTHON"} python3 python3.13 python3.12 python3.11 python3.14 python \
    /usr/bin/python3 /usr/local/bin/python3 /opt/homebrew/bin/python3; do
    if command -v "$name" >/dev/null 2>&1 && works "$name"; then
        exec "$name" -I tools/setup.py
    fi
done
echo "TraderAdmin needs Python 3.11 or later, and none was found on this machine." \
    "Install one (Debian, Ubuntu: apt-get install python3 python3-venv; macOS: brew install python)" \
    "or name it with PYTHON=/path/to/python." >&2
exit 1
