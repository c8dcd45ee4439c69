package s3_test

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/aio-creative-hub/aio/internal/emulator"
	"github.com/aio-creative-hub/aio/internal/faulty"
	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/blob/s3"
)

// TestFaults: one fault of any kind is got over, for every call may be repeated; one that
// stays is ErrUnavailable, and the object is the old or the new one, whole.
func TestFaults(t *testing.T) {
	const key = "temp/usr_1/x"
	emulator.Each(t, "blob faults", func(t *testing.T, target emulator.Target) {
		name := bucket(t, target)
		clean := open(t, target, name)
		for _, kind := range []faulty.Kind{faulty.Error, faulty.Timeout, faulty.Lost} { // S3's throttling is a 503: an error
			for _, times := range []int{1, 100} {
				client := &faulty.Client{}
				config := target.Config()
				config.HTTPClient = aws.HTTPClient(client)
				broken, err := s3.Open(config, s3.Options{Bucket: name})
				if err != nil {
					t.Fatal(err)
				}
				before, after := []byte("before"), []byte("after")
				if _, err := clean.Put(t.Context(), key, bytes.NewReader(before), int64(len(before)), blob.PutOptions{}); err != nil {
					t.Fatal(err)
				}
				client.Set("PUT x", kind, times)
				_, err = broken.Put(t.Context(), key, bytes.NewReader(after), int64(len(after)), blob.PutOptions{})
				if (err == nil) != (times == 1) || err != nil && !errors.Is(err, blob.ErrUnavailable) {
					t.Errorf("%s, %d times: %v", kind, times, err)
				}
				want := after
				if err != nil && kind != faulty.Lost {
					want = before
				}
				if got := read(t, clean, key); !bytes.Equal(got, want) {
					t.Errorf("%s, %d times: the object is %q, want %q", kind, times, got, want)
				}
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
