#!/bin/bash
# From a fresh Debian 12 to two cloned virtual machines: installs what is missing, builds, rehearses.
#   packaging/quickstart.sh [arguments for packaging/rehearse.sh]
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

if [ "$(id -u)" -ne 0 ]; then
  echo "quickstart.sh: must run as root (it makes a network namespace, taps and device nodes): sudo packaging/quickstart.sh" >&2
  exit 1
fi
packaging/install-deps.sh --build --kit --lab
echo "building appliance/target/ka-appliance.jar"
mvn -B -q -DskipTests package
exec packaging/rehearse.sh --nodes 2 "$@"
