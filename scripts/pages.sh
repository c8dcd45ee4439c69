#!/usr/bin/env bash
# Puts the built web app into the bucket of a deployed stage (the output PagesBucket of its
# stack edge): files whose names have their content's hash first and for good, then the page
# that names them. Those of the version before stay, for tabs that are open.
#   make web && scripts/pages.sh aio-dev-pages-111122223333
set -euo pipefail
cd "$(dirname "$0")/../web/dist"
bucket=${1:?name the bucket: the output PagesBucket of the stack edge}
[ -f index.html ] || { echo "The web app is not built. Run: make web" >&2; exit 1; }
aws s3 cp --recursive assets "s3://$bucket/assets" --cache-control "public, max-age=31536000, immutable"
aws s3 cp favicon.svg "s3://$bucket/favicon.svg" --cache-control "public, max-age=3600"
aws s3 cp index.html "s3://$bucket/index.html" --cache-control "no-cache"
