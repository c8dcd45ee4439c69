// Package blobtest is the contract of the blob port: a suite that every adapter's test
// runs. It knows nothing of files or buckets; signed URLs are used through real HTTP.
package blobtest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/blob"
)

// Harness is a store under test.
type Harness struct {
	Store blob.Store
	// Client reaches the store's signed URLs.
	Client *http.Client
	// Advance lets time pass for the store: it moves an injected clock, or waits.
	Advance func(d time.Duration)
	// Sweep removes at once what has outlived its area or was never completed; nil if
	// something the test cannot trigger does that (the bucket's lifecycle rules).
	Sweep func(ctx context.Context) error
	// Lacks names the cases that cannot be run, with the reason: an emulator that only
	// pretends what they are about. It is for what was found out by a probe. Of SignedTamper
	// it names single changes: "SignedTamper: no query".
	Lacks map[string]string
}

// Run runs the suite. Each call of open gives an empty store.
func Run(t *testing.T, open func(t *testing.T) Harness) {
	t.Helper()
	for _, c := range []struct {
		name string
		test func(*testing.T, Harness)
	}{
		{"PutGetHead", putGetHead},
		{"Replace", replace},
		{"PutRefuses", putRefuses},
		{"InvalidKeys", invalidKeys},
		{"Ranges", ranges},
		{"Delete", deletes},
		{"List", list},
		{"ListRefuses", listRefuses},
		{"Join", join},
		{"JoinRefuses", joinRefuses},
		{"Cancelled", cancelled},
		{"Model", model},
		{"Concurrency", concurrency},
		{"ConcurrentKeys", concurrentKeys},
		{"Multipart", multipart},
		{"MultipartRefuses", multipartRefuses},
		{"MultipartEnds", multipartEnds},
		{"SignedGet", signedGet},
		{"SignedGetRange", signedGetRange},
		{"SignedPut", signedPut},
		{"SignedPart", signedPart},
		{"SignedTamper", signedTamper},
		{"SignedPutWrongBody", signedPutWrongBody},
		{"SignedExpires", signedExpires},
		{"SignRefuses", signRefuses},
		{"Lifetimes", lifetimes},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := open(t)
			if why := h.Lacks[c.name]; why != "" {
				t.Skip("not run: " + why)
			}
			c.test(t, h)
		})
	}
}

// fataler is what testing.T and rapid.T have in common here.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
	Context() context.Context
}

func put(t fataler, s blob.Store, key string, body []byte, o blob.PutOptions) blob.Info {
	t.Helper()
	info, err := s.Put(t.Context(), key, bytes.NewReader(body), int64(len(body)), o)
	if err != nil {
		t.Fatalf("Put %s: %v", key, err)
	}
	return info
}

// get reads an object to its end.
func get(ctx context.Context, s blob.Store, key string, r *blob.Range) (body []byte, info blob.Info, err error) {
	rc, info, err := s.Get(ctx, key, r)
	if err != nil {
		return nil, info, err
	}
	defer func() { err = errors.Join(err, rc.Close()) }()
	body, err = io.ReadAll(rc)
	return body, info, err
}

// wantBody checks an object's bytes and that what Get and Head say of it fits them.
func wantBody(t fataler, s blob.Store, key string, want []byte) blob.Info {
	t.Helper()
	body, info, err := get(t.Context(), s, key, nil)
	if err != nil {
		t.Fatalf("Get %s: %v", key, err)
	}
	if !bytes.Equal(body, want) {
		t.Fatalf("%s has %d bytes, want others, %d", key, len(body), len(want))
	}
	head, err := s.Head(t.Context(), key)
	if err != nil {
		t.Fatalf("Head %s: %v", key, err)
	}
	if !same(head, info) {
		t.Fatalf("%s: Head says %+v, Get %+v", key, head, info)
	}
	if info.Key != key || info.Size != int64(len(want)) || info.ETag == "" || info.LastModified.IsZero() {
		t.Fatalf("%s: wrong info %+v", key, info)
	}
	return info
}

func same(a, b blob.Info) bool {
	equal := a.LastModified.Equal(b.LastModified)
	a.LastModified, b.LastModified = time.Time{}, time.Time{}
	return equal && a == b
}

func wantErr(t fataler, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("%s: error %v, want %v", what, err, want)
	}
}

func wantAbsent(t fataler, s blob.Store, key string) {
	t.Helper()
	_, err := s.Head(t.Context(), key)
	wantErr(t, "Head "+key, err, blob.ErrNotFound)
	_, _, err = get(t.Context(), s, key, nil)
	wantErr(t, "Get "+key, err, blob.ErrNotFound)
}

func sum(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

// pattern makes size bytes that tell by every stretch which pattern they are of.
func pattern(n, size int) []byte {
	return bytes.Repeat(fmt.Appendf(nil, "%08d", n), size/8+1)[:size]
}
