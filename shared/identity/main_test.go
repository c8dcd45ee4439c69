package identity_test

import (
	"os"
	"testing"

	"github.com/aio-creative-hub/aio/shared/internal/rapidchecks"
)

// TestMain asks for fewer checks than usual, since each sign-in hashes a password and signs a token.
func TestMain(m *testing.M) {
	if err := rapidchecks.Default(15); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}
