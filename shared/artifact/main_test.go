package artifact_test

import (
	"testing"

	"github.com/aio-creative-hub/aio/shared/internal/rapidchecks"
)

// checks of each property: each makes a store and a directory of its own.
const checks = 40

func TestMain(m *testing.M) { rapidchecks.Main(m, checks) }
