#!/bin/sh
# Pins every dependency of pyproject.toml, with hashes, for Python 3.11 and later on Linux, macOS
# and Windows. Needs uv. Give --upgrade to move to newer versions.
set -eu
cd "$(dirname "$0")/.."

compile() {
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-annotate --no-header --no-emit-index-url --no-emit-find-links "$@"
}

head='# Exact versions with hashes, made from pyproject.toml by tools/lock.sh. Do not edit.'
compile --extra dev --output-file requirements-dev.txt "$@" pyproject.toml
compile --constraint requirements-dev.txt --output-file requirements.txt pyproject.toml
compile --constraint requirements-dev.txt --output-file requirements-services.txt \
    --group pyproject.toml:services
for file in requirements.txt requirements-dev.txt requirements-services.txt; do
    { echo "$head"; grep -v '^#' "$file"; } > "$file.new"
    mv "$file.new" "$file"
done
