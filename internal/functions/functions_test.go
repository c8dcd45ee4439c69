package functions

import (
	"encoding/json"
	"testing"

	"github.com/aio-creative-hub/aio/shared/catalog"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// root is the module's, from this package's folder.
const root = "../.."

// TestFolder: exactly one function for each operation that is not planned, with a sample
// event that is what the declarations say now.
func TestFolder(t *testing.T) {
	if err := Check(root); err != nil {
		t.Error(err)
	}
}

func TestEvents(t *testing.T) {
	for _, d := range catalog.All() {
		s := operation.SpecOf(d)
		data, err := Event(d)
		if err != nil || !json.Valid(data) {
			t.Errorf("%s: %v", s.ID, err)
		}
	}
}
