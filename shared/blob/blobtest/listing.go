package blobtest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/blob"
)

// neighbours are keys whose order goes wrong where "/" is not compared as a byte, and
// where an object and a prefix have one name.
var neighbours = []string{"a", "a-b", "a.b", "a/b", "a/b/c", "a/b-c", "a/upload", "a0", "A", "_", "b", "b/x/y/z"}

func list(t *testing.T, h Harness) {
	var keys []string
	for _, n := range neighbours {
		for _, owner := range []string{"temp/usr_1/", "temp/usr_2/", "temp/usr_10/"} {
			keys = append(keys, owner+n)
			put(t, h.Store, owner+n, []byte(n), blob.PutOptions{})
		}
	}
	slices.Sort(keys)
	for _, prefix := range []string{
		"", "t", "temp/", "temp/usr_1", "temp/usr_1/", "temp/usr_1/a", "temp/usr_1/a/", "temp/usr_1/a/b", "temp/usr_2/b/x/y/", "temp/usr_3/", "x", "../", "temp//",
	} {
		var want []string
		for _, k := range keys {
			if strings.HasPrefix(k, prefix) {
				want = append(want, k)
			}
		}
		for _, limit := range []int{0, 1, 2, 7, len(keys), blob.MaxList} {
			got, err := listAll(t, h.Store, prefix, limit)
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("prefix %q, limit %d: %v, %v; want %v", prefix, limit, got, err, want)
			}
		}
	}
	page, _, err := h.Store.List(t.Context(), "temp/usr_1/a-b", "", 1)
	if err != nil || len(page) != 1 {
		t.Fatalf("%d objects, %v", len(page), err)
	}
	head, err := h.Store.Head(t.Context(), page[0].Key)
	if err != nil || page[0].ETag != head.ETag || page[0].Size != head.Size || !page[0].LastModified.Equal(head.LastModified) {
		t.Errorf("List says %+v, Head %+v, %v", page[0], head, err)
	}
}

// listAll reads all pages.
func listAll(t fataler, s blob.Store, prefix string, limit int) (keys []string, err error) {
	cursor := ""
	for range 1000 {
		page, next, err := s.List(t.Context(), prefix, cursor, limit)
		if err != nil {
			return nil, err
		}
		if limit > 0 && len(page) > limit {
			return nil, fmt.Errorf("%d objects on a page of %d", len(page), limit)
		}
		for _, info := range page {
			keys = append(keys, info.Key)
		}
		if next == "" {
			return keys, nil
		}
		cursor = next
	}
	return nil, errors.New("the pages do not end")
}

func listRefuses(t *testing.T, h Harness) {
	for _, c := range []struct {
		name, prefix, cursor string
		limit                int
	}{
		{"negative limit", "", "", -1},
		{"limit above the most", "", "", blob.MaxList + 1},
		{"foreign cursor", "", "not a cursor!", 1},
		{"endless prefix", strings.Repeat("a", blob.MaxKey+1), "", 1},
	} {
		_, _, err := h.Store.List(t.Context(), c.prefix, c.cursor, c.limit)
		wantErr(t, c.name, err, blob.ErrInvalid)
	}
}
