package sqlite_test

import (
	"testing"

	"github.com/aio-creative-hub/aio/shared/internal/rapidchecks"
)

// TestMain asks for fewer checks than usual, since each operation syncs a disk.
func TestMain(m *testing.M) { rapidchecks.Main(m, 40) }
