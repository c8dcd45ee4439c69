package s3_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/aio-creative-hub/aio/internal/emulator"
	"github.com/aio-creative-hub/aio/internal/faulty"
	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/blob/s3"
)

// client looks at requests before they are made, and may have one of them fail.
type client struct {
	faulty.Client
	before func(r *http.Request, fail func(faulty.Kind))
}

func (c *client) Do(r *http.Request) (*http.Response, error) {
	c.before(r, func(k faulty.Kind) { c.Set(faulty.Name(r), k, 1) })
	return c.Client.Do(r)
}

// through is a store whose requests go through a client.
func through(t *testing.T, target emulator.Target, bucket string, c aws.HTTPClient) *s3.Store {
	t.Helper()
	config := target.Config()
	config.HTTPClient = c
	s, err := s3.Open(config, s3.Options{Bucket: bucket})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func has(method, query string) func(*http.Request) bool {
	return func(r *http.Request) bool { return r.Method == method && r.URL.Query().Has(query) }
}

func copies(r *http.Request) bool { return r.Header.Get("X-Amz-Copy-Source") != "" }

// TestCallFaults: one fault in each of S3's calls is got over. Where an upload was ended
// and the answer lost, ErrNoUpload may come of the second try, which is true.
func TestCallFaults(t *testing.T) {
	emulator.Each(t, "blob call faults", func(t *testing.T, target emulator.Target) {
		name := bucket(t, target)
		clean := open(t, target, name)
		put(t, clean, "temp/usr_1/big", make([]byte, blob.MinPart))
		put(t, clean, "temp/usr_1/end", []byte("end"))
		for _, c := range []struct {
			call  string
			is    func(*http.Request) bool
			use   func(*testing.T, *s3.Store, string) error
			ended bool // of an upload
		}{
			{"HeadObject", func(r *http.Request) bool { return r.Method == http.MethodHead }, simple, false},
			{"GetObject", func(r *http.Request) bool { return r.URL.Query().Get("x-id") == "GetObject" }, simple, false},
			{"ListObjectsV2", has(http.MethodGet, "list-type"), simple, false},
			{"DeleteObjects", has(http.MethodPost, "delete"), simple, false},
			{"CreateMultipartUpload", has(http.MethodPost, "uploads"), joins, false},
			{"UploadPartCopy", copies, joins, false},
			{"UploadPart of a join", func(r *http.Request) bool { return r.URL.Query().Has("partNumber") && !copies(r) }, joins, false},
			{"CompleteMultipartUpload of a join", has(http.MethodPost, "uploadId"), joins, false},
			{"UploadPart", has(http.MethodPut, "partNumber"), uploads, false},
			{"ListParts", has(http.MethodGet, "uploadId"), uploads, false},
			{"CompleteMultipartUpload", has(http.MethodPost, "uploadId"), uploads, true},
			{"AbortMultipartUpload", has(http.MethodDelete, "uploadId"), aborts, true},
		} {
			for i, kind := range []faulty.Kind{faulty.Error, faulty.Timeout, faulty.Lost} {
				t.Run(c.call+" "+string(kind), func(t *testing.T) {
					t.Parallel() // they mostly wait for their second try
					var once sync.Once
					hit := false
					s := through(t, target, name, &client{before: func(r *http.Request, fail func(faulty.Kind)) {
						if c.is(r) {
							once.Do(func() { fail(kind); hit = true })
						}
					}})
					err := c.use(t, s, fmt.Sprintf("temp/usr_1/%s/%d", strings.ReplaceAll(c.call, " ", "-"), i))
					if err != nil && (!c.ended || kind != faulty.Lost || !errors.Is(err, blob.ErrNoUpload)) {
						t.Error(err)
					}
					if !hit {
						t.Error("the call was never made")
					}
				})
			}
		}
	})
}

// simple puts, looks at, reads, lists and deletes an object.
func simple(t *testing.T, s *s3.Store, key string) error {
	t.Helper()
	put(t, s, key, []byte("body"))
	_, err := s.Head(t.Context(), key)
	if body := read(t, s, key); string(body) != "body" {
		t.Errorf("read %q", body)
	}
	page, _, listed := s.List(t.Context(), key, "", 0)
	if len(page) != 1 {
		t.Errorf("listed %d", len(page))
	}
	return errors.Join(err, listed, s.Delete(t.Context(), key), wantAbsent(t.Context(), s, key))
}

func wantAbsent(ctx context.Context, s *s3.Store, key string) error {
	if _, err := s.Head(ctx, key); !errors.Is(err, blob.ErrNotFound) {
		return fmt.Errorf("after its deletion: %w", err)
	}
	return nil
}

// joins joins what S3 copies with what goes through here.
func joins(t *testing.T, s *s3.Store, key string) error {
	t.Helper()
	info, err := s.Join(t.Context(), key, []string{"temp/usr_1/big", "temp/usr_1/end"}, blob.PutOptions{})
	if err == nil && info.Size != blob.MinPart+3 {
		t.Errorf("joined %d bytes", info.Size)
	}
	return err
}

// uploads uploads an object in one part. Whatever Complete says, it is there.
func uploads(t *testing.T, s *s3.Store, key string) error {
	t.Helper()
	id, err := s.Begin(t.Context(), key, blob.PutOptions{})
	if err != nil {
		return err
	}
	if _, err := s.PutPart(t.Context(), key, id, 1, bytes.NewReader([]byte("part")), 4); err != nil {
		return err
	}
	parts, err := s.Parts(t.Context(), key, id)
	if err != nil || len(parts) != 1 {
		return fmt.Errorf("%d parts: %w", len(parts), err)
	}
	_, err = s.Complete(t.Context(), key, id, parts)
	if body := read(t, s, key); string(body) != "part" {
		t.Errorf("read %q", body)
	}
	return err
}

// aborts ends an upload. Whatever Abort says, it is over.
func aborts(t *testing.T, s *s3.Store, key string) error {
	t.Helper()
	id, err := s.Begin(t.Context(), key, blob.PutOptions{})
	if err != nil {
		return err
	}
	err = s.Abort(t.Context(), key, id)
	if _, after := s.Parts(t.Context(), key, id); !errors.Is(after, blob.ErrNoUpload) {
		t.Errorf("after Abort: %v", after)
	}
	return err
}

// put stores an object.
func put(t *testing.T, s *s3.Store, key string, body []byte) {
	t.Helper()
	if _, err := s.Put(t.Context(), key, bytes.NewReader(body), int64(len(body)), blob.PutOptions{}); err != nil {
		t.Fatalf("put %s: %v", key, err)
	}
}
