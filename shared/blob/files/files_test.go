package files_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/blob/blobtest"
	"github.com/aio-creative-hub/aio/shared/blob/files"
	"github.com/aio-creative-hub/aio/shared/internal/testclock"
)

func newClock() *testclock.Clock {
	return testclock.New(time.Date(2026, 1, 2, 3, 4, 5, 678_000_000, time.UTC))
}

var signKey = []byte("a signing key of thirty-two bytes")

// open opens a store and serves its signed URLs.
func open(t *testing.T, dir string, c *testclock.Clock) (*files.Store, *http.Client) {
	t.Helper()
	var base string
	s, err := files.Open(dir, files.Options{SignKey: signKey, Now: c.Now, BaseURL: func() string { return base }})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(s.Handler())
	t.Cleanup(srv.Close)
	base = srv.URL
	return s, srv.Client()
}

func TestContract(t *testing.T) {
	blobtest.Run(t, func(t *testing.T) blobtest.Harness {
		c := newClock()
		s, client := open(t, filepath.Join(t.TempDir(), "blob"), c)
		return blobtest.Harness{
			Store: s, Client: client, Advance: c.Advance,
			Sweep: func(ctx context.Context) error { _, err := s.Sweep(ctx); return err },
		}
	})
}
