package artifact_test

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/internal/optest"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/storetest"
)

// pages reads a whole list.
func (w *world) pages(rt interface{ Fatalf(string, ...any) }, user string, query map[string]string) []ops.Artifact {
	w.t.Helper()
	var out []ops.Artifact
	for range 2000 {
		a := w.rest(ops.List, user, "", query, nil)
		if a.Status != http.StatusOK {
			rt.Fatalf("%v: %d %s", query, a.Status, a.Body)
		}
		p := optest.Decode[ops.ArtifactPage](w.t, a)
		out = append(out, p.Items...)
		if query["cursor"] = p.NextCursor; p.NextCursor == "" {
			delete(query, "cursor")
			return out
		}
	}
	rt.Fatalf("a list without end: %v", query)
	return nil
}

// TestListFilters: any filter and order, at any page size, gives what a search through
// all files gives, each once.
func TestListFilters(t *testing.T) {
	names := []string{"Banner.png", "banner 2.png", "LOGO.svg", "Größe.txt", "STRASSE.txt", "notes.md", "a%b_c.csv", "logo final.png"}
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t, func(s store.Store) store.Store {
			return storetest.Nasty(s, storetest.Faults{Seed: rapid.Uint64().Draw(rt, "seed"), ShortPage: 0.3})
		})
		var all []ops.Artifact
		for i := range rapid.IntRange(0, 12).Draw(rt, "files") {
			name := rapid.SampledFrom(names).Draw(rt, "name")
			data := append([]byte{}, samples["a"+name[strings.LastIndexByte(name, '.'):]]...)
			if strings.HasSuffix(name, ".txt") || strings.HasSuffix(name, ".csv") {
				data = append(data, strings.Repeat("x", rapid.IntRange(0, 50).Draw(rt, "more"))...)
			}
			tags := rapid.SliceOfDistinct(rapid.SampledFrom([]string{"Brand", "Spring", "old"}), rapid.ID).Draw(rt, "tags")
			all = append(all, w.uploaded("usr_1", name, data, map[string]any{"tags": tags}))
			if i%3 == 0 {
				w.uploaded("usr_2", name, data)
			}
			w.clock.Advance(time.Duration(rapid.IntRange(0, 2).Draw(rt, "ms")) * time.Millisecond)
		}
		query := map[string]string{"limit": fmt.Sprint(rapid.IntRange(1, 7).Draw(rt, "limit"))}
		search := rapid.SampledFrom([]string{"", "banner", "LOGO", "strasse", "größe", "%", "nowhere", "a"}).Draw(rt, "q")
		kind := rapid.SampledFrom([]string{"", "image", "image/png", "text", "ima", "text/plain"}).Draw(rt, "type")
		tag := rapid.SampledFrom([]string{"", "brand", "SPRING", "none"}).Draw(rt, "tag")
		sort := rapid.SampledFrom([]string{"", "created", "updated", "name", "bytes"}).Draw(rt, "sort")
		order := rapid.SampledFrom([]string{"", "asc", "desc"}).Draw(rt, "order")
		for name, v := range map[string]string{"q": search, "type": kind, "tag": tag, "sort": sort, "order": order} {
			if v != "" {
				query[name] = v
			}
		}
		var want []ops.Artifact
		for _, a := range all {
			if strings.Contains(strings.ToLower(a.Name), strings.ToLower(search)) && (kind == "" || a.ContentType == kind || strings.HasPrefix(a.ContentType, kind+"/")) &&
				(tag == "" || slices.Contains(a.Tags, strings.ToLower(tag))) {
				want = append(want, a)
			}
		}
		got := w.pages(rt, "usr_1", query)
		if !sameIDs(got, want) {
			rt.Fatalf("%v: %d files, want %d", query, len(got), len(want))
		}
		up := order == "asc" || order == "" && sort == "name"
		if !slices.IsSortedFunc(got, func(a, b ops.Artifact) int { return directed(up, compare(sort, a, b)) }) {
			rt.Fatalf("%v: not in order", query)
		}
	})
}

func compare(sort string, a, b ops.Artifact) int {
	switch sort {
	case "name":
		return strings.Compare(strings.ReplaceAll(strings.ToLower(a.Name), "ß", "ss"), strings.ReplaceAll(strings.ToLower(b.Name), "ß", "ss"))
	case "bytes":
		return cmp.Compare(a.Bytes, b.Bytes)
	case "updated":
		return a.UpdatedAt.Compare(b.UpdatedAt)
	}
	return a.CreatedAt.Compare(b.CreatedAt)
}

func directed(up bool, c int) int {
	if up {
		return c
	}
	return -c
}

func sameIDs(a, b []ops.Artifact) bool {
	ids := func(of []ops.Artifact) []string {
		var out []string
		for _, x := range of {
			out = append(out, x.ID)
		}
		slices.Sort(out)
		return out
	}
	return slices.Equal(ids(a), ids(b))
}

// TestRareFiles: a list that few files fit comes to its end, though no page looks at all.
func TestRareFiles(t *testing.T) {
	w := newWorld(t, nil)
	for i := range 150 {
		w.made("usr_1", fmt.Sprintf("art_%010d", i), "image/png", "p")
		w.clock.Advance(time.Millisecond)
	}
	rare := w.uploaded("usr_1", "needle.txt", samples["a.txt"])
	w.clock.Advance(time.Millisecond)
	for i := range 30 {
		w.made("usr_1", fmt.Sprintf("art_1%09d", i), "image/png", "p")
	}
	if got := w.pages(t, "usr_1", map[string]string{"q": "needle", "limit": "2"}); len(got) != 1 || got[0].ID != rare.ID {
		t.Errorf("%+v", got)
	}
}

func TestOtherListsHaveNoOrder(t *testing.T) {
	w := newWorld(t, nil)
	for _, in := range []string{"trash", "shared"} {
		if a := w.rest(ops.List, "usr_1", "", map[string]string{"in": in, "sort": "name"}, nil); a.Status != 422 || !strings.Contains(a.Body, "query.sort") {
			t.Errorf("%s: %d %s", in, a.Status, a.Body)
		}
	}
}
