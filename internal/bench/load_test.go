package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"
)

// counting is a server that knows one token and counts its requests.
func counting(t *testing.T, answer func(n int64, w http.ResponseWriter)) (*httptest.Server, *atomic.Int64) {
	t.Helper()
	var n atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer good" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		answer(n.Add(1), w)
	}))
	t.Cleanup(s.Close)
	return s, &n
}

func TestClosedLoop(t *testing.T) {
	s, n := counting(t, func(int64, http.ResponseWriter) {})
	g := newGetter(s.URL, "good", 4)
	defer g.http.CloseIdleConnections()
	answered, err := g.closedLoop(t.Context(), 4, 30*time.Millisecond)
	if err != nil || answered < 4 || answered != n.Load() {
		t.Errorf("%d answers of %d, %v", answered, n.Load(), err)
	}
	if _, err := newGetter(s.URL, "bad", 4).closedLoop(t.Context(), 4, time.Minute); err == nil {
		t.Error("refusals count as answers")
	}
}

// A stall shows in the requests that became due meanwhile, not only in the one that met it.
func TestOpenLoopCountsFromDue(t *testing.T) {
	const stall, n = 100 * time.Millisecond, 50
	gate := make(chan struct{})
	s, served := counting(t, func(n int64, _ http.ResponseWriter) {
		if n == 1 {
			time.AfterFunc(stall, func() { close(gate) })
		}
		<-gate
	})
	g := newGetter(s.URL, "good", n)
	defer g.http.CloseIdleConnections()
	begun := time.Now()
	late, err := g.openLoop(t.Context(), 1000, n*time.Millisecond)
	if err != nil || len(late) != n || served.Load() != n {
		t.Fatalf("%d latencies, %d served, %v", len(late), served.Load(), err)
	}
	total := time.Since(begun)
	for i, l := range late {
		if due := time.Duration(i) * time.Millisecond; l < stall-due || l > total {
			t.Errorf("request %d, due after %v, took %v of %v", i, due, l, total)
		}
	}
}

func TestOpenLoopEnds(t *testing.T) {
	s, _ := counting(t, func(int64, http.ResponseWriter) {})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := newGetter(s.URL, "good", 1).openLoop(ctx, 1, time.Hour); err == nil {
		t.Error("no error after the end of its context")
	}
}
