package artifact_test

import (
	"encoding/json"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/storetest"
)

const (
	artA = "art_00000000AA"
	artB = "art_00000000BB"
)

func code(err error) (string, string) {
	if err == nil {
		return "", ""
	}
	p := operation.AsProblem(err)
	return p.Code, p.Field
}

func TestCreateChecksTheBytes(t *testing.T) {
	w := newWorld(t, nil)
	good := w.put("usr_1", artA, "image/png", "picture")
	for name, c := range map[string]struct {
		user   string
		change func(*ops.NewArtifact)
		code   string
		field  string
	}{
		"other hash":       {"usr_1", func(n *ops.NewArtifact) { n.SHA256 = strings.Repeat("0", 64) }, "invalid_value", "body.sha256"},
		"upper-case hash":  {"usr_1", func(n *ops.NewArtifact) { n.SHA256 = strings.ToUpper(n.SHA256) }, "invalid_value", "body.sha256"},
		"fewer bytes":      {"usr_1", func(n *ops.NewArtifact) { n.Bytes-- }, "invalid_value", "body.bytes"},
		"negative bytes":   {"usr_1", func(n *ops.NewArtifact) { n.Bytes = -1 }, "invalid_value", "body.bytes"},
		"another type":     {"usr_1", func(n *ops.NewArtifact) { n.ContentType = "text/html" }, "invalid_value", "body.contentType"},
		"another file":     {"usr_1", func(n *ops.NewArtifact) { n.File = "picture.jpg" }, "invalid_value", "body.file"},
		"metadata as file": {"usr_1", func(n *ops.NewArtifact) { n.File = "metadata.json" }, "invalid_value", "body.file"},
		"climbing file":    {"usr_1", func(n *ops.NewArtifact) { n.File = "../picture.png" }, "invalid_value", "body.file"},
		"not an id":        {"usr_1", func(n *ops.NewArtifact) { n.ID = "art_1" }, "invalid_value", "body.id"},
		"no name":          {"usr_1", func(n *ops.NewArtifact) { n.Name = "" }, "invalid_value", "body.name"},
		"other's bytes":    {"usr_2", func(*ops.NewArtifact) {}, "invalid_value", "body.file"},
		"nobody":           {"", func(*ops.NewArtifact) {}, "forbidden", ""},
	} {
		t.Run(name, func(t *testing.T) {
			n := good
			c.change(&n)
			_, err := w.create(c.user, n)
			if gotCode, field := code(err); gotCode != c.code || field != c.field {
				t.Errorf("got %v (field %s), want %s of %s", err, field, c.code, c.field)
			}
		})
	}
	if got := w.objects("usr_1"); !slices.Equal(got, []string{key(t, "usr_1", artA, "picture.png")}) {
		t.Errorf("refusals left %v", got)
	}
	if a := w.rest(ops.List, "usr_1", "", nil, nil); !strings.Contains(a.Body, `"items":[]`) {
		t.Errorf("refusals are listed: %s", a.Body)
	}
}

func (w *world) metadata(user, id string) ops.Artifact {
	w.t.Helper()
	r, info, err := w.blob.Get(w.t.Context(), key(w.t, user, id, "metadata.json"), nil)
	if err != nil {
		w.t.Fatal(err)
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	if err != nil {
		w.t.Fatal(err)
	}
	var a ops.Artifact
	if err := json.Unmarshal(data, &a); err != nil || info.ContentType != "application/json" {
		w.t.Fatalf("%s: %s, %v", data, info.ContentType, err)
	}
	if a.Role != "" {
		w.t.Errorf("metadata.json has the role %q of who wrote it", a.Role)
	}
	a.Role = "owner" // as the owner is answered
	return a
}

func TestCreateTwice(t *testing.T) {
	w := newWorld(t, nil)
	n := w.put("usr_1", artA, "image/png", "picture")
	first, err := w.create("usr_1", n)
	if err != nil {
		t.Fatal(err)
	}
	if want := w.clock.Now().Truncate(time.Millisecond); !first.CreatedAt.Equal(want) || first.Name != n.Name || first.Source == nil || *first.Source != *n.Source {
		t.Errorf("created %+v", first)
	}
	w.clock.Advance(time.Hour)
	again, err := w.create("usr_1", n)
	if err != nil || !reflect.DeepEqual(again, first) {
		t.Errorf("again: %+v, %v, want %+v", again, err, first)
	}
	if got := w.metadata("usr_1", artA); !reflect.DeepEqual(got, first) {
		t.Errorf("metadata.json says %+v, want %+v", got, first)
	}
	if got := w.get("usr_1", artA); !reflect.DeepEqual(got, first) {
		t.Errorf("read %+v, want %+v", got, first)
	}
}

// TestTakenID: an id that is taken stays what it is, its metadata.json too.
func TestTakenID(t *testing.T) {
	w := newWorld(t, nil)
	first := w.made("usr_1", artA, "image/png", "picture")
	other := w.put("usr_1", artA, "image/png", "another")
	if _, err := w.create("usr_1", other); !conflict(err) {
		t.Errorf("own id with other bytes: %v", err)
	}
	if _, err := w.create("usr_2", w.put("usr_2", artA, "image/png", "picture")); !conflict(err) {
		t.Errorf("somebody else's id: %v", err)
	}
	if got := w.metadata("usr_1", artA); !reflect.DeepEqual(got, first) {
		t.Errorf("metadata.json says %+v, want %+v", got, first)
	}
	if got := w.objects("usr_2"); len(got) != 1 {
		t.Errorf("a refusal left %v", got)
	}
}

func conflict(err error) bool {
	p := operation.AsProblem(err)
	return err != nil && p.Status == 409 && p.Code == "conflict"
}

// TestLostReplies: whoever repeats what got no answer ends with one artifact, described
// the same everywhere.
func TestLostReplies(t *testing.T) {
	for seed := range uint64(6) {
		w := newWorld(t, func(s store.Store) store.Store {
			return storetest.Nasty(s, storetest.Faults{Seed: seed, Throttle: 0.2, LostReply: 0.3, LostRequest: 0.3})
		})
		n := w.put("usr_1", artA, "image/png", "picture")
		var a ops.Artifact
		var err error
		for range 100 {
			if a, err = w.create("usr_1", n); err == nil {
				break
			}
			if p := operation.AsProblem(err); p.Status != 503 {
				t.Fatalf("seed %d: %v", seed, err)
			}
			w.clock.Advance(time.Second)
		}
		if got := w.metadata("usr_1", artA); err != nil || !reflect.DeepEqual(got, a) {
			t.Errorf("seed %d: metadata.json says %+v, the answer %+v, %v", seed, got, a, err)
		}
	}
}
