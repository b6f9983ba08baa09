#!/bin/bash
# Prints a full, canonical description of every file below DIR, one line each, for comparing two trees with diff.
#   packaging/lab/manifest.sh [--ignore PATH]... DIR
exec python3 "$(dirname "$(readlink -f "$0")")/manifest.py" "$@"
