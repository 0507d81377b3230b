#!/bin/sh
# Opens the window; where there is no display, runs the demo instead, which needs none.
cd "$(dirname "$0")/.." || exit 1
if [ "$(uname)" = Linux ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}${QT_QPA_PLATFORM:-}" ]; then
    echo "There is no display here (DISPLAY and WAYLAND_DISPLAY are not set): running make demo."
    exec "${MAKE:-make}" --no-print-directory demo
fi
exec .venv/bin/traderadmin "$@"
