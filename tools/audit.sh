#!/bin/sh
# Looks for known faults of what constraints.txt pins. Exits 0 for none, 1 for some, 3 when nobody could be asked.
# An index that knows of no faults at all answers "none" as well: so it is first asked for one that everybody knows.
set -u
tools=$1
folder=$(mktemp -d) || exit 3
trap 'rm -rf "$folder"' EXIT

ask() {
    "$tools/pip-audit" --progress-spinner off --no-deps --disable-pip -r "$1" -f json -o "$2" >"$folder/told" 2>&1
}

cannot_tell() {
    echo "audit: whether there are known faults cannot be told: $1. Nothing was checked." >&2
    exit 3
}

echo "pillow==9.0.0" >"$folder/faulty.txt"
ask "$folder/faulty.txt" "$folder/faulty.json"
[ -s "$folder/faulty.json" ] || cannot_tell "the index of known faults cannot be reached"
grep -q '"id"' "$folder/faulty.json" || cannot_tell "the index that answers does not know CVE-2022-24303 of Pillow 9.0.0"

ask constraints.txt "$folder/found.json"
[ -s "$folder/found.json" ] || cannot_tell "the index of known faults broke off"
! grep -q '"skip_reason"' "$folder/found.json" || cannot_tell "the index does not know all of our packages"
if grep -q '"id"' "$folder/found.json"; then
    cat "$folder/found.json"
    echo "audit: known faults were found, see above." >&2
    exit 1
fi
echo "audit: nothing that constraints.txt pins has a known fault."
