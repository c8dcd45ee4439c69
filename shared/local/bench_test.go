package local

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// BenchmarkInvoke is a direct call of an operation, with its envelope.
func BenchmarkInvoke(b *testing.B) {
	f := NewFunctions(FunctionsOptions{Inspector: NewInspector(time.Now)})
	if err := f.Register(testRuntime(new(counter)), thingOperations()...); err != nil {
		b.Fatal(err)
	}
	args := map[string]operation.Raw{"id": operation.Raw(`"7"`)}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := operation.CallArgs(context.Background(), f, "thing.get", args); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkGateway is everything between the HTTP request and its answer, without the network.
func BenchmarkGateway(b *testing.B) {
	f := NewFunctions(FunctionsOptions{Inspector: NewInspector(time.Now)})
	if err := f.Register(testRuntime(new(counter)), thingOperations()...); err != nil {
		b.Fatal(err)
	}
	s, err := NewServer(ServerOptions{Functions: f, NewID: new(counter).id, DataDir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	h := s.handler(hosts{names: []string{"localhost"}, port: 80})
	r, err := http.NewRequestWithContext(b.Context(), "GET", "http://localhost/api/v1/things/7", http.NoBody)
	if err != nil {
		b.Fatal(err)
	}
	r.RemoteAddr = "127.0.0.1:9"
	b.ReportAllocs()
	for b.Loop() {
		h.ServeHTTP(&discard{header: http.Header{}}, r)
	}
}

// BenchmarkBroadcast posts one message to each of 1,000 connections and waits until all
// have it; it reports the 99th percentile of the time until a client had its message.
func BenchmarkBroadcast(b *testing.B) {
	const clients = 1000
	h := NewHub(NewFunctions(FunctionsOptions{}), HubOptions{NewID: new(counter).id})
	srv := httptest.NewServer(h)
	defer srv.Close()
	got := make(chan time.Time, clients)
	var wg sync.WaitGroup
	for range clients {
		c, _, err := websocket.Dial(b.Context(), "ws"+strings.TrimPrefix(srv.URL, "http"), nil)
		if err != nil {
			b.Fatal(err)
		}
		wg.Go(func() {
			for {
				if _, _, err := c.Read(context.Background()); err != nil {
					return
				}
				got <- time.Now()
			}
		})
	}
	data := []byte(strings.Repeat("x", 500))
	var took []time.Duration
	for b.Loop() {
		start := time.Now()
		for id := range h.conns {
			if err := h.Post(b.Context(), id, data); err != nil {
				b.Fatal(err)
			}
		}
		for range clients {
			took = append(took, (<-got).Sub(start))
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	if err := h.Close(context.Background()); err != nil {
		b.Error(err)
	}
	wg.Wait()
}

// discard is an http.ResponseWriter that keeps nothing.
type discard struct{ header http.Header }

// Header implements http.ResponseWriter.
func (d *discard) Header() http.Header { return d.header }

// Write implements http.ResponseWriter.
func (d *discard) Write(p []byte) (int, error) { return len(p), nil }

// WriteHeader implements http.ResponseWriter.
func (d *discard) WriteHeader(int) {}
