package local

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var accept = flag.Bool("accept", false, "write the events made now into the folder events")

// golden compares an event with the sample in the root's folder events, which other tests
// and `sam local` use, too.
func golden(t *testing.T, name string, event []byte) {
	t.Helper()
	path := filepath.Join("..", "..", "events", name)
	var got bytes.Buffer
	if err := json.Indent(&got, event, "", "  "); err != nil {
		t.Fatalf("%s: %v in %s", name, err, event)
	}
	got.WriteByte('\n')
	if *accept {
		if err := os.WriteFile(path, got.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("%s differs (-want +got); if that is meant, run the test with -accept:\n%s", path, diff)
	}
}
