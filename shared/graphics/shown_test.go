package graphics_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/artifact"
	artifactops "github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/blob/files"
	"github.com/aio-creative-hub/aio/shared/document"
	docapi "github.com/aio-creative-hub/aio/shared/document/api"
	docops "github.com/aio-creative-hub/aio/shared/document/ops"
	"github.com/aio-creative-hub/aio/shared/graphics"
	"github.com/aio-creative-hub/aio/shared/graphics/model"
	"github.com/aio-creative-hub/aio/shared/graphics/ops"
	"github.com/aio-creative-hub/aio/shared/ids"
	"github.com/aio-creative-hub/aio/shared/internal/optest"
	"github.com/aio-creative-hub/aio/shared/internal/testclock"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/share"
	shareops "github.com/aio-creative-hub/aio/shared/share/ops"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/memory"
)

// gallery is a canvas that several people see, beside their files.
type gallery struct {
	t      *testing.T
	fns    *optest.Functions
	files  *optest.Functions
	blobs  *files.Store
	docs   *docapi.Guarded
	clock  *testclock.Clock
	reads  int // of the log, by queries
	canvas string
	links  map[string]string // to the canvas, by whom they were for
	n      int
}

// countedReads counts how often a log is read backwards.
type countedReads struct {
	store.Store
	g *gallery
}

func (c countedReads) Query(ctx context.Context, q store.Query) ([]store.Item, string, error) {
	if q.Reverse {
		c.g.reads++
	}
	return c.Store.Query(ctx, q)
}

// newGallery makes the canvas of "owner", which "editor" and "second" may edit and "viewer" may see.
func newGallery(t *testing.T) *gallery {
	t.Helper()
	g := &gallery{t: t, links: map[string]string{}, clock: testclock.New(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))}
	var err error
	if g.blobs, err = files.Open(t.TempDir(), files.Options{SignKey: make([]byte, files.MinSignKey), Now: g.clock.Now}); err != nil {
		t.Fatal(err)
	}
	newID := ids.NewSource(g.clock.Now, nil).New
	db := countedReads{memory.New(memory.Options{Now: g.clock.Now}), g}
	docs, err := document.New(document.Config{Store: db, Blob: g.blobs, Schemas: []document.Schema{model.Schema{}}, Now: g.clock.Now, NewID: newID})
	if err != nil {
		t.Fatal(err)
	}
	g.docs = docapi.Guard(docs, db, g.clock.Now, newID)
	a := artifact.New(artifact.Config{Store: db, Blob: g.blobs, Log: slog.New(slog.DiscardHandler), Now: g.clock.Now, NewID: newID})
	g.files = optest.Bind(t, []*operation.Bound{artifactops.Create.Bind(a.Create), artifactops.Get.Bind(a.Get), artifactops.Content.Bind(a.Content), artifactops.Delete.Bind(a.Delete),
		artifactops.Purge.Bind(a.Purge), artifactops.Share.Bind(a.Share), artifactops.AcceptShare.Bind(a.AcceptShare), artifactops.RevokeShare.Bind(a.RevokeShare)})
	s, d := graphics.New(graphics.Config{Docs: g.docs, Blob: g.blobs, Call: g.files, Now: g.clock.Now, NewID: newID}), docapi.New(g.docs, nil)
	g.fns = optest.Bind(t, []*operation.Bound{ops.Create.Bind(s.Create), ops.AddLayer.Bind(s.AddLayer), ops.DeleteLayer.Bind(s.DeleteLayer), ops.Undo.Bind(s.Undo), ops.Redo.Bind(s.Redo),
		ops.Export.Bind(s.Export), ops.Preview.Bind(s.Preview), ops.Picture.Bind(s.Picture), docops.Apply.Bind(d.Apply), docops.Restore.Bind(d.Restore)})
	g.canvas = optest.Decode[ops.Canvas](t, g.do(ops.Create, "owner", nil, `{"width":64,"height":64,"background":"white"}`, http.StatusCreated)).ID
	for who, role := range map[string]share.Role{"editor": share.Editor, "second": share.Editor, "viewer": share.Viewer} {
		g.admit(who, role)
	}
	return g
}

// admit shares the canvas.
func (g *gallery) admit(who string, role share.Role) {
	g.t.Helper()
	made, err := g.docs.Links.Make(g.t.Context(), g.canvas, shareops.Request{Role: string(role)})
	if err != nil {
		g.t.Fatal(err)
	}
	_, link, err := g.docs.Links.Open(g.t.Context(), made.Token)
	if err == nil {
		err = g.docs.Links.Accept(g.t.Context(), g.canvas, who, link)
	}
	if err != nil {
		g.t.Fatal(err)
	}
	g.links[who] = link.ID
}

func (g *gallery) do(o operation.Declared, who string, path map[string]string, body string, status int) optest.Answer {
	g.t.Helper()
	fns := g.fns
	if operation.SpecOf(o).Area == "artifact" {
		fns = g.files
	}
	a := fns.REST(o, optest.Request{User: who, Path: path, Body: body})
	if a.Status != status {
		g.t.Fatalf("%s as %s: %d %s", operation.SpecOf(o).ID, who, a.Status, a.Body)
	}
	return a
}

func (g *gallery) on(more ...string) map[string]string {
	path := map[string]string{"canvasId": g.canvas}
	for i := 0; i < len(more); i += 2 {
		path[more[i]] = more[i+1]
	}
	return path
}

// file makes somebody's file: a red picture, unless it is no picture.
func (g *gallery) file(who, contentType string) string {
	g.t.Helper()
	g.n++
	id, file := fmt.Sprintf("art_%012d", g.n), "file"
	img := image.NewRGBA(image.Rect(0, 0, 8, 8))
	for i := range 64 {
		img.Set(i%8, i/8, color.RGBA{R: 255, A: 255})
	}
	var data bytes.Buffer
	if err := png.Encode(&data, img); err != nil {
		g.t.Fatal(err)
	}
	sum := sha256.Sum256(data.Bytes())
	key, err := blob.Key(blob.Artifacts, who, id, file)
	if err == nil {
		_, err = g.blobs.Put(g.t.Context(), key, bytes.NewReader(data.Bytes()), int64(data.Len()), blob.PutOptions{ContentType: contentType})
	}
	if err == nil {
		ctx := operation.WithMeta(g.t.Context(), operation.Meta{Principal: operation.Principal{UserID: who}})
		_, err = artifactops.Create.Call(ctx, g.files, &artifactops.CreateInput{Body: artifactops.NewArtifact{ID: id, Name: "secret name.png", File: file,
			ContentType: contentType, Bytes: int64(data.Len()), SHA256: hex.EncodeToString(sum[:]), Width: 8, Height: 8}})
	}
	if err != nil {
		g.t.Fatal(err)
	}
	return id
}

// commit makes edits as somebody's window does, and gives the sequence number.
func (g *gallery) commit(who, edits string) int64 {
	g.t.Helper()
	g.n++
	a := g.do(docops.Apply, who, map[string]string{"documentId": g.canvas}, fmt.Sprintf(`{"commitId":"commit-%d","edits":[%s]}`, g.n, edits), http.StatusCreated)
	return optest.Decode[docops.Commit](g.t, a).Seq
}

// place puts a layer onto all of the canvas that shows a file, whosever it is.
func (g *gallery) place(who, layer, id string) int64 {
	g.t.Helper()
	return g.commit(who, `{"op":"create","id":"`+layer+`","type":"image","parent":"root","order":"a0","props":{"name":"i","x":0,"y":0,"width":64,"height":64,"source":"`+id+`"}}`)
}

// touch changes the canvas, so that its previews are made anew, as nobody who is asked about.
func (g *gallery) touch() {
	g.t.Helper()
	g.n++
	_, err := g.docs.Commit(g.t.Context(), document.Request{Doc: g.canvas, CommitID: fmt.Sprintf("touch-%d", g.n), By: "clerk", Plan: func(document.State) ([]document.Edit, error) {
		return []document.Edit{{Op: document.Set, ID: document.RootID, Props: document.Props{"name": json.RawMessage(fmt.Sprintf(`"n%d"`, g.n))}}}, nil
	}})
	if err != nil {
		g.t.Fatal(err)
	}
}

// seen checks that people see a file on the canvas, in each way, or in none.
func (g *gallery) seen(id string, want bool, people ...string) {
	g.t.Helper()
	g.touch()
	for _, who := range people {
		status := func(o operation.Declared, path map[string]string, body string) (int, optest.Answer) {
			a := g.fns.REST(o, optest.Request{User: who, Path: path, Body: body})
			return a.Status, a
		}
		picture, at := status(ops.Picture, g.on("artifactId", id), "")
		preview, drawn := status(ops.Preview, g.on(), "")
		export, _ := status(ops.Export, g.on(), `{}`)
		wanted := []int{http.StatusNotFound, http.StatusUnprocessableEntity, http.StatusUnprocessableEntity}
		if want {
			wanted = []int{http.StatusSeeOther, http.StatusSeeOther, http.StatusCreated}
		}
		if got := []int{picture, preview, export}; fmt.Sprint(got) != fmt.Sprint(wanted) {
			g.t.Fatalf("%s: picture, preview and export answer %v, want %v: %s", who, got, wanted, at.Body)
		}
		if want {
			g.red(who, at)
			g.red(who, drawn)
		}
	}
}

// red checks that an answer leads to a red picture.
func (g *gallery) red(who string, a optest.Answer) {
	g.t.Helper()
	w := httptest.NewRecorder()
	g.blobs.Handler().ServeHTTP(w, httptest.NewRequestWithContext(g.t.Context(), http.MethodGet, location(a), nil))
	picture, err := png.Decode(w.Body)
	if err != nil {
		g.t.Fatalf("%s: %v", who, err)
	}
	if r, gr, b, _ := picture.At(4, 4).RGBA(); r>>8 != 255 || gr+b != 0 || w.Header().Get("Content-Disposition") != "inline" {
		g.t.Fatalf("%s: %d %d %d, %v", who, r, gr, b, w.Header())
	}
}

// give shares a file with somebody, and gives the link's id.
func (g *gallery) give(owner, id, to string) string {
	g.t.Helper()
	link := optest.Decode[artifactops.NewShareLink](g.t, g.do(artifactops.Share, owner, map[string]string{"artifactId": id}, `{}`, http.StatusCreated))
	g.do(artifactops.AcceptShare, to, nil, `{"token":"`+link.Token+`"}`, http.StatusOK)
	return link.ID
}

// TestWhoPutItThereShowsIt: what counts is whether one of those who put a file onto a canvas
// may see it now, and nothing else.
func TestWhoPutItThereShowsIt(t *testing.T) {
	all := []string{"owner", "editor", "viewer"}
	for name, play := range map[string]func(g *gallery){
		"the owner's": func(g *gallery) {
			id := g.file("owner", "image/png")
			g.do(ops.AddLayer, "owner", g.on(), `{"artifactId":"`+id+`","x":0,"y":0,"width":64,"height":64}`, http.StatusCreated)
			g.seen(id, true, all...)
			g.do(artifactops.Content, "viewer", map[string]string{"artifactId": id}, "", http.StatusNotFound) // only by the canvas
		},
		"a guest's": func(g *gallery) {
			id := g.file("editor", "image/png")
			g.place("editor", "lay_1", id)
			g.seen(id, true, all...)
		},
		"one given to a layer that was there": func(g *gallery) {
			first, id := g.file("editor", "image/png"), g.file("editor", "image/png")
			g.place("editor", "lay_1", first)
			g.commit("editor", `{"op":"set","id":"lay_1","props":{"source":"`+id+`"}}`)
			g.seen(id, true, all...)
			if a := g.fns.REST(ops.Picture, optest.Request{User: "viewer", Path: g.on("artifactId", first)}); a.Status != http.StatusNotFound {
				g.t.Errorf("what it showed before: %d", a.Status)
			}
			if a := g.fns.REST(ops.Picture, optest.Request{User: "viewer", Path: g.on("artifactId", first), Query: map[string]string{"seq": "2"}}); a.Status != http.StatusSeeOther {
				g.t.Errorf("then: %d", a.Status)
			}
		},
		"the owner's, put there by an editor": func(g *gallery) {
			id := g.file("owner", "image/png")
			g.place("editor", "lay_1", id)
			g.seen(id, false, "editor", "second", "viewer")
			g.seen(id, true, "owner") // whose it is
			g.seen(id, false, "editor", "viewer")
		},
		"that, taken away and back by the owner": func(g *gallery) {
			id := g.file("owner", "image/png")
			at := g.place("editor", "lay_1", id)
			g.do(ops.DeleteLayer, "owner", g.on("layer", "lay_1"), "", http.StatusOK)
			g.do(ops.Undo, "owner", g.on(), `{}`, http.StatusOK)
			g.seen(id, false, "editor", "viewer")
			g.commit("second", `{"op":"delete","id":"lay_1"}`)
			g.do(docops.Restore, "owner", map[string]string{"documentId": g.canvas}, fmt.Sprintf(`{"commitId":"restore-1","seq":%d}`, at), http.StatusCreated)
			g.seen(id, false, "editor", "viewer")
		},
		"that, put there by the owner, too": func(g *gallery) {
			id := g.file("owner", "image/png")
			g.place("editor", "lay_1", id)
			g.seen(id, false, "viewer")
			g.place("owner", "lay_2", id)
			g.seen(id, true, all...)
			g.place("second", "lay_3", id) // who has no right to it
			g.seen(id, true, all...)
		},
		"a guest's, brought back by others": func(g *gallery) {
			id := g.file("editor", "image/png")
			at := g.place("editor", "lay_1", id)
			g.do(ops.DeleteLayer, "second", g.on("layer", "lay_1"), "", http.StatusOK)
			g.do(ops.Undo, "second", g.on(), `{}`, http.StatusOK)
			g.seen(id, true, all...)
			g.commit("owner", `{"op":"delete","id":"lay_1"}`)
			g.do(docops.Restore, "owner", map[string]string{"documentId": g.canvas}, fmt.Sprintf(`{"commitId":"restore-1","seq":%d}`, at), http.StatusCreated)
			g.seen(id, true, all...)
		},
		"one that is shared with who put it there": func(g *gallery) {
			id := g.file("stranger", "image/png")
			link := g.give("stranger", id, "editor")
			g.place("editor", "lay_1", id)
			g.seen(id, true, all...)
			g.do(artifactops.RevokeShare, "stranger", map[string]string{"artifactId": id, "shareId": link}, "", http.StatusNoContent)
			g.seen(id, false, all...)
			g.give("stranger", id, "editor")
			g.clock.Advance(time.Minute)
			g.seen(id, true, all...)
		},
		"in the trash, and gone": func(g *gallery) {
			id := g.file("editor", "image/png")
			g.place("editor", "lay_1", id)
			g.do(artifactops.Delete, "editor", map[string]string{"artifactId": id}, "", http.StatusNoContent)
			g.seen(id, true, all...)
			g.do(artifactops.Purge, "editor", map[string]string{"artifactId": id}, "", http.StatusNoContent)
			g.seen(id, false, all...)
		},
		"of a guest who is gone": func(g *gallery) {
			id := g.file("editor", "image/png")
			g.place("editor", "lay_1", id)
			if err := g.docs.Links.Revoke(g.t.Context(), g.canvas, g.links["editor"]); err != nil {
				g.t.Fatal(err)
			}
			g.seen(id, true, "owner", "viewer")
			g.do(ops.Picture, "editor", g.on("artifactId", id), "", http.StatusNotFound) // also one's own: it is read as a file
		},
	} {
		t.Run(name, func(t *testing.T) {
			g := newGallery(t)
			g.t = t
			play(g)
		})
	}
}

// TestPictureRefuses: all that a canvas does not show, in one way.
func TestPictureRefuses(t *testing.T) {
	g := newGallery(t)
	shown, page, other := g.file("owner", "image/png"), g.file("owner", "text/html"), g.file("viewer", "image/png")
	at := g.place("owner", "lay_1", shown)
	g.place("owner", "lay_2", page)
	for name, c := range map[string]struct{ who, id, seq string }{
		"a stranger":              {"stranger", shown, ""},
		"what is no picture":      {"viewer", page, ""},
		"what is not shown":       {"viewer", other, ""},
		"what is not shown yet":   {"viewer", shown, fmt.Sprint(at - 1)},
		"a state that is not yet": {"viewer", shown, "99"},
		"no id":                   {"viewer", "..", ""},
	} {
		q := map[string]string{}
		if c.seq != "" {
			q["seq"] = c.seq
		}
		if a := g.fns.REST(ops.Picture, optest.Request{User: c.who, Path: g.on("artifactId", c.id), Query: q}); a.Status != http.StatusNotFound {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
}

// TestLogIsSearchedOnce: what was found, and that nothing was, is known for a while.
func TestLogIsSearchedOnce(t *testing.T) {
	g := newGallery(t)
	mine, theirs := g.file("editor", "image/png"), g.file("owner", "image/png")
	g.place("editor", "lay_1", mine)
	g.place("editor", "lay_2", theirs)
	for range 300 {
		g.touch()
	}
	reads := func(id string) int {
		before := g.reads
		g.fns.REST(ops.Picture, optest.Request{User: "viewer", Path: g.on("artifactId", id)})
		return g.reads - before
	}
	for _, c := range []struct {
		what string
		id   string
		want int
		then func()
	}{
		{"the first time", mine, 3, nil},
		{"again", mine, 0, g.touch},
		{"after a change", mine, 0, nil},
		{"nobody's, the first time", theirs, 3, nil},
		{"again", theirs, 1, g.touch}, // only what came since
		{"after a change", theirs, 1, func() { g.clock.Advance(time.Minute) }},
		{"a minute later", theirs, 3, nil},
	} {
		if got := reads(c.id); got != c.want {
			t.Errorf("%s: the log is read %d times, want %d", c.what, got, c.want)
		}
		if c.then != nil {
			c.then()
		}
	}
}
