package s3_test

import (
	"testing"

	"github.com/aio-creative-hub/aio/shared/internal/rapidchecks"
)

// checks are few: each of a check's steps is some calls over HTTP to an emulator. Other
// adapters run the same test a hundred times.
const checks = 10

func TestMain(m *testing.M) { rapidchecks.Main(m, checks) }
