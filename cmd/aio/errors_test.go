package main

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/client"
	"github.com/aio-creative-hub/aio/shared/local"
	"github.com/aio-creative-hub/aio/shared/operation"
	systemops "github.com/aio-creative-hub/aio/shared/system/ops"
)

// fault switches a fault of an operation on.
func (s *server) fault(operation, kind string, times int) {
	s.t.Helper()
	secret, err := os.ReadFile(filepath.Join(s.dir, local.SecretFile))
	if err != nil {
		s.t.Fatal(err)
	}
	body, err := json.Marshal(map[string]any{operation: map[string]any{"kind": kind, "times": times}})
	if err != nil {
		s.t.Fatal(err)
	}
	if status, _, answer := s.raw(http.MethodPut, "/_local/faults", strings.TrimSpace(string(secret)), string(body)); status >= http.StatusBadRequest {
		s.t.Fatalf("%d %s", status, answer)
	}
}

// administrator registers an account and makes it an administrator's; the server is
// started anew for that.
func administrator(t *testing.T, s *server, email string) (*server, *client.Client) {
	t.Helper()
	s.register(email)
	s.stop()
	if out, err := aioCommand(context.Background(), "admin", "grant", "--data", s.dir, email).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	again := serveIn(t, s.dir, "--no-limits")
	c := client.New(again.url, client.Options{})
	if _, err := c.Login(context.Background(), email, testPassword); err != nil {
		t.Fatal(err)
	}
	return again, c
}

// An unexpected error tells the client nothing but a correlation id, by which an
// administrator finds it among the groups.
func TestErrorsAreTracked(t *testing.T) {
	ctx := context.Background()
	s, _ := administrator(t, serveIn(t, t.TempDir(), "--no-limits"), "admin@example.org")
	c := s.register("unlucky@example.org")
	s.fault("artifact.list", "error", 3)
	var seen []string
	for range 3 {
		status, _, answer := s.raw(http.MethodGet, "/api/v1/artifacts", c.Session().AccessToken, "")
		var p operation.Problem
		if err := json.Unmarshal([]byte(answer), &p); err != nil || status != http.StatusInternalServerError || p.Code != "internal" || strings.Contains(answer, "fault") {
			t.Fatalf("%d %s", status, answer)
		}
		seen = append(seen, p.Correlation)
	}
	s.must(200, http.MethodGet, "/api/v1/artifacts", c.Session().AccessToken, "")
	s.must(403, http.MethodGet, "/api/v1/admin/errors", c.Session().AccessToken, "")
	s.stop() // writes what waits
	s = serveIn(t, s.dir, "--no-limits")
	admin := client.New(s.url, client.Options{})
	if _, err := admin.Login(ctx, "admin@example.org", testPassword); err != nil {
		t.Fatal(err)
	}
	var page systemops.ErrorPage
	if err := admin.Do(ctx, http.MethodGet, "/api/v1/admin/errors?area=artifact", nil, &page); err != nil || len(page.Items) != 1 {
		t.Fatalf("%+v, %v", page, err)
	}
	g := page.Items[0]
	slices.Reverse(seen)
	if g.Count != 3 || g.Operation != "artifact.list" || !slices.Equal(g.CorrelationIDs, seen) || g.Message != "a fault that was switched on" || g.Release == "" {
		t.Errorf("%+v, want those of %v", g, seen)
	}
	if err := admin.Do(ctx, http.MethodPost, "/api/v1/admin/errors/"+g.Fingerprint+"/resolve", nil, &g); err != nil || g.ResolvedAt == nil {
		t.Errorf("%+v, %v", g, err)
	}
}
