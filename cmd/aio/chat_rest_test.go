package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	chatops "github.com/aio-creative-hub/aio/shared/chat/ops"
)

// Behind a proxy that knows no WebSockets, which also loses the first answer, the chat
// goes on by REST: the message is sent again under the same id, and an artifact that
// comes incomplete leaves no file.
func TestWithoutWebSocket(t *testing.T) {
	t.Setenv("AIO_CONFIG", t.TempDir())
	t.Setenv("AIO_PASSWORD", "")
	mux := http.NewServeMux()
	write := func(w http.ResponseWriter, v any) { _ = json.NewEncoder(w).Encode(v) } // the client may be gone
	mux.HandleFunc("POST /api/v1/auth/register", func(w http.ResponseWriter, _ *http.Request) {
		write(w, map[string]any{"user": map[string]any{"id": "usr_1"}, "accessToken": "t", "expiresIn": 900})
	})
	mux.HandleFunc("POST /api/v1/auth/ws-ticket", func(w http.ResponseWriter, _ *http.Request) { write(w, map[string]any{"ticket": "x"}) })
	mux.HandleFunc("GET /api/v1/users/me", func(w http.ResponseWriter, _ *http.Request) { write(w, map[string]any{"id": "usr_1"}) })
	var ids []string
	mux.HandleFunc("POST /api/v1/chat/messages", func(w http.ResponseWriter, r *http.Request) {
		var m chatops.NewMessage
		if err := json.NewDecoder(r.Body).Decode(&m); err != nil {
			t.Error(err)
		}
		if ids = append(ids, m.ID); len(ids) == 1 {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		write(w, chatops.Reply{SessionID: "cnv_1", Message: chatops.Message{Text: "Here.", Status: "done"},
			Artifacts: []chatops.ArtifactRef{{ID: "art_1", Name: "a.png", ContentType: "image/png", Bytes: 9}}})
	})
	mux.HandleFunc("GET /api/v1/artifacts/art_1/content", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/blob", http.StatusSeeOther)
	})
	content := "123456789"
	mux.HandleFunc("GET /blob", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, content) })
	srv := httptest.NewServer(mux)
	defer srv.Close()

	dir := t.TempDir()
	var out, notes bytes.Buffer
	f := chatFlags{server: srv.URL, out: dir, timeout: defaultChatTimeout}
	if err := runChat(t.Context(), strings.NewReader(""), &out, &notes, f, "make it"); err != nil {
		t.Fatalf("%v\n%s", err, notes.String())
	}
	if len(ids) != 2 || ids[0] != ids[1] || !strings.Contains(notes.String(), "by REST") {
		t.Errorf("sent as %v\n%s", ids, notes.String())
	}
	if data, err := os.ReadFile(filepath.Join(dir, "a.png")); err != nil || string(data) != content {
		t.Errorf("file %q, %v", data, err)
	}
	content = "1234"
	err := runChat(t.Context(), strings.NewReader(""), &out, &notes, f, "again")
	if err == nil || !strings.Contains(err.Error(), "4 of 9 bytes") {
		t.Errorf("incomplete: %v", err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(left) != 1 {
		t.Errorf("files %v, %v", left, err)
	}
}
