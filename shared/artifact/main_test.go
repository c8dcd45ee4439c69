package artifact_test

import (
	"log"
	"os"
	"testing"

	"github.com/aio-creative-hub/aio/shared/internal/rapidchecks"
)

// checks of each property: each makes a store and a directory of its own.
const checks = 40

func TestMain(m *testing.M) {
	if err := rapidchecks.Default(checks); err != nil {
		log.Fatal(err)
	}
	os.Exit(m.Run())
}
