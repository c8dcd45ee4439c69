#!/usr/bin/env bash
# Drives the web app in a real browser, against bin/aio. CHROMIUM=path names another one.
set -euo pipefail
cd "$(dirname "$0")/../web"
export CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
if [ -z "$CHROMIUM" ]; then
  echo "A browser is missing. Run: apt-get install -y chromium" >&2
  exit 1
fi
npx --no-install playwright test "$@"
