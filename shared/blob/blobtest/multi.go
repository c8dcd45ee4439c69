package blobtest

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/blob"
)

const multiKey = "temp/usr_1/upload-target"

func startUpload(t *testing.T, h Harness) string {
	t.Helper()
	id, err := h.Store.Begin(t.Context(), multiKey, blob.PutOptions{ContentType: "video/mp4"})
	if err != nil {
		t.Fatalf("Begin: %v", err)
	}
	return id
}

func putPart(t *testing.T, h Harness, id string, number int, body []byte) blob.Part {
	t.Helper()
	p, err := h.Store.PutPart(t.Context(), multiKey, id, number, bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Errorf("PutPart %d: %v", number, err)
	}
	if p.Number != number || p.Size != int64(len(body)) || p.ETag == "" {
		t.Errorf("PutPart %d says %+v", number, p)
	}
	return p
}

// multipart: parts come side by side, in any order, with gaps, and again; nothing shows
// before Complete.
func multipart(t *testing.T, h Harness) {
	first, second, last := pattern(1, blob.MinPart), pattern(2, blob.MinPart+3), []byte("the end")
	put(t, h.Store, multiKey, []byte("before"), blob.PutOptions{})
	id := startUpload(t, h)
	other := startUpload(t, h)
	var wg sync.WaitGroup
	for number, body := range map[int][]byte{900: last, 1: first, 7: []byte("not this")} {
		wg.Go(func() { putPart(t, h, id, number, body) })
	}
	wg.Wait()
	putPart(t, h, id, 7, second)
	putPart(t, h, id, blob.MaxParts, []byte("not chosen"))

	parts, err := h.Store.Parts(t.Context(), multiKey, id)
	if err != nil || len(parts) != 4 {
		t.Fatalf("Parts: %v, %v", parts, err)
	}
	if !slices.IsSortedFunc(parts, func(a, b blob.Part) int { return a.Number - b.Number }) || parts[1].Size != int64(len(second)) {
		t.Errorf("Parts: %+v", parts)
	}
	if none, err := h.Store.Parts(t.Context(), multiKey, other); err != nil || len(none) != 0 {
		t.Errorf("the other upload's parts: %v, %v", none, err)
	}
	wantBody(t, h.Store, multiKey, []byte("before"))
	if keys, err := listAll(t, h.Store, "", 0); err != nil || len(keys) != 1 {
		t.Errorf("parts show as objects: %v, %v", keys, err)
	}

	made, err := h.Store.Complete(t.Context(), multiKey, id, parts[:3])
	if err != nil {
		t.Fatalf("Complete: %v", err)
	}
	info := wantBody(t, h.Store, multiKey, slices.Concat(first, second, last))
	if info.ContentType != "video/mp4" || info.SHA256 != "" || info.ETag != made.ETag {
		t.Errorf("info %+v, Complete says %+v", info, made)
	}
	wantEnded(t, h, id)
	if err := h.Store.Abort(t.Context(), multiKey, other); err != nil {
		t.Errorf("Abort: %v", err)
	}
	wantEnded(t, h, other)
}

// wantEnded checks that no method knows an upload.
func wantEnded(t *testing.T, h Harness, id string) {
	t.Helper()
	_, err := h.Store.PutPart(t.Context(), multiKey, id, 1, strings.NewReader("x"), 1)
	wantErr(t, "PutPart", err, blob.ErrNoUpload)
	_, err = h.Store.Parts(t.Context(), multiKey, id)
	wantErr(t, "Parts", err, blob.ErrNoUpload)
	_, err = h.Store.Complete(t.Context(), multiKey, id, []blob.Part{{Number: 1, ETag: "x"}})
	wantErr(t, "Complete", err, blob.ErrNoUpload)
	wantErr(t, "Abort", h.Store.Abort(t.Context(), multiKey, id), blob.ErrNoUpload)
}

func multipartRefuses(t *testing.T, h Harness) {
	id := startUpload(t, h)
	one := putPart(t, h, id, 1, []byte("short"))
	two := putPart(t, h, id, 2, []byte("also short"))
	for _, number := range []int{-1, 0, blob.MaxParts + 1} {
		_, err := h.Store.PutPart(t.Context(), multiKey, id, number, strings.NewReader("x"), 1)
		wantErr(t, "part number", err, blob.ErrInvalid)
	}
	_, err := h.Store.PutPart(t.Context(), multiKey, id, 1, strings.NewReader("x"), 2)
	wantErr(t, "fewer bytes", err, blob.ErrInvalid)
	for name, parts := range map[string][]blob.Part{
		"no parts":     nil,
		"absent part":  {one, {Number: 3, ETag: two.ETag}},
		"other ETag":   {{Number: 1, ETag: two.ETag}},
		"no ETag":      {{Number: 1}},
		"falling":      {two, one},
		"twice":        {one, one},
		"short middle": {one, two},
		"number 0":     {{Number: 0, ETag: one.ETag}},
		"too many":     make([]blob.Part, blob.MaxParts+1),
	} {
		_, err := h.Store.Complete(t.Context(), multiKey, id, parts)
		wantErr(t, name, err, blob.ErrInvalid)
	}
	_, err = h.Store.PutPart(t.Context(), multiKey+"-other", id, 1, strings.NewReader("x"), 1)
	wantErr(t, "another key's upload", err, blob.ErrNoUpload)
	_, err = h.Store.Complete(t.Context(), multiKey+"-other", id, []blob.Part{one})
	wantErr(t, "another key's upload", err, blob.ErrNoUpload)
	_, err = h.Store.Begin(t.Context(), multiKey, blob.PutOptions{SHA256: sum(nil)})
	wantErr(t, "checksum of the whole", err, blob.ErrInvalid)
	wantAbsent(t, h.Store, multiKey)
	if _, err := h.Store.Complete(t.Context(), multiKey, id, []blob.Part{one}); err != nil { // one part may be short
		t.Errorf("Complete after refusals: %v", err)
	}
	wantBody(t, h.Store, multiKey, []byte("short"))
}

// multipartEnds: ids that never were, and an upload that took too long.
func multipartEnds(t *testing.T, h Harness) {
	for _, id := range []string{"", "x", "../x", strings.Repeat("0", 32), strings.Repeat("a", 5000)} {
		wantEnded(t, h, id)
	}
	if h.Sweep == nil {
		return
	}
	late := startUpload(t, h)
	putPart(t, h, late, 1, []byte("x"))
	h.Advance(blob.UploadLife - time.Minute)
	inTime := startUpload(t, h)
	putPart(t, h, inTime, 1, []byte("y"))
	h.Advance(time.Minute)
	sweep(t, h)
	wantEnded(t, h, late)
	if parts, err := h.Store.Parts(t.Context(), multiKey, inTime); err != nil || len(parts) != 1 {
		t.Errorf("the younger upload: %v, %v", parts, err)
	}
}

func sweep(t *testing.T, h Harness) {
	t.Helper()
	if err := h.Sweep(t.Context()); err != nil {
		t.Fatalf("Sweep: %v", err)
	}
}

// lifetimes: what areas do not keep goes when its time is over, and nothing else.
func lifetimes(t *testing.T, h Harness) {
	if h.Sweep == nil {
		t.Skip("the adapter leaves lifetimes to rules that a test cannot trigger")
	}
	all := []string{"artifacts/u/x", "derived/u/x", "documents/u/x", "exports/u/x", "temp/u/x", "temporary/u/x"}
	for _, key := range all {
		put(t, h.Store, key, []byte(key), blob.PutOptions{})
	}
	want := func(gone ...string) {
		t.Helper()
		sweep(t, h)
		left := slices.DeleteFunc(slices.Clone(all), func(k string) bool { return slices.Contains(gone, k) })
		if got, err := listAll(t, h.Store, "", 0); err != nil || !slices.Equal(got, left) {
			t.Errorf("left: %v, %v; want %v", got, err, left)
		}
		for _, key := range left {
			wantBody(t, h.Store, key, []byte(key))
		}
	}
	h.Advance(24*time.Hour - time.Second)
	want()
	h.Advance(time.Second)
	want("temp/u/x")
	put(t, h.Store, "temp/u/x", []byte("temp/u/x"), blob.PutOptions{}) // again, so it is young again
	h.Advance(6*24*time.Hour - time.Second)
	put(t, h.Store, "temp/u/x", []byte("temp/u/x"), blob.PutOptions{})
	want()
	h.Advance(time.Second)
	want("exports/u/x")
	h.Advance(365 * 24 * time.Hour)
	want("exports/u/x", "temp/u/x")
}
