package blobtest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/blob"
)

func putGetHead(t *testing.T, h Harness) {
	for _, c := range []struct {
		name, contentType string
		body              []byte
	}{
		{"text", "text/plain; charset=utf-8", []byte("hello")},
		{"empty", "image/png", nil},
		{"untyped", "", []byte{0, 1, 2, 0xff}},
		{"big", "video/mp4", pattern(1, 3<<20+7)},
	} {
		t.Run(c.name, func(t *testing.T) {
			key := "artifacts/usr_1/art_1/" + c.name
			wantAbsent(t, h.Store, key)
			made := put(t, h.Store, key, c.body, blob.PutOptions{ContentType: c.contentType, SHA256: sum(c.body)})
			info := wantBody(t, h.Store, key, c.body)
			want := c.contentType
			if want == "" {
				want = blob.DefaultType
			}
			if info.ContentType != want || info.SHA256 != sum(c.body) {
				t.Errorf("info %+v", info)
			}
			if made.ETag != info.ETag || made.Size != info.Size || made.Key != key {
				t.Errorf("Put says %+v, then %+v", made, info)
			}
		})
	}
}

// replace: bytes, type and hashes change together.
func replace(t *testing.T, h Harness) {
	const key = "artifacts/usr_1/art_1/x"
	first := put(t, h.Store, key, []byte("first"), blob.PutOptions{ContentType: "text/plain"})
	put(t, h.Store, key, []byte("the second"), blob.PutOptions{ContentType: "image/png"})
	info := wantBody(t, h.Store, key, []byte("the second"))
	if info.ETag == first.ETag || info.ContentType != "image/png" || info.SHA256 != sum([]byte("the second")) {
		t.Errorf("after replacing: %+v", info)
	}
	// A reader that began with the old bytes ends with them.
	old, _, err := h.Store.Get(t.Context(), key, nil)
	if err != nil {
		t.Fatal(err)
	}
	put(t, h.Store, key, []byte("and a third"), blob.PutOptions{})
	body, err := io.ReadAll(old)
	if err := errors.Join(err, old.Close()); err != nil || string(body) != "the second" {
		t.Errorf("reader across a replacement: %q, %v", body, err)
	}
}

var errSource = errors.New("source broke")

func putRefuses(t *testing.T, h Harness) {
	const key = "artifacts/usr_1/art_1/x"
	put(t, h.Store, key, []byte("kept"), blob.PutOptions{})
	for _, c := range []struct {
		name string
		body io.Reader
		size int64
		o    blob.PutOptions
		want error
	}{
		{"wrong checksum", strings.NewReader("body"), 4, blob.PutOptions{SHA256: sum([]byte("other"))}, blob.ErrChecksum},
		{"checksum in capitals", strings.NewReader("body"), 4, blob.PutOptions{SHA256: strings.ToUpper(sum([]byte("body")))}, blob.ErrInvalid},
		{"checksum cut", strings.NewReader("body"), 4, blob.PutOptions{SHA256: sum([]byte("body"))[:63]}, blob.ErrInvalid},
		{"fewer bytes", strings.NewReader("bod"), 4, blob.PutOptions{}, blob.ErrInvalid},
		{"more bytes", strings.NewReader("body!"), 4, blob.PutOptions{}, blob.ErrInvalid},
		{"bytes for nothing", strings.NewReader("b"), 0, blob.PutOptions{}, blob.ErrInvalid},
		{"negative size", strings.NewReader(""), -1, blob.PutOptions{}, blob.ErrInvalid},
		{"absurd size", strings.NewReader(""), blob.MaxPut + 1, blob.PutOptions{}, blob.ErrInvalid},
		{"type with a line break", strings.NewReader("body"), 4, blob.PutOptions{ContentType: "text/plain\r\nX: y"}, blob.ErrInvalid},
		{"type that is none", strings.NewReader("body"), 4, blob.PutOptions{ContentType: "what is this"}, blob.ErrInvalid},
		{"broken source", io.MultiReader(strings.NewReader("bo"), failing{}), 4, blob.PutOptions{}, errSource},
	} {
		_, err := h.Store.Put(t.Context(), key, c.body, c.size, c.o)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	wantBody(t, h.Store, key, []byte("kept"))
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errSource }

func invalidKeys(t *testing.T, h Harness) {
	ctx := t.Context()
	for _, key := range []string{
		"", "/", "a/", "/a", "a//b", ".", "..", "../a", "a/..", "a/../../b", "a/.b", `a\b`, "a\x00", "a\nb", "ä", "a b", "a@", "a%2e",
		strings.Repeat("a", 129), strings.Repeat("a/", 512) + "a",
	} {
		_, put := h.Store.Put(ctx, key, strings.NewReader("x"), 1, blob.PutOptions{})
		_, _, get := h.Store.Get(ctx, key, nil)
		_, head := h.Store.Head(ctx, key)
		_, join := h.Store.Join(ctx, key, []string{"a/b"}, blob.PutOptions{})
		_, source := h.Store.Join(ctx, "a/b", []string{key}, blob.PutOptions{})
		_, begin := h.Store.Begin(ctx, key, blob.PutOptions{})
		_, signGet := h.Store.SignGet(ctx, key, blob.GetGrant{Life: 1e9})
		_, signPut := h.Store.SignPut(ctx, key, blob.PutGrant{Life: 1e9, SHA256: sum(nil)})
		for name, err := range map[string]error{
			"Put": put, "Get": get, "Head": head, "Join": join, "Join from": source, "Begin": begin,
			"Delete": h.Store.Delete(ctx, key), "SignGet": signGet, "SignPut": signPut,
		} {
			if !errors.Is(err, blob.ErrInvalid) {
				t.Errorf("%s %q: %v, want ErrInvalid", name, key, err)
			}
		}
	}
	if page, _, err := h.Store.List(ctx, "", "", 0); err != nil || len(page) != 0 {
		t.Errorf("stored %v, %v", page, err)
	}
}

func ranges(t *testing.T, h Harness) {
	const key = "artifacts/usr_1/art_1/x"
	put(t, h.Store, key, []byte("0123456789"), blob.PutOptions{})
	put(t, h.Store, key+"-empty", nil, blob.PutOptions{})
	for _, c := range []struct {
		key  string
		r    blob.Range
		want string
		err  error
	}{
		{key, blob.Range{}, "0123456789", nil},
		{key, blob.Range{Offset: 3}, "3456789", nil},
		{key, blob.Range{Offset: 3, Length: 2}, "34", nil},
		{key, blob.Range{Offset: 9, Length: 1}, "9", nil},
		{key, blob.Range{Offset: 8, Length: 100}, "89", nil},
		{key, blob.Range{Offset: 1, Length: 1<<63 - 1}, "123456789", nil},
		{key, blob.Range{Offset: -4}, "6789", nil},
		{key, blob.Range{Offset: -4, Length: 1}, "6789", nil},
		{key, blob.Range{Offset: -10}, "0123456789", nil},
		{key, blob.Range{Offset: -11}, "0123456789", nil},
		{key, blob.Range{Offset: -1 << 63}, "0123456789", nil},
		{key, blob.Range{Offset: 10}, "", blob.ErrRange},
		{key, blob.Range{Offset: 1<<63 - 1, Length: 5}, "", blob.ErrRange},
		{key, blob.Range{Offset: 1, Length: -1}, "", blob.ErrInvalid},
		{key + "-empty", blob.Range{}, "", blob.ErrRange},
		{key + "-empty", blob.Range{Offset: -1}, "", blob.ErrRange},
		{key + "-absent", blob.Range{Offset: 1}, "", blob.ErrNotFound},
	} {
		body, info, err := get(t.Context(), h.Store, c.key, &c.r)
		if string(body) != c.want || !errors.Is(err, c.err) {
			t.Errorf("%s %+v: %q, %v; want %q, %v", c.key, c.r, body, err, c.want, c.err)
		}
		if err == nil && info.Size != 10 {
			t.Errorf("%+v: size %d, want that of the whole object", c.r, info.Size)
		}
	}
}

func deletes(t *testing.T, h Harness) {
	ctx := t.Context()
	all := []string{"temp/a/1", "temp/a/2", "temp/a/2/3", "temp/a2"}
	for _, key := range all {
		put(t, h.Store, key, []byte(key), blob.PutOptions{})
	}
	if err := h.Store.Delete(ctx); err != nil {
		t.Errorf("Delete of nothing: %v", err)
	}
	wantErr(t, "Delete with a bad key", h.Store.Delete(ctx, "temp/a/1", "../x"), blob.ErrInvalid)
	wantBody(t, h.Store, "temp/a/1", []byte("temp/a/1"))
	for range 2 { // the second time they are absent, which is no error
		if err := h.Store.Delete(ctx, "temp/a/2", "temp/never/was", "temp/a/1", "temp/a/1"); err != nil {
			t.Errorf("Delete: %v", err)
		}
	}
	wantAbsent(t, h.Store, "temp/a/1")
	wantAbsent(t, h.Store, "temp/a/2")
	wantBody(t, h.Store, "temp/a/2/3", []byte("temp/a/2/3"))
	wantBody(t, h.Store, "temp/a2", []byte("temp/a2"))
	if err := h.Store.Delete(ctx, all...); err != nil {
		t.Fatal(err)
	}
	put(t, h.Store, "temp/a", []byte("now an object"), blob.PutOptions{}) // where only others' prefix was
	wantBody(t, h.Store, "temp/a", []byte("now an object"))
}

func join(t *testing.T, h Harness) {
	parts := [][]byte{[]byte("one "), nil, pattern(2, 100_000), []byte(" end")}
	var sources []string
	for i, p := range parts {
		key := "temp/a/" + string(rune('a'+i))
		put(t, h.Store, key, p, blob.PutOptions{ContentType: "text/plain"})
		sources = append(sources, key)
	}
	whole := bytes.Join(parts, nil)
	made, err := h.Store.Join(t.Context(), "temp/b/whole", sources, blob.PutOptions{ContentType: "image/png"})
	if err != nil {
		t.Fatal(err)
	}
	info := wantBody(t, h.Store, "temp/b/whole", whole)
	if info.ContentType != "image/png" || info.SHA256 != "" || info.ETag != made.ETag {
		t.Errorf("joined: %+v, Join says %+v", info, made)
	}
	// The target may be a source, also more than once.
	if _, err := h.Store.Join(t.Context(), "temp/a/a", []string{"temp/a/a", "temp/a/d", "temp/a/a"}, blob.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	wantBody(t, h.Store, "temp/a/a", []byte("one  endone "))
}

func joinRefuses(t *testing.T, h Harness) {
	put(t, h.Store, "temp/a/x", []byte("x"), blob.PutOptions{})
	put(t, h.Store, "temp/a/kept", []byte("kept"), blob.PutOptions{})
	for _, c := range []struct {
		name    string
		sources []string
		o       blob.PutOptions
		want    error
	}{
		{"no sources", nil, blob.PutOptions{}, blob.ErrInvalid},
		{"absent source", []string{"temp/a/x", "temp/a/y"}, blob.PutOptions{}, blob.ErrNotFound},
		{"checksum", []string{"temp/a/x"}, blob.PutOptions{SHA256: sum([]byte("x"))}, blob.ErrInvalid},
		{"too many", make([]string, blob.MaxParts+1), blob.PutOptions{}, blob.ErrInvalid},
	} {
		_, err := h.Store.Join(t.Context(), "temp/a/kept", c.sources, c.o)
		wantErr(t, c.name, err, c.want)
	}
	wantBody(t, h.Store, "temp/a/kept", []byte("kept"))
}

// cancelled: nothing is done for a request that is over.
func cancelled(t *testing.T, h Harness) {
	put(t, h.Store, "temp/a/x", []byte("x"), blob.PutOptions{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := h.Store.Put(ctx, "temp/a/x", strings.NewReader("y"), 1, blob.PutOptions{})
	wantErr(t, "Put", err, context.Canceled)
	_, _, err = h.Store.Get(ctx, "temp/a/x", nil)
	wantErr(t, "Get", err, context.Canceled)
	_, _, err = h.Store.List(ctx, "", "", 0)
	wantErr(t, "List", err, context.Canceled)
	wantErr(t, "Delete", h.Store.Delete(ctx, "temp/a/x"), context.Canceled)
	wantBody(t, h.Store, "temp/a/x", []byte("x"))
}
