package identity_test

import (
	"testing"

	"github.com/aio-creative-hub/aio/shared/internal/rapidchecks"
)

// TestMain asks for fewer checks than usual, since each sign-in hashes a password and signs a token.
func TestMain(m *testing.M) { rapidchecks.Main(m, 15) }
