package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/aio-creative-hub/aio/internal/served"
	"github.com/aio-creative-hub/aio/shared/client"
	graphicsops "github.com/aio-creative-hub/aio/shared/graphics/ops"
)

// bench holds what the measurements share.
type bench struct {
	bin      string // the command
	dir      string // for data directories; removed at the end
	n        numbers
	table    *table
	progress io.Writer
}

// numbers say how much is measured.
type numbers struct {
	runs        int           // of each measurement
	connections int           // of the closed loop
	closed      time.Duration // how long the closed loop runs
	rate        int           // requests/s of the open loop
	open        time.Duration // how long the open loop runs
	banners     int           // requests of a run
	logins      int           // of a run
	warmUp      int           // requests that are not counted
	editors     int           // people who edit one document
	editRate    int           // edits/s of all of them together
	edits       int           // of a run
	sockets     int           // WebSockets that follow one document
	broadcasts  int           // commits whose way to everybody is timed
	commits     int           // commits while connections are cut
	cuts        int           // connections that are cut meanwhile
	kills       int
	starts      int // of each kind
}

func full() numbers {
	return numbers{runs: 3, connections: 32, closed: 5 * time.Second, rate: 500, open: 10 * time.Second, banners: 100, logins: 20, warmUp: 10,
		editors: 20, editRate: 40, edits: 400, sockets: 1000, broadcasts: 20, commits: 50, cuts: 500, kills: 50, starts: 9}
}

func quick() numbers {
	return numbers{runs: 1, connections: 32, closed: time.Second, rate: 500, open: time.Second, banners: 10, logins: 3, warmUp: 2,
		editors: 5, editRate: 40, edits: 40, sockets: 100, broadcasts: 5, commits: 10, cuts: 50, kills: 2, starts: 1}
}

// say tells how far the measurement is.
func (b *bench) say(format string, args ...any) {
	_, _ = fmt.Fprintf(b.progress, format+"\n", args...) // progress is worth no failure
}

// fresh makes a data directory.
func (b *bench) fresh() (string, error) {
	dir, err := os.MkdirTemp(b.dir, "data-")
	if err != nil {
		return "", fmt.Errorf("data directory: %w", err)
	}
	return dir, nil
}

// measured are the flags of the server that is measured.
func measured() []string { return []string{"--no-limits", "--log", "error"} }

// servedFresh starts a server on a new data directory with one account.
func (b *bench) servedFresh(ctx context.Context) (*served.Server, *client.Client, error) {
	dir, err := b.fresh()
	if err != nil {
		return nil, nil, err
	}
	s, err := served.Start(ctx, served.Command{Bin: b.bin, Dir: dir, Flags: measured()})
	if err != nil {
		return nil, nil, err
	}
	c := client.New(s.URL, client.Options{})
	if _, err := c.Register(ctx, "bench@example.org", "plum-tuba-44-cavern", ""); err != nil {
		return nil, nil, errors.Join(fmt.Errorf("register: %w", err), s.Stop())
	}
	return s, c, nil
}

// newCanvas makes a document to work on.
func newCanvas(ctx context.Context, c *client.Client) (string, error) {
	var made graphicsops.Canvas
	if err := c.Do(ctx, http.MethodPost, "/api/v1/tools/graphics/canvases", map[string]any{"width": 1200, "height": 630}, &made); err != nil {
		return "", fmt.Errorf("make a canvas: %w", err)
	}
	return made.ID, nil
}

// commit sets a canvas's background and gives the commit's sequence number.
func commit(ctx context.Context, c *client.Client, canvas, colour string) (int64, error) {
	var change graphicsops.Change
	path := "/api/v1/tools/graphics/canvases/" + canvas + "/layers/root"
	if err := c.Do(ctx, http.MethodPatch, path, map[string]any{"background": colour}, &change); err != nil {
		return 0, fmt.Errorf("commit: %w", err)
	}
	return change.Seq, nil
}

// binarySize is the size of the command in MiB.
func (b *bench) binarySize() (float64, error) {
	info, err := os.Stat(filepath.Clean(b.bin))
	if err != nil {
		return 0, fmt.Errorf("the command (make build makes it): %w", err)
	}
	return float64(info.Size()) / (1 << 20), nil
}
