package e2e

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"strings"
	"testing"

	artifactops "github.com/aio-creative-hub/aio/shared/artifact/ops"
	chatops "github.com/aio-creative-hub/aio/shared/chat/ops"
	"github.com/aio-creative-hub/aio/shared/client"
	graphicsops "github.com/aio-creative-hub/aio/shared/graphics/ops"
)

// picture fetches an artifact and decodes it.
func (v *visitor) picture(t *testing.T, id string) image.Image {
	t.Helper()
	body, _, err := v.c.Artifact(v.ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = body.Close() }()
	m, _, err := image.Decode(body)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// makeBanner asks for a picture and looks at its pixels.
func makeBanner(t *testing.T, v *visitor) {
	reply, err := v.c.Send(v.ctx, chatops.NewMessage{Text: "Create a 1200x630 banner with a navy background and the title Launch Day in white"})
	if err != nil {
		t.Fatal(err)
	}
	if len(reply.Artifacts) != 1 || len(reply.Documents) != 1 {
		t.Fatalf("%+v", reply)
	}
	v.banner = reply
	m := v.picture(t, reply.Artifacts[0].ID)
	if m.Bounds().Dx() != 1200 || m.Bounds().Dy() != 630 || color.RGBAModel.Convert(m.At(1, 1)) != (color.RGBA{0, 0, 128, 255}) {
		t.Errorf("%v, corner %v", m.Bounds(), m.At(1, 1))
	}
}

func (v *visitor) say(t *testing.T, text string) *chatops.Reply {
	t.Helper()
	reply, err := v.c.Send(v.ctx, chatops.NewMessage{SessionID: v.banner.SessionID, Text: text})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return reply
}

func changeByChat(t *testing.T, v *visitor) {
	before := len(v.canvas(t).Layers)
	for _, text := range []string{"Add a red circle in the bottom right", "make it bigger"} {
		v.say(t, text)
	}
	if got := len(v.canvas(t).Layers); got != before+1 {
		t.Errorf("%d layers, before %d", got, before)
	}
	v.say(t, "undo that")
	v.say(t, "undo that")
	if got := len(v.canvas(t).Layers); got != before {
		t.Errorf("after two undos %d layers, before %d", got, before)
	}
}

func (v *visitor) canvasPath() string {
	return "/api/v1/tools/graphics/canvases/" + v.banner.Documents[0].ID
}

func (v *visitor) documentPath() string { return "/api/v1/documents/" + v.banner.Documents[0].ID }

func (v *visitor) canvas(t *testing.T) graphicsops.Canvas {
	t.Helper()
	var c graphicsops.Canvas
	if err := v.c.Do(v.ctx, http.MethodGet, v.canvasPath(), nil, &c); err != nil {
		t.Fatal(err)
	}
	return c
}

func editByHand(t *testing.T, v *visitor) {
	var change graphicsops.Change
	if err := v.c.Do(v.ctx, http.MethodPost, v.canvasPath()+"/layers", map[string]any{"shape": "circle", "color": "#ff8800", "position": "bottom_right"}, &change); err != nil {
		t.Fatal(err)
	}
	if err := v.c.Do(v.ctx, http.MethodPatch, v.canvasPath()+"/layers/"+change.LayerID, map[string]any{"opacity": 0.5}, &change); err != nil {
		t.Fatal(err)
	}
	n := len(v.canvas(t).Layers)
	for _, verb := range []string{"undo", "undo", "redo"} {
		if err := v.c.Do(v.ctx, http.MethodPost, v.canvasPath()+"/"+verb, map[string]any{}, &change); err != nil {
			t.Fatalf("%s: %v", verb, err)
		}
	}
	if got := len(v.canvas(t).Layers); got != n {
		t.Errorf("%d layers, want %d", got, n)
	}
}

// oneChangeOnce: the same request under one key, again and at the same time, is one change.
func oneChangeOnce(t *testing.T, v *visitor) {
	before := len(v.canvas(t).Layers)
	var done []<-chan error
	for range 4 {
		c := make(chan error, 1)
		done = append(done, c)
		go func() { // waited for below
			var change graphicsops.Change
			c <- v.c.Do(v.ctx, http.MethodPost, v.canvasPath()+"/layers", map[string]any{"commitId": "once-only-0001", "shape": "rectangle", "color": "#00ff00"}, &change)
		}()
	}
	for _, c := range done {
		if err := <-c; err != nil && !client.HasStatus(err, http.StatusConflict) {
			t.Error(err)
		}
	}
	if got := len(v.canvas(t).Layers); got != before+1 {
		t.Errorf("%d layers, before %d", got, before)
	}
}

func export(t *testing.T, v *visitor) {
	var made graphicsops.Exported
	if err := v.c.Do(v.ctx, http.MethodPost, v.canvasPath()+"/export", map[string]any{"format": "png", "scale": 0.5}, &made); err != nil {
		t.Fatal(err)
	}
	if m := v.picture(t, made.ArtifactID); m.Bounds().Dx() != 600 {
		t.Errorf("%v", m.Bounds())
	}
}

// uploadAndShare uploads a picture by a signed request and opens it by a link without an account.
func uploadAndShare(t *testing.T, v *visitor) {
	var data bytes.Buffer
	if err := png.Encode(&data, image.NewRGBA(image.Rect(0, 0, 20, 10))); err != nil {
		t.Fatal(err)
	}
	made, err := v.c.Upload(v.ctx, client.File{Name: "logo.png", Data: bytes.NewReader(data.Bytes()), Bytes: int64(data.Len())})
	if err != nil {
		t.Fatal(err)
	}
	if made.Width != 20 || made.Height != 10 || made.ContentType != "image/png" {
		t.Errorf("%+v", made)
	}
	var share artifactops.NewShareLink
	if err := v.c.Do(v.ctx, http.MethodPost, "/api/v1/artifacts/"+made.ID+"/shares", map[string]any{"role": "viewer"}, &share); err != nil {
		t.Fatal(err)
	}
	if status, _, body := v.raw(t, "POST", "/api/v1/shared", "", fmt.Sprintf(`{"token":%q}`, share.Token)); status != 200 || !strings.Contains(body, "logo.png") {
		t.Errorf("the link: %d %s", status, body)
	}
	if err := v.c.Do(v.ctx, http.MethodDelete, "/api/v1/artifacts/"+made.ID+"/shares/"+share.ID, nil, nil); err != nil {
		t.Fatal(err)
	}
	status, h, body := v.raw(t, "POST", "/api/v1/shared", "", fmt.Sprintf(`{"token":%q}`, share.Token))
	refused(t, status, h, body, 404, "share_not_found")
}

func listsAndCursors(t *testing.T, v *visitor) {
	seen := map[string]bool{}
	for cursor := ""; ; {
		var page artifactops.ArtifactPage
		path := "/api/v1/artifacts?limit=2"
		if cursor != "" {
			path += "&cursor=" + cursor
		}
		if err := v.c.Do(v.ctx, http.MethodGet, path, nil, &page); err != nil {
			t.Fatal(err)
		}
		for _, a := range page.Items {
			if seen[a.ID] {
				t.Errorf("%s is listed twice", a.ID)
			}
			seen[a.ID] = true
		}
		if cursor = page.NextCursor; cursor == "" {
			break
		}
	}
	if len(seen) < 5 {
		t.Errorf("%d files are listed", len(seen))
	}
}

func usageCounts(t *testing.T, v *visitor) {
	status, _, body := v.raw(t, "GET", "/api/v1/users/me/usage", v.c.Session().AccessToken, "")
	if status != 200 || !strings.Contains(body, "graphics") {
		t.Errorf("%d %s", status, body)
	}
}
