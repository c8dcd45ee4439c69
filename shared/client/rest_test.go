package client

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	chatops "github.com/aio-creative-hub/aio/shared/chat/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// accounts is a server with an account whose access tokens can be taken back.
type accounts struct {
	mux       *http.ServeMux
	url       string
	mu        sync.Mutex
	good      string // the access token that is taken
	refresh   string // the refresh token that is taken, once
	refreshes atomic.Int32
}

func newAccounts(t *testing.T) *accounts {
	a := &accounts{mux: http.NewServeMux()}
	a.mux.HandleFunc("POST /api/v1/auth/{how}", func(w http.ResponseWriter, r *http.Request) {
		var in struct{ Email, Password, RefreshIn, RefreshToken, DisplayName string }
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil || r.Header.Get("Authorization") != "" {
			t.Errorf("%s: %v, or a token where none belongs", r.URL.Path, err)
		}
		a.mu.Lock()
		defer a.mu.Unlock()
		how := r.PathValue("how")
		switch {
		case how == "refresh" && in.RefreshToken != a.refresh, how == "login" && in.Password != "right":
			problem(w, operation.NewProblem(401, "unauthorized", "No."))
			return
		case how != "refresh" && in.RefreshIn != "body":
			t.Errorf("%s: refreshIn %q", how, in.RefreshIn)
		}
		n := string(rune('0' + a.refreshes.Add(1)))
		a.good, a.refresh = "access"+n, "refresh"+n
		answerJSON(w, 200, map[string]any{"user": map[string]any{"id": "usr_1", "email": in.Email}, "accessToken": a.good, "expiresIn": 900, "refreshToken": a.refresh})
	})
	a.mux.HandleFunc("GET /api/v1/users/me", func(w http.ResponseWriter, r *http.Request) {
		if a.admitted(w, r) {
			answerJSON(w, 200, map[string]any{"id": "usr_1"})
		}
	})
	srv := httptest.NewServer(a.mux)
	t.Cleanup(srv.Close)
	a.url = srv.URL
	return a
}

func (a *accounts) admitted(w http.ResponseWriter, r *http.Request) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if r.Header.Get("Authorization") == "Bearer "+a.good {
		return true
	}
	problem(w, operation.NewProblem(401, "unauthorized", "Sign in first."))
	return false
}

func TestSignIn(t *testing.T) {
	a := newAccounts(t)
	var told []Session
	c := New(a.url+"/", Options{OnSession: func(s Session) { told = append(told, s) }})
	if _, err := c.Me(t.Context()); !HasStatus(err, 401) {
		t.Errorf("signed out: %v", err)
	}
	if err := c.Refresh(t.Context()); !errors.Is(err, ErrSignedOut) {
		t.Errorf("got %v", err)
	}
	if _, err := c.Login(t.Context(), "a@example.com", "wrong"); !HasStatus(err, 401) || len(told) != 0 {
		t.Errorf("got %v", err)
	}
	u, err := c.Register(t.Context(), "a@example.com", "right", "A")
	if err != nil || u.ID != "usr_1" || len(told) != 1 || told[0].RefreshToken != "refresh1" || told[0] != c.Session() {
		t.Errorf("got %+v, %v, %+v", u, err, told)
	}
	if _, err := c.Login(t.Context(), "a@example.com", "right"); err != nil || len(told) != 2 {
		t.Errorf("got %v", err)
	}
	if _, err := c.Me(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestTokenIsRenewed(t *testing.T) {
	now := time.Now()
	var offset atomic.Int64
	clock := func() time.Time { return now.Add(time.Duration(offset.Load())) }
	a := newAccounts(t)
	c := New(a.url, Options{Now: clock})
	if _, err := c.Login(t.Context(), "a@example.com", "right"); err != nil {
		t.Fatal(err)
	}
	me := func(want int32) {
		t.Helper()
		if _, err := c.Me(t.Context()); err != nil || a.refreshes.Load() != want {
			t.Errorf("%v after %d tokens, want %d", err, a.refreshes.Load(), want)
		}
	}
	me(1)
	offset.Store(int64(15*time.Minute - renewBefore - time.Second))
	me(1)
	offset.Store(int64(15*time.Minute - renewBefore))
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() { me(2) })
	}
	all.Wait()
	a.mu.Lock()
	a.good = "another" // taken back by the server
	a.mu.Unlock()
	me(3)
	a.mu.Lock()
	a.good, a.refresh = "another", "another"
	a.mu.Unlock()
	if _, err := c.Me(t.Context()); !HasStatus(err, 401) || a.refreshes.Load() != 3 {
		t.Errorf("got %v", err)
	}
}

func TestRenewHook(t *testing.T) {
	a := newAccounts(t)
	c := New(a.url, Options{Renew: func(r Renewal) error {
		if r.Stale != "old" {
			t.Errorf("stale %q", r.Stale)
		}
		_, err := r.Client.Login(r.Context, "a@example.com", "right")
		return err
	}})
	c.Restore(Session{AccessToken: "old", Expires: time.Now().Add(time.Hour)})
	if _, err := c.Me(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestProblems(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/limited", func(w http.ResponseWriter, _ *http.Request) {
		problem(w, operation.Invalid("body.width", "invalid_value", "Too wide.").RetryAfter(7*time.Second))
	})
	mux.HandleFunc("/proxy", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "<html>", http.StatusBadGateway) })
	mux.HandleFunc("/huge", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, maxAnswer+1)) })
	mux.HandleFunc("/broken", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{") })
	mux.HandleFunc("/moved", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/limited", http.StatusFound) })
	srv := httptest.NewServer(mux)
	defer srv.Close()
	c := New(srv.URL, Options{})
	p := AsProblem(c.Do(t.Context(), "GET", "/limited", nil, nil))
	if p == nil || p.Code != "invalid_value" || p.Field != "body.width" || p.Status != 422 || p.Correlation != "req_12345678" ||
		p.RetryAfter != 7*time.Second || len(p.Errors) != 1 || p.Temporary() {
		t.Errorf("got %+v", p)
	}
	p = AsProblem(c.Do(t.Context(), "GET", "/proxy", nil, nil))
	if p == nil || p.Code != CodeUnexpected || p.Status != 502 || !p.Temporary() || strings.Contains(p.Error(), "html") {
		t.Errorf("got %+v", p)
	}
	var out struct{}
	for _, path := range []string{"/huge", "/broken", "/moved", " bad"} {
		if err := c.Do(t.Context(), "GET", path, nil, &out); err == nil {
			t.Errorf("%s: no error", path)
		}
	}
	if err := c.Do(t.Context(), "POST", "/limited", make(chan int), nil); err == nil {
		t.Error("a channel is no body")
	}
	srv.Close()
	err := c.Do(t.Context(), "GET", "/limited?secret=1", nil, nil)
	if !errors.Is(err, ErrUnreachable) || strings.Contains(err.Error(), "secret") {
		t.Errorf("got %v", err)
	}
	if _, err := c.Dial(t.Context()); !errors.Is(err, ErrUnreachable) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.Do(ctx, "GET", "/limited", nil, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestBadAddress(t *testing.T) {
	for _, address := range []string{"", "127.0.0.1:8080", "ftp://host", "http://", "http://user:pw@host", "http://host?x=1", "http://host/#x", "http://\x00"} {
		c := New(address, Options{})
		if _, err := c.Login(t.Context(), "a", "b"); err == nil {
			t.Errorf("%q: no error", address)
		}
		if _, err := c.Dial(t.Context()); err == nil || c.URL() != "" {
			t.Errorf("%q: no error", address)
		}
	}
}

func TestArtifact(t *testing.T) {
	a := newAccounts(t)
	locations := map[string]string{"art_ok": "/blob/x?signature=s", "art_far": "/blob/hop", "art_loop": "/blob/loop", "art_gone": "/blob/none",
		"art_file": "file:///etc/passwd", "art_none": ""}
	a.mux.HandleFunc("GET /api/v1/artifacts/{id}/content", func(w http.ResponseWriter, r *http.Request) {
		if !a.admitted(w, r) {
			return
		}
		to, ok := locations[r.PathValue("id")]
		if !ok {
			problem(w, operation.NotFound("artifact"))
			return
		}
		w.Header().Set("Location", to)
		w.WriteHeader(http.StatusSeeOther)
	})
	a.mux.HandleFunc("GET /blob/{what}", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" || r.Header.Get("Cookie") != "" {
			t.Error("credentials were sent to a signed URL")
		}
		switch r.PathValue("what") {
		case "hop":
			http.Redirect(w, r, "/blob/x", http.StatusTemporaryRedirect)
		case "loop":
			http.Redirect(w, r, "/blob/loop", http.StatusFound)
		case "none":
			http.Error(w, "gone", http.StatusForbidden)
		default:
			w.Header().Set("Content-Type", "image/png")
			_, _ = io.WriteString(w, "PNG")
		}
	})
	c := New(a.url, Options{})
	if _, err := c.Login(t.Context(), "a@example.com", "right"); err != nil {
		t.Fatal(err)
	}
	a.mu.Lock()
	a.good = "another" // so that the token is renewed on the way
	a.mu.Unlock()
	for _, id := range []string{"art_ok", "art_far"} {
		body, kind, err := c.Artifact(t.Context(), id)
		if err != nil {
			t.Errorf("%s: %v", id, err)
			continue
		}
		data, err := io.ReadAll(body)
		if err != nil || string(data) != "PNG" || kind != "image/png" || body.Close() != nil {
			t.Errorf("%s: %q, %s, %v", id, data, kind, err)
		}
	}
	for _, id := range []string{"art_loop", "art_gone", "art_file", "art_none", "art_unknown", "../x"} {
		if _, _, err := c.Artifact(t.Context(), id); err == nil {
			t.Errorf("%s: no error", id)
		}
	}
}

func TestRedirectsStayInTLS(t *testing.T) {
	srv := httptest.NewTLSServer(http.RedirectHandler("http://127.0.0.1:1/", http.StatusSeeOther))
	defer srv.Close()
	c := New(srv.URL, Options{HTTP: srv.Client()})
	if _, _, err := c.Artifact(t.Context(), "art_1"); err == nil || errors.Is(err, ErrUnreachable) {
		t.Errorf("got %v", err)
	}
}

func TestSendByREST(t *testing.T) {
	a := newAccounts(t)
	a.mux.HandleFunc("POST /api/v1/chat/messages", func(w http.ResponseWriter, r *http.Request) {
		var in chatops.NewMessage
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil || in.ID != "msg_1" || r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("got %+v, %v", in, err)
		}
		answerJSON(w, 200, map[string]any{"sessionId": "cnv_1"})
	})
	c := New(a.url, Options{NewID: func(prefix string) string { return prefix + "_1" }})
	r, err := c.Send(t.Context(), chatops.NewMessage{Text: "x"})
	if err != nil || r.SessionID != "cnv_1" {
		t.Errorf("got %+v, %v", r, err)
	}
}
