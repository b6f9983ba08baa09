#!/bin/bash
# The whole truth: installs what is missing and runs every test, the end-to-end test on virtual machines included.
#   packaging/test.sh [arguments for mvn]
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

if [ "$(id -u)" -ne 0 ]; then
  echo "test.sh: must run as root (the tests make network namespaces, taps and loop devices): sudo packaging/test.sh" >&2
  exit 1
fi
packaging/install-deps.sh
exec mvn -B verify "$@"
