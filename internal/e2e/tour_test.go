package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
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

// step is one thing that the tour shows.
type step struct {
	name  string
	needs need // "" is nothing beside REST
	do    func(*testing.T, *visitor)
}

// steps are the tour, in its order; each goes on from what the ones before left.
var steps = []step{
	{"health", "", health},
	{"register", "", register},
	{"sign in", "", signIn},
	{"bad tokens", "", badTokens},
	{"unknown route", gatewayResponses, unknownRoute},
	{"planned operation", mocks, plannedOperation},
	{"bad input", "", badInput},
	{"make a banner by chat", "", makeBanner},
	{"change it by chat", "", changeByChat},
	{"edit by hand", "", editByHand},
	{"one change once", "", oneChangeOnce},
	{"export", "", export},
	{"upload and share", "", uploadAndShare},
	{"lists and cursors", "", listsAndCursors},
	{"usage", "", usageCounts},
	{"follow live", sockets, followLive},
	{"chat over the socket", sockets, chatOverSocket},
	{"bad tickets", sockets, badTickets},
	{"sign out", "", signOut},
	{"limits", "", limitsHold},
}

// stepTime bounds a step: on an emulator each function starts cold.
const stepTime = 3 * time.Minute

// visitor is who walks the tour.
type visitor struct {
	target
	ctx    context.Context
	c      *client.Client
	email  string
	banner *chatops.Reply
}

const password = "plum-tuba-44-cavern"

func walk(t *testing.T, to target) {
	v := &visitor{target: to, email: fmt.Sprintf("tour%d@example.org", rand.Int64())}
	v.c = client.New(to.url, client.Options{})
	for _, s := range steps {
		ok := t.Run(s.name, func(t *testing.T) {
			if why, lacks := to.lacks[s.needs]; lacks {
				t.Skip("not run: " + why)
			}
			ctx, cancel := context.WithTimeout(t.Context(), stepTime)
			defer cancel()
			v.ctx = ctx
			s.do(t, v)
		})
		if !ok && (s.name == "register" || s.name == "make a banner by chat") {
			t.Fatalf("%s: nothing can be shown without %q", to.name, s.name)
		}
	}
}

// raw makes a request and gives what came back.
func (v *visitor) raw(t *testing.T, method, path, token, body string) (int, http.Header, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(v.ctx, method, v.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := plain.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Header, string(data)
}

// refused checks that an answer is a problem with a status and a code.
func refused(t *testing.T, status int, h http.Header, body string, wantStatus int, wantCode string) {
	t.Helper()
	var p struct {
		Status int
		Code   string
	}
	if err := json.Unmarshal([]byte(body), &p); err != nil || status != wantStatus || p.Code != wantCode || h.Get("Content-Type") != "application/problem+json" {
		t.Errorf("%d %s %s, want %d %s", status, h.Get("Content-Type"), body, wantStatus, wantCode)
	}
}

func health(t *testing.T, v *visitor) {
	if status, _, body := v.raw(t, "GET", "/health", "", ""); status != 200 || !strings.Contains(body, `"status":"ok"`) {
		t.Errorf("%d %s", status, body)
	}
}

func register(t *testing.T, v *visitor) {
	if _, err := v.c.Register(v.ctx, v.email, password, "Ada"); err != nil {
		t.Fatal(err)
	}
	me, err := v.c.Me(v.ctx)
	if err != nil || me.Email != v.email || me.DisplayName != "Ada" {
		t.Errorf("%+v, %v", me, err)
	}
	_, err = client.New(v.url, client.Options{}).Register(v.ctx, v.email, password, "")
	if !client.HasStatus(err, http.StatusConflict) {
		t.Errorf("a second account of the address: %v", err)
	}
}

func signIn(t *testing.T, v *visitor) {
	other := client.New(v.url, client.Options{})
	if _, err := other.Login(v.ctx, v.email, "not the password"); !client.HasStatus(err, http.StatusUnauthorized) {
		t.Errorf("wrong password: %v", err)
	}
	if _, err := other.Login(v.ctx, v.email, password); err != nil {
		t.Fatal(err)
	}
	if err := other.Refresh(v.ctx); err != nil {
		t.Errorf("refresh: %v", err)
	}
	if err := other.Logout(v.ctx); err != nil {
		t.Errorf("sign out: %v", err)
	}
	if status, _, body := v.raw(t, "GET", "/.well-known/jwks.json", "", ""); status != 200 || !strings.Contains(body, `"kty":"RSA"`) {
		t.Errorf("JWKS: %d %s", status, body)
	}
}

func badTokens(t *testing.T, v *visitor) {
	token := v.c.Session().AccessToken
	for what, tt := range map[string]struct{ token, code string }{
		"none":      {"", "unauthorized"},
		"nonsense":  {"x.y.z", "token_invalid"},
		"changed":   {token[:len(token)-4] + "AAAA", "token_invalid"},
		"no key":    {"aio_0000000000000000_0000", "token_invalid"},
		"the other": {v.c.Session().RefreshToken, "token_invalid"},
	} {
		status, h, body := v.raw(t, "GET", "/api/v1/users/me", tt.token, "")
		t.Run(what, func(t *testing.T) { refused(t, status, h, body, 401, tt.code) })
		if h.Get("WWW-Authenticate") == "" {
			t.Errorf("%s: no challenge", what)
		}
	}
	if status, h, body := v.raw(t, "GET", "/api/v1/admin/users", token, ""); status != 403 {
		refused(t, status, h, body, 403, "forbidden")
	}
}

func unknownRoute(t *testing.T, v *visitor) {
	status, h, body := v.raw(t, "GET", "/api/v1/nothing/here", v.c.Session().AccessToken, "")
	refused(t, status, h, body, 404, "not_found")
}

func plannedOperation(t *testing.T, v *visitor) {
	status, h, body := v.raw(t, "POST", "/api/v1/tools/graphics/canvases/doc_01J8Z3KQ5V/layers/lay_1/filters", v.c.Session().AccessToken, `{"effect":["blur"]}`)
	refused(t, status, h, body, 501, "tool_not_available")
}

func badInput(t *testing.T, v *visitor) {
	token := v.c.Session().AccessToken
	for _, tt := range []struct {
		method, path, body string
		status             int
		code               string
	}{
		{"POST", "/api/v1/tools/graphics/canvases", `{"width":-1}`, 422, "invalid_value"},
		{"POST", "/api/v1/tools/graphics/canvases", `{"width":`, 400, "bad_request"},
		{"GET", "/api/v1/artifacts?cursor=AAAA", "", 422, "invalid_value"},
		{"GET", "/api/v1/artifacts/art_01J8Z3KQ5V6W7X8Y9Z0ABCDEFG", "", 404, "not_found"},
	} {
		status, h, body := v.raw(t, tt.method, tt.path, token, tt.body)
		refused(t, status, h, body, tt.status, tt.code)
	}
}

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
	if status, h, body := v.raw(t, "POST", "/api/v1/shared", "", fmt.Sprintf(`{"token":%q}`, share.Token)); status < 400 {
		refused(t, status, h, body, 404, "share_not_found")
	}
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

// followLive sees commits made by REST on a WebSocket, in order, without gaps.
func followLive(t *testing.T, v *visitor) {
	conn, err := v.c.Dial(v.ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	head := v.canvas(t).Seq
	if err := conn.Follow(v.ctx, v.banner.Documents[0].ID, head); err != nil {
		t.Fatal(err)
	}
	const n = 5
	for i := range n {
		if err := v.c.Do(v.ctx, http.MethodPatch, v.canvasPath()+"/layers/root", map[string]any{"background": fmt.Sprintf("#0000%02x", i)}, nil); err != nil {
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
		case <-v.ctx.Done():
			t.Fatalf("commit %d did not come", want)
		}
	}
}

func chatOverSocket(t *testing.T, v *visitor) {
	conn, err := v.c.Dial(v.ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	reply, err := conn.Send(v.ctx, chatops.NewMessage{SessionID: v.banner.SessionID, Text: "Add the text Hello in white"})
	if err != nil || len(reply.Artifacts) == 0 {
		t.Errorf("%+v, %v", reply, err)
	}
	if status, _, err := conn.Call(v.ctx, "nobody.knows", nil); err != nil || status != 404 {
		t.Errorf("an unknown action: %d, %v", status, err)
	}
}

func badTickets(t *testing.T, v *visitor) {
	for _, ticket := range []string{"", "x", "wst_0000000000000000000000000000000000000000000"} {
		req, err := http.NewRequestWithContext(v.ctx, http.MethodGet, v.url+"/ws?ticket="+ticket, nil)
		if err != nil {
			t.Fatal(err)
		}
		for name, value := range map[string]string{"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="} {
			req.Header.Set(name, value)
		}
		res, err := plain.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != 401 && res.StatusCode != 403 {
			t.Errorf("ticket %q: %d", ticket, res.StatusCode)
		}
	}
}

func signOut(t *testing.T, v *visitor) {
	token := v.c.Session().AccessToken
	if err := v.c.Logout(v.ctx); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(time.Minute); ; time.Sleep(time.Second) { // another function may believe the session for 30 s
		status, h, body := v.raw(t, "GET", "/api/v1/users/me", token, "")
		if status == 401 {
			refused(t, status, h, body, 401, "session_revoked")
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%d %s", status, body)
		}
	}
}

// limitsHold: five sign-ins a minute from one address, with a word on when to come back.
func limitsHold(t *testing.T, v *visitor) {
	for range 6 {
		status, h, body := v.raw(t, "POST", "/api/v1/auth/login", "", `{"email":"nobody@example.org","password":"not the password"}`)
		if status == 429 {
			refused(t, status, h, body, 429, "rate_limited")
			if h.Get("Retry-After") == "" || h.Get("RateLimit") == "" {
				t.Errorf("headers %v", h)
			}
			return
		}
	}
	t.Error("six sign-ins in a row were answered")
}
