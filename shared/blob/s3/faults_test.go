package s3_test

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/aio-creative-hub/aio/internal/emulator"
	"github.com/aio-creative-hub/aio/internal/faulty"
	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/blob/s3"
)

// TestFaults: a fault that stays is ErrUnavailable, and the object is the old or the new
// one, whole. One fault in each call: TestCallFaults.
func TestFaults(t *testing.T) {
	const key = "temp/usr_1/x"
	before, after := []byte("before"), []byte("after")
	emulator.Each(t, "blob faults", func(t *testing.T, target emulator.Target) {
		name := bucket(t, target)
		clean := open(t, target, name)
		for kind, want := range map[faulty.Kind][]byte{faulty.Error: before, faulty.Timeout: before, faulty.Lost: after} { // S3's throttling is a 503: an error
			client := &faulty.Client{}
			put(t, clean, key, before)
			client.Set("PUT x", kind, 100)
			if _, err := through(t, target, name, client).Put(t.Context(), key, bytes.NewReader(after), int64(len(after)), blob.PutOptions{}); !errors.Is(err, blob.ErrUnavailable) {
				t.Errorf("%s: %v", kind, err)
			}
			if got := read(t, clean, key); !bytes.Equal(got, want) {
				t.Errorf("%s: the object is %q, want %q", kind, got, want)
			}
		}
	})
}

func read(t *testing.T, s *s3.Store, key string) []byte {
	t.Helper()
	r, _, err := s.Get(t.Context(), key, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
