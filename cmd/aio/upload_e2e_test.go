package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"image"
	"image/color"
	"image/png"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	artifactops "github.com/aio-creative-hub/aio/shared/artifact/ops"
	chatops "github.com/aio-creative-hub/aio/shared/chat/ops"
	"github.com/aio-creative-hub/aio/shared/client"
)

// somePNG is a picture whose bytes differ by seed.
func somePNG(t *testing.T, w, h int, seed uint8) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetNRGBA(x, y, color.NRGBA{uint8(x), uint8(y), seed, 255})
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, m); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// bytesOf downloads an artifact.
func bytesOf(ctx context.Context, t *testing.T, c *client.Client, id string) []byte {
	t.Helper()
	r, _, err := c.Artifact(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// say says something in a conversation.
func say(ctx context.Context, t *testing.T, c *client.Client, text, session string) *chatops.Reply {
	t.Helper()
	reply, err := c.Send(ctx, chatops.NewMessage{Text: text, SessionID: session})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return reply
}

// A picture is added, placed in another by chat, replaced by another version, shared,
// deleted and taken back.
func TestFilesOverHTTP(t *testing.T) {
	ctx := context.Background()
	s := serveIn(t, t.TempDir(), "--no-limits")
	c := s.register("files@example.org")
	first := somePNG(t, 60, 40, 1)
	a, err := c.Upload(ctx, client.File{Name: "logo", ContentType: "image/png", Bytes: int64(len(first)), Data: bytes.NewReader(first), Tags: []string{"Brand"}})
	if err != nil || a.Name != "logo.png" || a.Width != 60 || a.Height != 40 || a.Version != 1 {
		t.Fatalf("%+v, %v", a, err)
	}
	if got := bytesOf(ctx, t, c, a.ID); !bytes.Equal(got, first) {
		t.Error("other bytes came back")
	}
	reply := say(ctx, t, c, "Create a 200x100 white picture", "")
	reply = say(ctx, t, c, "add the image logo.png", reply.Message.SessionID)
	if len(reply.Message.Artifacts) != 1 {
		t.Fatalf("%+v", reply.Message)
	}
	m, err := png.Decode(bytes.NewReader(bytesOf(ctx, t, c, reply.Message.Artifacts[0].ID)))
	if err != nil {
		t.Fatal(err)
	}
	if r, g, b, _ := m.At(100, 50).RGBA(); r == 0xffff && g == 0xffff && b == 0xffff {
		t.Error("the logo is not in the picture")
	}

	second := somePNG(t, 30, 30, 2)
	if a, err = c.Upload(ctx, client.File{Name: "x.png", Bytes: int64(len(second)), Data: bytes.NewReader(second), ArtifactID: a.ID}); err != nil || a.Version != 2 || a.Name != "logo.png" {
		t.Fatalf("%+v, %v", a, err)
	}
	shared(ctx, t, s, c, *a, second)
}

// shared shares a file with somebody else and with nobody in particular.
func shared(ctx context.Context, t *testing.T, s *server, c *client.Client, a artifactops.Artifact, want []byte) {
	t.Helper()
	path := "/api/v1/artifacts/" + a.ID
	var link artifactops.NewShareLink
	if err := c.Do(ctx, http.MethodPost, path+"/shares", map[string]any{"role": "editor"}, &link); err != nil {
		t.Fatal(err)
	}
	open := func() int {
		status, _, answer := s.raw(http.MethodPost, "/api/v1/shared", "", `{"token":"`+link.Token+`"}`)
		if status == http.StatusOK && !strings.Contains(answer, `"name":"logo.png"`) {
			t.Errorf("%s", answer)
		}
		return status
	}
	other := s.register("friend@example.org")
	if status := open(); status != http.StatusOK {
		t.Errorf("with the link: %d", status)
	}
	if err := other.Do(ctx, http.MethodPost, "/api/v1/shared/accept", map[string]any{"token": link.Token}, nil); err != nil {
		t.Fatal(err)
	}
	if got := bytesOf(ctx, t, other, a.ID); !bytes.Equal(got, want) {
		t.Error("the friend got other bytes")
	}
	if err := other.Do(ctx, http.MethodPatch, path, map[string]any{"tags": []string{"seen"}}, nil); err != nil {
		t.Errorf("an editor may tag: %v", err)
	}
	if err := other.Do(ctx, http.MethodDelete, path, nil, nil); !client.HasStatus(err, http.StatusForbidden) {
		t.Errorf("an editor may not delete: %v", err)
	}
	for _, step := range []struct{ method, path string }{{http.MethodDelete, path}, {http.MethodPost, path + "/restore"}, {http.MethodDelete, path + "/shares/" + link.ID}} {
		if err := c.Do(ctx, step.method, step.path, nil, nil); err != nil {
			t.Fatal(err)
		}
		if trashed := step.path == path; trashed && open() != http.StatusNotFound {
			t.Error("what is in the trash is still shared")
		}
	}
	if status := open(); status != http.StatusNotFound {
		t.Errorf("after the end of the link: %d", status)
	}
	if _, _, err := other.Artifact(ctx, a.ID); !client.HasStatus(err, http.StatusNotFound) {
		t.Errorf("after the end of the link: %v", err)
	}
	if strings.Contains(s.Log(), link.Token) {
		t.Error("the log holds the link")
	}
}

// cutting breaks the connection in the middle of the nth signed request.
type cutting struct {
	nth  int32
	seen atomic.Int32
}

var errCut = errors.New("the line was cut")

// RoundTrip implements http.RoundTripper.
func (c *cutting) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodPut && c.seen.Add(1) == c.nth {
		r.Body = struct {
			io.Reader
			io.Closer
		}{io.MultiReader(io.LimitReader(r.Body, 1<<20), broken{}), r.Body}
	}
	return http.DefaultTransport.RoundTrip(r)
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errCut }

// An upload in parts survives a cut line and a power cut of the server, and sends nothing
// twice that has arrived.
func TestUploadIsResumed(t *testing.T) {
	ctx := context.Background()
	s := serveIn(t, t.TempDir(), "--no-limits")
	c := s.register("large@example.org")
	data := bytes.Repeat([]byte("a large table,with rows\n"), 2_000_000) // 48 MB: three parts
	sum := sha256.Sum256(data)
	file := client.File{Name: "table.csv", Bytes: int64(len(data)), Data: bytes.NewReader(data), InParts: true}
	line := &cutting{nth: 2}
	cut := client.New(s.url, client.Options{HTTP: &http.Client{Transport: line}})
	cut.Restore(c.Session())
	var id string
	stopped, stop := context.WithCancel(ctx)
	file.Begun = func(begun string) { id = begun }
	file.Progress = func(sent, _ int64) {
		if sent >= 32<<20 { // two parts, the second of them sent twice
			stop()
		}
	}
	if _, err := cut.Upload(stopped, file); err == nil {
		t.Fatal("nothing stopped it")
	}
	s.Kill()
	s = serveIn(t, s.dir, "--no-limits")
	again := &cutting{}
	c = client.New(s.url, client.Options{HTTP: &http.Client{Transport: again}})
	if _, err := c.Login(ctx, "large@example.org", testPassword); err != nil {
		t.Fatal(err)
	}
	file.Resume, file.Progress = id, nil
	a, err := c.Upload(ctx, file)
	if err != nil {
		t.Fatal(err)
	}
	if line.seen.Load() != 3 || again.seen.Load() != 1 {
		t.Errorf("%d and %d requests with bytes, want 3 (one of them cut) and 1", line.seen.Load(), again.seen.Load())
	}
	got := sha256.Sum256(bytesOf(ctx, t, c, a.ID))
	if got != sum || !strings.HasSuffix(a.SHA256, "-3") || a.Bytes != int64(len(data)) {
		t.Errorf("%+v, bytes %s", a, hex.EncodeToString(got[:]))
	}
	if once, err := c.Upload(ctx, file); err != nil || once.ID != a.ID {
		t.Errorf("complete again: %+v, %v", once, err)
	}
}
