#!/usr/bin/env bash
# The longer runs: every property (pgregory.net/rapid) many more times than `make test` has
# it, every call of whole operations broken in every way, a hundred people whose networks
# fail while they work together, and every fuzz target for a while. Without emulators, whose
# suites are make test's.
#   CHECKS=200 FUZZTIME=3000x scripts/test-long.sh
set -euo pipefail
cd "$(dirname "$0")/.."
export AIO_MINISTACK= AIO_LOCALSTACK=

# The test programs that have rapid linked, and with it its flag.
with_rapid='{{$p := .ImportPath}}{{range .Deps}}{{if eq . "pgregory.net/rapid"}}{{$p}}{{end}}{{end}}'
packages=$(go list -test -f "$with_rapid" ./... | sed -n 's/\.test$//p' | sort -u)
# shellcheck disable=SC2086 # one word a package
go test -timeout 25m $packages -rapid.checks="${CHECKS:-200}"
# Every call to a port within whole operations, broken in every way.
AIO_FAULTS=all go test -timeout 20m -run TestEmbedded ./functions/internal/faults
make soak
# A number of inputs, not a time: before Go 1.27 the end of a time may itself be reported as
# a failure, "context deadline exceeded" (go.dev/issue/75804).
scripts/fuzz.sh "${FUZZTIME:-3000x}"
