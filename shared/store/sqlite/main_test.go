package sqlite_test

import (
	"os"
	"testing"

	"github.com/aio-creative-hub/aio/shared/internal/rapidchecks"
)

// TestMain asks for fewer checks than usual, since each operation syncs a disk.
func TestMain(m *testing.M) {
	if err := rapidchecks.Default(40); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}
