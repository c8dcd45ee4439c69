package local_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/catalog"
	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/local"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// What is declared is there: a new operation is found missing here first.
func TestEveryOperationIsBound(t *testing.T) {
	app, err := local.Open(context.Background(), local.Config{Addr: "127.0.0.1:0", DataDir: t.TempDir(), Limits: function.DefaultLimits(),
		Log: slog.New(slog.DiscardHandler), Now: time.Now, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := app.Close(); err != nil {
			t.Error(err)
		}
	}()
	bound := map[string]bool{}
	for _, s := range app.Operations() {
		bound[s.ID] = true
	}
	for _, d := range catalog.All() {
		if id := operation.SpecOf(d).ID; !bound[id] {
			t.Errorf("%s is declared and not bound in wiring.go", id)
		}
		delete(bound, operation.SpecOf(d).ID)
	}
	for id := range bound {
		t.Errorf("%s is bound and not in the catalogue", id)
	}
}

func TestOneProcessOwnsTheData(t *testing.T) {
	dir := t.TempDir()
	c := local.Config{Addr: "127.0.0.1:0", DataDir: dir, Limits: function.DefaultLimits(), Log: slog.New(slog.DiscardHandler), Now: time.Now}
	app, err := local.Open(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	if second, err := local.Open(context.Background(), c); err == nil {
		t.Errorf("a second server opened the same directory: %v", second.Close())
	}
	if err := app.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := local.Open(context.Background(), c)
	if err != nil {
		t.Fatalf("after closing: %v", err)
	}
	if err := again.Close(); err != nil {
		t.Error(err)
	}
}
