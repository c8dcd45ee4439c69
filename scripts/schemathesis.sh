#!/usr/bin/env bash
# Tests the running server against docs/openapi.yaml with Schemathesis: thousands of
# requests, well-formed and not, for every operation. No answer may be a 500, have another
# status, type or body than the document says, or accept what the schema refuses; and every
# operation must have succeeded at least once. Part of `make test`.
#
#   scripts/schemathesis.sh [options of "schemathesis run"]
#
# AIO_SKIP_SCHEMATHESIS=1 leaves it out, and says so.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly BINARY=bin/aio
readonly ENVIRONMENT=.tools/py
readonly START_PATIENCE=60 # seconds until the server listens; making keys is slow on a busy machine
readonly RUN_PATIENCE=900  # seconds for all requests; 60 to 90 on two cores

not_run() {
  echo "schemathesis: not run: $1" >&2
  exit 1
}

[ "${AIO_SKIP_SCHEMATHESIS:-}" != 1 ] || { echo "schemathesis: not run: AIO_SKIP_SCHEMATHESIS=1"; exit 0; }

# The virtual environment is made once, and again when the pinned versions change.
prepare() {
  command -v python3 >/dev/null || not_run "Python is missing. Run: apt-get install -y python3 python3-venv"
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    not_run "$(python3 --version) is too old. Run: apt-get install -y python3.11 python3.11-venv, and make it python3"
  python3 -c 'import venv, ensurepip' 2>/dev/null || not_run "Python's venv is missing. Run: apt-get install -y python3-venv"
  if ! cmp -s scripts/requirements.txt "$ENVIRONMENT/requirements.txt"; then
    rm -rf "$ENVIRONMENT"
    python3 -m venv "$ENVIRONMENT"
    "$ENVIRONMENT/bin/pip" install --quiet --disable-pip-version-check --no-deps -r scripts/requirements.txt ||
      not_run "its packages could not be installed; see above. Without a network: AIO_SKIP_SCHEMATHESIS=1 make test"
    cp scripts/requirements.txt "$ENVIRONMENT/requirements.txt"
  fi
}

# The server has a data directory of its own, and is stopped whatever happens. Its
# administrator is made as people do it: registered, and granted while it stands still.
start() {
  : >"$work/out" # before the server's own shell does it
  "$BINARY" serve --addr 127.0.0.1:0 --data "$work/data" --no-limits >>"$work/out" 2>>"$work/log" &
  server=$!
  for ((i = 0; i < START_PATIENCE * 10; i++)); do
    AIO_URL=$(sed -n 's/^ *serving *//p' "$work/out")
    [ -z "$AIO_URL" ] || return 0
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  cat "$work/log" >&2
  not_run "the server did not start; its log is above"
}

stop() {
  kill "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
  server=
}

finish() {
  status=$?
  [ -z "$server" ] || stop
  if [ "$status" -ne 0 ]; then
    grep '"level":"ERROR"' "$work/log" | grep -v '"status":501' | head -20 >&2 || true # 501: planned
  fi
  rm -rf "$work"
}

prepare
[ -x "$BINARY" ] || not_run "there is no $BINARY. Run: make build"
work=$(mktemp -d)
server=
trap finish EXIT
start
AIO_URL=$AIO_URL "$ENVIRONMENT/bin/python" scripts/schemathesis/world.py admin@example.org
stop
"$BINARY" admin grant --data "$work/data" admin@example.org >/dev/null
start
AIO_SECRET=$(cat "$work/data/inspector-secret")
export AIO_URL AIO_SECRET AIO_COUNTS="$work/counts.json" SCHEMATHESIS_HOOKS=hooks PYTHONPATH=scripts/schemathesis PYTHONDONTWRITEBYTECODE=1
# What nobody should read in a log: tokens of all kinds, codes, links, addresses of people.
readonly SECRETS='eyJ[A-Za-z0-9_-]{8,}\.|\b(rt|mt|wst)_[A-Za-z0-9_-]{20,}|\baio_[0-9A-Za-z]{10,}_|aioshare\.|[?&](signature|ticket|token)=|@example\.org'

timeout "$RUN_PATIENCE" "$ENVIRONMENT/bin/schemathesis" --config-file scripts/schemathesis/config.toml \
  run docs/openapi.yaml --url "$AIO_URL" --no-color "$@"
"$ENVIRONMENT/bin/python" scripts/schemathesis/coverage.py docs/openapi.yaml "$AIO_COUNTS"
stop
grep -q '"msg":"request"' "$work/log" || not_run "the server's log is empty, so nothing can be looked for in it"
if grep -nEm 5 "$SECRETS" "$work/log" >&2; then
  echo "schemathesis: the server's log holds what stands above" >&2
  exit 1
fi
