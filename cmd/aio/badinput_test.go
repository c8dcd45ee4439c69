package main

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	artifactops "github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/catalog"
	"github.com/aio-creative-hub/aio/shared/client"
	documentops "github.com/aio-creative-hub/aio/shared/document/ops"
	graphicsops "github.com/aio-creative-hub/aio/shared/graphics/ops"
	identityops "github.com/aio-creative-hub/aio/shared/identity/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// badInput is one line of testdata/badinput.jsonl: a request and how it is refused.
type badInput struct {
	Name, Method, Path, Body, Type, Token string
	BodyBase64                            string
	Repeat                                []any  // text and how often: the body
	RepeatText                            int    // a message of so many letters
	Canvas                                string // WxH: a canvas of its own
	Status                                int
	Code, Field                           string
}

// Whatever comes in is refused with a problem that says what and where, holds nothing
// internal and nothing that was sent, and changes nothing.
func TestBadInput(t *testing.T) {
	ctx := context.Background()
	s := serveIn(t, t.TempDir(), "--no-limits")
	c := s.register("bad@example.org")
	canvas := newCanvas(ctx, t, c, 200, 100)
	before := stateOf(ctx, t, c, canvas)
	file, err := os.Open("testdata/badinput.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var in badInput
		if err := json.Unmarshal(lines.Bytes(), &in); err != nil {
			t.Fatalf("%s: %v", lines.Text(), err)
		}
		t.Run(in.Name, func(t *testing.T) {
			target := canvas
			if in.Canvas == "16000x6000" {
				target = newCanvas(ctx, t, c, 16000, 6000)
			}
			refused(t, s, c, in, target)
		})
	}
	if after := stateOf(ctx, t, c, canvas); after != before {
		t.Errorf("the canvas was changed:\n%s\nbefore:\n%s", after, before)
	}
}

func refused(t *testing.T, s *server, c *client.Client, in badInput, canvas string) {
	t.Helper()
	token, body, header := c.Session().AccessToken, in.Body, []string{}
	switch in.Token {
	case "none":
		token = ""
	case "forged":
		token = token[:len(token)-8] + "AAAAAAAA"
	case "":
	default:
		token = in.Token
	}
	if in.BodyBase64 != "" {
		raw, err := base64.StdEncoding.DecodeString(in.BodyBase64)
		if err != nil {
			t.Fatal(err)
		}
		body = string(raw)
	}
	if len(in.Repeat) == 2 {
		body = strings.Repeat(in.Repeat[0].(string), int(in.Repeat[1].(float64))) //nolint:forcetypeassert // our own file
	}
	if in.RepeatText > 0 {
		body = `{"text":"` + strings.Repeat("x", in.RepeatText) + `"}`
	}
	if in.Type != "" {
		header = append(header, "Content-Type", in.Type)
	}
	status, h, answer := s.raw(in.Method, strings.ReplaceAll(in.Path, "{canvas}", canvas), token, body, header...)
	var p operation.Problem
	if err := json.Unmarshal([]byte(answer), &p); err != nil || h.Get("Content-Type") != "application/problem+json" {
		t.Fatalf("not a problem: %d %s", status, answer)
	}
	if status != in.Status || p.Status != status || (in.Code != "" && p.Code != in.Code) || (in.Field != "" && p.Field != in.Field) {
		t.Errorf("got %d %s on %q (%s), want %d %s on %q", status, p.Code, p.Field, p.Detail, in.Status, in.Code, in.Field)
	}
	if p.Correlation == "" || h.Get("X-Correlation-Id") != p.Correlation || p.Detail == "" {
		t.Errorf("without correlation id or detail: %s", answer)
	}
	if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("X-Frame-Options") != "DENY" || h.Get("Content-Security-Policy") == "" {
		t.Errorf("without security headers: %v", h)
	}
	for _, leak := range []string{"goroutine", "shared/", "panic", testPassword} {
		if strings.Contains(answer, leak) {
			t.Errorf("the answer holds %q: %s", leak, answer)
		}
	}
}

func newCanvas(ctx context.Context, t *testing.T, c *client.Client, w, h int) string {
	t.Helper()
	var made graphicsops.Canvas
	if err := c.Do(ctx, http.MethodPost, "/api/v1/tools/graphics/canvases", map[string]any{"width": w, "height": h, "text": "Mine"}, &made); err != nil {
		t.Fatal(err)
	}
	return made.ID
}

func stateOf(ctx context.Context, t *testing.T, c *client.Client, id string) string {
	t.Helper()
	var state json.RawMessage
	if err := c.Do(ctx, http.MethodGet, "/api/v1/documents/"+id, nil, &state); err != nil {
		t.Fatal(err)
	}
	return string(state)
}

// Somebody else's things look like things that do not exist, in every operation that
// takes an id.
func TestThingsOfOthersAreUnknown(t *testing.T) {
	ctx := context.Background()
	s := serveIn(t, t.TempDir(), "--no-limits")
	mine, other := s.register("mine@example.org"), s.register("other@example.org")
	canvas := newCanvas(ctx, t, mine, 64, 64)
	var made graphicsops.Exported
	if err := mine.Do(ctx, http.MethodPost, "/api/v1/tools/graphics/canvases/"+canvas+"/export", map[string]any{}, &made); err != nil {
		t.Fatal(err)
	}
	var session struct {
		ID string `json:"id"`
	}
	if err := mine.Do(ctx, http.MethodPost, "/api/v1/chat/sessions", map[string]any{}, &session); err != nil {
		t.Fatal(err)
	}
	fillOf := idsOf(ctx, t, mine)
	var link artifactops.NewShareLink
	var upload artifactops.Upload
	var comment documentops.Comment
	var version documentops.Version
	document := "/api/v1/documents/" + canvas
	if err := errors.Join(mine.Do(ctx, http.MethodPost, document+"/comments", map[string]any{"text": "Bigger?"}, &comment),
		mine.Do(ctx, http.MethodPost, document+"/versions", map[string]any{"name": "First"}, &version),
		mine.Do(ctx, http.MethodPost, "/api/v1/artifacts/"+made.ArtifactID+"/shares", map[string]any{}, &link),
		mine.Do(ctx, http.MethodPost, "/api/v1/uploads", map[string]any{"name": "a.txt", "bytes": 1, "inParts": true}, &upload)); err != nil {
		t.Fatal(err)
	}
	fill := strings.NewReplacer("{canvasId}", canvas, "{documentId}", canvas, "{artifactId}", made.ArtifactID, "{sessionId}", session.ID, "{layer}", "title",
		"{version}", "1", "{shareId}", link.ID, "{uploadId}", upload.ID, "{commentId}", comment.ID, "{versionId}", version.ID)
	bodies := map[string]string{
		"graphics.add_layer": `{"shape":"circle"}`, "graphics.edit_layer": `{"color":"red"}`, "graphics.transform": `{"factor":2}`,
		"document.comment": `{"text":"x"}`, "document.edit_comment": `{"resolved":true}`, "document.name_version": `{"name":"x"}`,
		"document.restore":    `{"commitId":"commit-0002","seq":1}`,
		"chat.rename_session": `{"title":"x"}`, "artifact.sign_parts": `{"parts":[{"number":1,"sha256":"` + strings.Repeat("0", 64) + `"}]}`, "document.commit": `{"commitId":"commit-0001","edits":[{"op":"set","id":"root","props":{"name":"x"}}]}`,
	}
	before := stateOf(ctx, t, mine, canvas)
	tried := 0
	for _, d := range catalog.All() {
		spec := operation.SpecOf(d)
		if !spec.Has(operation.Rest) || spec.Planned || !strings.Contains(spec.Path, "{") {
			continue
		}
		body := bodies[spec.ID]
		if body == "" && takesBody(d) {
			body = "{}"
		}
		path, want := fill.Replace(fillOf(spec)), http.StatusNotFound
		if spec.Auth == operation.Admin {
			want = http.StatusForbidden // told before anything is looked at
		}
		status, _, answer := s.raw(spec.Method, path, other.Session().AccessToken, body)
		if status != want {
			t.Errorf("%s: %d %s", spec.ID, status, answer)
		}
		tried++
	}
	for _, c := range []struct{ method, path, body string }{ // ids in bodies
		{http.MethodPost, "/api/v1/chat/messages", `{"text":"hello","sessionId":"` + session.ID + `"}`},
		{http.MethodPost, "/api/v1/nlp/process", `{"text":"hello","sessionId":"` + session.ID + `"}`},
		{http.MethodPost, "/api/v1/uploads", `{"name":"a.txt","bytes":1,"inParts":true,"artifactId":"` + made.ArtifactID + `"}`},
		{http.MethodPost, "/api/v1/tools/graphics/canvases/" + newCanvas(ctx, t, other, 10, 10) + "/layers", `{"shape":"image","artifactId":"` + made.ArtifactID + `"}`},
	} {
		if status, _, answer := s.raw(c.method, c.path, other.Session().AccessToken, c.body); status != http.StatusNotFound && status != http.StatusUnprocessableEntity {
			t.Errorf("%s %s: %d %s", c.path, c.body, status, answer)
		}
		tried++
	}
	if tried < 30 {
		t.Errorf("only %d operations tried", tried)
	}
	if after := stateOf(ctx, t, mine, canvas); after != before {
		t.Error("somebody else changed the canvas")
	}
}

// takesBody reports whether an operation has arguments in the body.
func takesBody(d operation.Declared) bool {
	return slices.ContainsFunc(operation.Arguments(d), func(a operation.Argument) bool { return a.In == "body" })
}

// idsOf gives what fills the paths of the area identity with a person's own ids, of a
// sign-in, an API key and the account. Its sessions are not the chat's, though the
// parameter is called the same.
func idsOf(ctx context.Context, t *testing.T, c *client.Client) func(operation.Spec) string {
	t.Helper()
	var key identityops.NewAPIKey
	if err := c.Do(ctx, http.MethodPost, "/api/v1/auth/keys", map[string]any{"name": "ci", "scopes": []string{"read"}}, &key); err != nil {
		t.Fatal(err)
	}
	var sessions identityops.SessionPage
	if err := c.Do(ctx, http.MethodGet, "/api/v1/auth/sessions", nil, &sessions); err != nil || len(sessions.Items) != 1 {
		t.Fatalf("%+v, %v", sessions, err)
	}
	me, err := c.Me(ctx)
	if err != nil {
		t.Fatal(err)
	}
	fill := strings.NewReplacer("{sessionId}", sessions.Items[0].ID, "{keyId}", key.ID, "{userId}", me.ID)
	t.Cleanup(func() { // nothing of it was ended by somebody else
		if _, err := c.Me(ctx); err != nil {
			t.Errorf("the session ended: %v", err)
		}
		var keys identityops.KeyPage
		if err := c.Do(ctx, http.MethodGet, "/api/v1/auth/keys", nil, &keys); err != nil || len(keys.Items) != 1 {
			t.Errorf("keys %+v, %v", keys, err)
		}
	})
	return func(s operation.Spec) string {
		if s.Area == "identity" {
			return fill.Replace(s.Path)
		}
		return s.Path
	}
}
