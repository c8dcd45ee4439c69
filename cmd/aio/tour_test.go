package main

import (
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	_ "image/jpeg"
	_ "image/png"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	artifactops "github.com/aio-creative-hub/aio/shared/artifact/ops"
	chatops "github.com/aio-creative-hub/aio/shared/chat/ops"
	"github.com/aio-creative-hub/aio/shared/client"
	graphicsops "github.com/aio-creative-hub/aio/shared/graphics/ops"
)

// The README's tour, over HTTP and WebSocket, against the real server; then everything
// again after it was killed.
func TestTour(t *testing.T) {
	ctx := context.Background()
	s := serveIn(t, t.TempDir(), "--no-limits")
	c := s.register("tour@example.org")
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))

	var last *chatops.Reply
	for range 3 {
		last = makeBanner(ctx, t, c, r)
	}
	t.Run("by hand", func(t *testing.T) { editByHand(ctx, t, c, last.Documents[0].ID) })
	t.Run("live", func(t *testing.T) { followLive(ctx, t, c, last.Documents[0].ID) })
	t.Run("account", func(t *testing.T) { checkAccount(ctx, t, s, c) })
	t.Run("logs", func(t *testing.T) { noSecrets(t, s, c) })

	before := listed(ctx, t, c)
	s.Kill()
	again := serveIn(t, s.dir, "--no-limits")
	c2 := client.New(again.url, client.Options{})
	if _, err := c2.Login(ctx, "tour@example.org", testPassword); err != nil {
		t.Fatal(err)
	}
	if after := listed(ctx, t, c2); after != before {
		t.Errorf("files after the restart:\n%s\nbefore:\n%s", after, before)
	}
	picture(ctx, t, c2, last.Artifacts[0])
	again.stop()
}

// makeBanner asks for a picture of random size, colour and title and looks at its pixels.
func makeBanner(ctx context.Context, t *testing.T, c *client.Client, r *rand.Rand) *chatops.Reply {
	t.Helper()
	w, h := 400+r.IntN(1000), 300+r.IntN(600)
	names := []string{"navy", "teal", "crimson", "indigo"}
	rgb := []color.RGBA{{0, 0, 128, 255}, {0, 128, 128, 255}, {220, 20, 60, 255}, {75, 0, 130, 255}}
	i := r.IntN(len(names))
	title := fmt.Sprintf("%s %d", []string{"Harvest Fair", "Quiet Hours", "Moving Sale"}[r.IntN(3)], 10+r.IntN(90))
	reply, err := c.Send(ctx, chatops.NewMessage{Text: fmt.Sprintf("Create a %dx%d banner with a %s background and the title %s in white", w, h, names[i], title)})
	if err != nil {
		t.Fatal(err)
	}
	if reply.Intent.Tool != "graphics" || reply.Intent.Operation != "create" || reply.Intent.Confidence < 0.7 || len(reply.Artifacts) != 1 || len(reply.Documents) != 1 {
		t.Fatalf("reply %+v", reply)
	}
	if a := reply.Artifacts[0]; a.Width != w || a.Height != h {
		t.Errorf("the artifact says %dx%d, want %dx%d", a.Width, a.Height, w, h)
	}
	m := picture(ctx, t, c, reply.Artifacts[0])
	if m.Bounds().Dx() != w || m.Bounds().Dy() != h {
		t.Errorf("the picture is %v, want %dx%d", m.Bounds(), w, h)
	}
	if got := color.RGBAModel.Convert(m.At(1, 1)); got != rgb[i] {
		t.Errorf("background %v, want %v", got, rgb[i])
	}
	if n := count(m, color.RGBA{255, 255, 255, 255}); n < w*h/200 {
		t.Errorf("only %d white pixels: no title?", n)
	}
	canvas := canvasOf(ctx, t, c, reply.Documents[0].ID)
	if len(canvas.Layers) != 1 || string(canvas.Layers[0].Props["text"]) != fmt.Sprintf("%q", title) {
		t.Errorf("layers %+v, want the text %q", canvas.Layers, title)
	}
	return reply
}

func picture(ctx context.Context, t *testing.T, c *client.Client, a chatops.ArtifactRef) image.Image {
	t.Helper()
	body, contentType, err := c.Artifact(ctx, a.ID)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = body.Close() }()
	m, format, err := image.Decode(body)
	if err != nil || "image/"+format != contentType || contentType != a.ContentType {
		t.Fatalf("picture: %v; format %s, type %s, artifact says %s", err, format, contentType, a.ContentType)
	}
	return m
}

func count(m image.Image, want color.Color) int {
	n := 0
	for y := m.Bounds().Min.Y; y < m.Bounds().Max.Y; y++ {
		for x := m.Bounds().Min.X; x < m.Bounds().Max.X; x++ {
			if color.RGBAModel.Convert(m.At(x, y)) == want {
				n++
			}
		}
	}
	return n
}

func canvasOf(ctx context.Context, t *testing.T, c *client.Client, id string) graphicsops.Canvas {
	t.Helper()
	var canvas graphicsops.Canvas
	if err := c.Do(ctx, http.MethodGet, "/api/v1/tools/graphics/canvases/"+id, nil, &canvas); err != nil {
		t.Fatal(err)
	}
	return canvas
}

// editByHand adds, changes, undoes and redoes by REST.
func editByHand(ctx context.Context, t *testing.T, c *client.Client, id string) {
	base := "/api/v1/tools/graphics/canvases/" + id
	var change graphicsops.Change
	add := map[string]any{"commitId": "by-hand-0001", "shape": "circle", "color": "#ff8800", "position": "bottom_right"}
	for range 2 { // the second is the same request again
		if err := c.Do(ctx, http.MethodPost, base+"/layers", add, &change); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(canvasOf(ctx, t, c, id).Layers); n != 2 {
		t.Fatalf("%d layers, want 2", n)
	}
	if err := c.Do(ctx, http.MethodPatch, base+"/layers/"+change.LayerID, map[string]any{"opacity": 0.5}, &change); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		verb   string
		layers int
	}{{"undo", 2}, {"undo", 1}, {"redo", 2}} {
		if err := c.Do(ctx, http.MethodPost, base+"/"+step.verb, map[string]any{}, &change); err != nil {
			t.Fatalf("%s: %v", step.verb, err)
		}
		if n := len(canvasOf(ctx, t, c, id).Layers); n != step.layers {
			t.Errorf("after %s %d layers, want %d", step.verb, n, step.layers)
		}
	}
	var made graphicsops.Exported
	if err := c.Do(ctx, http.MethodPost, base+"/export", map[string]any{"format": "jpg", "scale": 0.5}, &made); err != nil {
		t.Fatal(err)
	}
	picture(ctx, t, c, chatops.ArtifactRef{ID: made.ArtifactID, ContentType: "image/jpeg"})
}

// followLive sees commits made by REST on a WebSocket, in order, without gaps.
func followLive(ctx context.Context, t *testing.T, c *client.Client, id string) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	conn, err := c.Dial(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	head := canvasOf(ctx, t, c, id).Seq
	if err := conn.Follow(ctx, id, head); err != nil {
		t.Fatal(err)
	}
	const n = 10
	for i := range n {
		if err := c.Do(ctx, http.MethodPatch, "/api/v1/tools/graphics/canvases/"+id+"/layers/root", map[string]any{"background": fmt.Sprintf("#0000%02x", i)}, nil); err != nil {
			t.Fatal(err)
		}
	}
	for want := head + 1; want <= head+n; {
		select {
		case p := <-conn.Pushes():
			if p.Type != "document.commit" {
				continue
			}
			if p.Seq != want {
				t.Fatalf("commit %d, want %d", p.Seq, want)
			}
			want++
		case <-ctx.Done():
			t.Fatalf("commit %d did not come", want)
		}
	}
	if _, err := conn.Send(ctx, chatops.NewMessage{Text: "hello"}); err != nil {
		t.Errorf("chat over the socket: %v", err)
	}
}

// checkAccount changes the name and signs out; the token is then worth nothing.
func checkAccount(ctx context.Context, t *testing.T, s *server, c *client.Client) {
	if err := c.Do(ctx, http.MethodPatch, "/api/v1/users/me", map[string]any{"displayName": "Ada"}, nil); err != nil {
		t.Fatal(err)
	}
	me, err := c.Me(ctx)
	if err != nil || me.DisplayName != "Ada" {
		t.Errorf("me %+v, %v", me, err)
	}
	other := client.New(s.url, client.Options{})
	if _, err := other.Login(ctx, "tour@example.org", testPassword); err != nil {
		t.Fatal(err)
	}
	token := other.Session().AccessToken
	if err := other.Logout(ctx); err != nil {
		t.Fatal(err)
	}
	if status, _, body := s.raw(http.MethodGet, "/api/v1/users/me", token, ""); status != 401 || !strings.Contains(body, "session_revoked") {
		t.Errorf("after signing out: %d %s", status, body)
	}
	if status, _, body := s.raw(http.MethodGet, "/.well-known/jwks.json", "", ""); status != 200 || !strings.Contains(body, `"kty":"RSA"`) {
		t.Errorf("JWKS: %d %s", status, body)
	}
}

// noSecrets looks for what must never be in a log.
func noSecrets(t *testing.T, s *server, c *client.Client) {
	log := s.Log()
	session := c.Session()
	for what, secret := range map[string]string{"password": testPassword, "address": "tour@example.org", "name": `"Ada"`,
		"access token": session.AccessToken, "refresh token": session.RefreshToken, "ticket": "ticket="} {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds the %s", what)
		}
	}
	for _, line := range strings.Split(strings.TrimSpace(log), "\n") {
		if !json.Valid([]byte(line)) {
			t.Errorf("not JSON: %s", line)
		}
	}
}

func listed(ctx context.Context, t *testing.T, c *client.Client) string {
	t.Helper()
	var page artifactops.ArtifactPage
	if err := c.Do(ctx, http.MethodGet, "/api/v1/artifacts?limit=100", nil, &page); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, a := range page.Items {
		b.WriteString(a.ID + " " + a.SHA256 + "\n")
	}
	return b.String()
}
