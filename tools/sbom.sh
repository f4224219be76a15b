#!/bin/sh
# Writes what the program's environment consists of, as CycloneDX; refuses to tell of this machine or its registry.
set -eu
tools=$1 python=$2 out=$3
mkdir -p "$(dirname "$out")"
"$tools/cyclonedx-py" environment "$python" --pyproject pyproject.toml --mc-type application --output-reproducible -o "$out"
if grep -nE "file:|/simple|files\.pythonhosted|\"/|$(pwd)|$HOME" "$out"; then
    rm "$out"
    echo "sbom: the lines above tell of this machine or its registry; nothing was written." >&2
    exit 1
fi
echo "sbom: $out"
