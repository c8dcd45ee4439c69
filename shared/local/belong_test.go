package local_test

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/local"
)

// A data directory that has lost a part is refused with words, and nothing is begun anew
// beside the rest.
func TestIncompleteDataDirectory(t *testing.T) {
	for name, tt := range map[string]struct {
		spoil func(t *testing.T, dir string)
		says  string // "" if it opens
	}{
		"whole":       {func(*testing.T, string) {}, ""},
		"no store":    {func(t *testing.T, dir string) { drop(t, dir, "aio.db") }, "backup"},
		"empty store": {func(t *testing.T, dir string) { drop(t, dir, "aio.db"); touch(t, dir, "aio.db") }, "backup"},
		"no keys":     {func(t *testing.T, dir string) { drop(t, dir, "keys") }, "backup"},
		"other keys": {func(t *testing.T, dir string) {
			drop(t, dir, "keys")
			other := t.TempDir()
			openAndClose(t, other)
			if err := os.Rename(filepath.Join(other, "keys"), filepath.Join(dir, "keys")); err != nil {
				t.Fatal(err)
			}
		}, "not the keys"},
		"interrupted at first": {func(t *testing.T, dir string) { drop(t, dir, "keys"); drop(t, dir, "aio.db"); touch(t, dir, "aio.db") }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			openAndClose(t, dir)
			tt.spoil(t, dir)
			for range 2 { // a refusal changes nothing
				app, err := local.Open(context.Background(), dataIn(dir))
				if err == nil {
					err = app.Close()
				}
				switch {
				case tt.says == "" && err != nil:
					t.Errorf("refused: %v", err)
				case tt.says != "" && (err == nil || !strings.Contains(err.Error(), tt.says)):
					t.Errorf("gave %v", err)
				}
			}
		})
	}
}

func dataIn(dir string) local.Config {
	return local.Config{Addr: "127.0.0.1:0", DataDir: dir, Limits: function.DefaultLimits(), Log: slog.New(slog.DiscardHandler), Now: time.Now}
}

func openAndClose(t *testing.T, dir string) {
	t.Helper()
	app, err := local.Open(context.Background(), dataIn(dir))
	if err != nil {
		t.Fatal(err)
	}
	if err := app.Close(); err != nil {
		t.Fatal(err)
	}
}

// drop removes a file with what SQLite keeps beside it, or a folder.
func drop(t *testing.T, dir, name string) {
	t.Helper()
	for _, n := range []string{name, name + "-wal", name + "-shm"} {
		if err := os.RemoveAll(filepath.Join(dir, n)); err != nil {
			t.Fatal(err)
		}
	}
}

func touch(t *testing.T, dir, name string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
		t.Fatal(err)
	}
}
