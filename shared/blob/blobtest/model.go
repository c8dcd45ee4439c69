package blobtest

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/aio-creative-hub/aio/shared/blob"
)

// machine drives a store with random operations beside a model, a map of bytes.
type machine struct {
	store blob.Store
	base  string // the keys of this run begin so
	model map[string][]byte
	etags map[string]string
}

func model(t *testing.T, h Harness) {
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		m := &machine{
			store: h.Store, base: fmt.Sprintf("temp/run-%d/", run), model: map[string][]byte{}, etags: map[string]string{},
		}
		rt.Repeat(map[string]func(*rapid.T){
			"put": m.put, "get": m.get, "range": m.ranged, "delete": m.delete, "list": m.list, "join": m.join,
		})
		m.all(rt)
	})
}

func (m *machine) key(rt *rapid.T) string {
	return m.base + rapid.SampledFrom(neighbours).Draw(rt, "key")
}

func (m *machine) put(rt *rapid.T) {
	key, body := m.key(rt), rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(rt, "body")
	info := put(rt, m.store, key, body, blob.PutOptions{})
	if old, had := m.model[key]; had && !bytes.Equal(old, body) && info.ETag == m.etags[key] {
		rt.Fatalf("%s: other bytes, same ETag", key)
	}
	m.model[key], m.etags[key] = body, info.ETag
}

func (m *machine) get(rt *rapid.T) {
	key := m.key(rt)
	body, had := m.model[key]
	if !had {
		wantAbsent(rt, m.store, key)
		return
	}
	if info := wantBody(rt, m.store, key, body); info.ETag != m.etags[key] {
		rt.Fatalf("%s: the ETag changed by itself", key)
	}
}

func (m *machine) ranged(rt *rapid.T) {
	key := m.key(rt)
	body := m.model[key]
	offset := rapid.Int64Range(-45, 45).Draw(rt, "offset")
	length := rapid.Int64Range(0, 45).Draw(rt, "length")
	got, _, err := get(rt.Context(), m.store, key, &blob.Range{Offset: offset, Length: length})
	size := int64(len(body))
	from, to := offset, offset+length
	if length == 0 || to > size {
		to = size
	}
	if offset < 0 {
		from, to = max(0, size+offset), size
	}
	switch _, had := m.model[key]; {
	case !had:
		wantErr(rt, "range of an absent object", err, blob.ErrNotFound)
	case from >= size:
		wantErr(rt, "range beyond the end", err, blob.ErrRange)
	case err != nil || !bytes.Equal(got, body[from:to]):
		rt.Fatalf("%s [%d,+%d): %d bytes, %v; want %d", key, offset, length, len(got), err, to-from)
	}
}

func (m *machine) delete(rt *rapid.T) {
	var keys []string
	for range rapid.IntRange(1, 3).Draw(rt, "count") {
		key := m.key(rt)
		keys = append(keys, key)
		delete(m.model, key)
	}
	if err := m.store.Delete(rt.Context(), keys...); err != nil {
		rt.Fatalf("Delete: %v", err)
	}
}

func (m *machine) list(rt *rapid.T) {
	prefix := m.base + rapid.SampledFrom([]string{"", "a", "a/", "a/b", "b", "A", "x"}).Draw(rt, "prefix")
	m.wantList(rt, prefix, rapid.IntRange(1, 5).Draw(rt, "limit"))
}

func (m *machine) wantList(rt *rapid.T, prefix string, limit int) {
	want := slices.DeleteFunc(slices.Sorted(maps.Keys(m.model)), func(k string) bool { return !strings.HasPrefix(k, prefix) })
	got, err := listAll(rt, m.store, prefix, limit)
	if err != nil || !slices.Equal(got, want) {
		rt.Fatalf("list %q by %d: %v, %v; want %v", prefix, limit, got, err, want)
	}
}

func (m *machine) join(rt *rapid.T) {
	target := m.key(rt)
	var sources []string
	var whole []byte
	missing := false
	for range rapid.IntRange(1, 3).Draw(rt, "count") {
		key := m.key(rt)
		body, had := m.model[key]
		missing = missing || !had
		sources, whole = append(sources, key), append(whole, body...)
	}
	info, err := m.store.Join(rt.Context(), target, sources, blob.PutOptions{})
	if missing {
		wantErr(rt, "join of an absent object", err, blob.ErrNotFound)
		return
	}
	if err != nil {
		rt.Fatalf("Join: %v", err)
	}
	m.model[target], m.etags[target] = whole, info.ETag
}

func (m *machine) all(rt *rapid.T) {
	for key, body := range m.model {
		wantBody(rt, m.store, key, body)
	}
	m.wantList(rt, m.base, 0)
}
