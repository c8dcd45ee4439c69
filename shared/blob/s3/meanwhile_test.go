package s3_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/aio-creative-hub/aio/internal/emulator"
	"github.com/aio-creative-hub/aio/internal/faulty"
	"github.com/aio-creative-hub/aio/shared/blob"
)

// TestJoinReplacedSource: a source that is replaced between the look at it and the taking
// of its bytes is not joined in part; the next try joins the new one.
func TestJoinReplacedSource(t *testing.T) {
	const source, joined = "temp/usr_1/source", "temp/usr_1/joined"
	emulator.Each(t, "blob join of a replaced source", func(t *testing.T, target emulator.Target) {
		name := bucket(t, target)
		clean := open(t, target, name)
		for what, size := range map[string]int{"copied": blob.MinPart, "read": 10} {
			after := bytes.Repeat([]byte("2"), size+5)
			put(t, clean, source, bytes.Repeat([]byte("1"), size))
			var once sync.Once
			s := through(t, target, name, &client{before: func(r *http.Request, _ func(faulty.Kind)) {
				if r.Method != http.MethodHead {
					once.Do(func() { put(t, clean, source, after) })
				}
			}})
			if _, err := s.Join(t.Context(), joined, []string{source}, blob.PutOptions{}); !errors.Is(err, blob.ErrUnavailable) {
				t.Errorf("%s: %v, want ErrUnavailable", what, err)
			}
			if _, err := clean.Head(t.Context(), joined); !errors.Is(err, blob.ErrNotFound) {
				t.Errorf("%s: something was made: %v", what, err)
			}
			if _, err := s.Join(t.Context(), joined, []string{source}, blob.PutOptions{}); err != nil || !bytes.Equal(read(t, clean, joined), after) {
				t.Errorf("%s: again: %v, or other bytes than the new ones", what, err)
			}
			if err := clean.Delete(t.Context(), joined); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// TestNoBucket: that the bucket is not there is not taken for an object's or upload's absence.
func TestNoBucket(t *testing.T) {
	emulator.Each(t, "blob without a bucket", func(t *testing.T, target emulator.Target) {
		s := open(t, target, "aio-test-of-no-bucket")
		_, _, get := s.Get(t.Context(), "temp/usr_1/x", nil)
		_, parts := s.Parts(t.Context(), "temp/usr_1/x", "upload")
		for method, err := range map[string]error{"Get": get, "Parts": parts} {
			if !errors.Is(err, blob.ErrUnavailable) || errors.Is(err, blob.ErrNotFound) || errors.Is(err, blob.ErrNoUpload) {
				t.Errorf("%s: %v", method, err)
			}
		}
	})
}

// late is a service that does not answer within a call's time.
type late struct{}

func (late) Do(*http.Request) (*http.Response, error) { return nil, context.DeadlineExceeded }

// TestTimes: a call's own time being over is the service's fault, the end of the caller's
// is the caller's, and so is an error of the caller's reader.
func TestTimes(t *testing.T) {
	s := through(t, emulator.Target{Endpoint: "http://127.0.0.1:1"}, "aio-test-of-time", late{})
	if _, err := s.Head(t.Context(), "temp/usr_1/x"); !errors.Is(err, blob.ErrUnavailable) || errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("no answer in time: %v", err)
	}
	if _, _, err := s.List(t.Context(), "", "", 0); !errors.Is(err, blob.ErrUnavailable) {
		t.Errorf("no list in time: %v", err)
	}
	ended, cancel := context.WithTimeout(t.Context(), 1)
	defer cancel()
	if _, err := s.Head(ended, "temp/usr_1/x"); !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, blob.ErrUnavailable) {
		t.Errorf("the caller's end: %v", err)
	}
	broken := errors.New("the reader broke")
	if _, err := s.Put(t.Context(), "temp/usr_1/x", iotest.ErrReader(broken), 5, blob.PutOptions{}); !errors.Is(err, broken) || errors.Is(err, blob.ErrUnavailable) {
		t.Errorf("the caller's reader: %v", err)
	}
}
