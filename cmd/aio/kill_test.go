package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	artifactops "github.com/aio-creative-hub/aio/shared/artifact/ops"
	chatops "github.com/aio-creative-hub/aio/shared/chat/ops"
	"github.com/aio-creative-hub/aio/shared/client"
	docops "github.com/aio-creative-hub/aio/shared/document/ops"
	graphicsops "github.com/aio-creative-hub/aio/shared/graphics/ops"
)

// kills is how often the server is killed; AIO_KILLS overrides it (make bench: 50).
func kills(t *testing.T) int {
	if n, err := strconv.Atoi(os.Getenv("AIO_KILLS")); err == nil {
		return n
	}
	if testing.Short() {
		return 2
	}
	return 5
}

// promised is what the server has acknowledged.
type promised struct {
	mu        sync.Mutex
	commits   map[string]bool
	messages  map[string]string // message id → conversation
	artifacts map[string]bool
}

func (p *promised) keep(do func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	do()
}

// count gives the number of acknowledged commits, and of all that was acknowledged.
func (p *promised) count() (commits, all int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.commits), len(p.commits) + len(p.messages) + len(p.artifacts)
}

// killPatience bounds the wait for a few writes to be under way.
const killPatience = 10 * time.Second

// The server is killed at random moments while several people write; whatever it had
// acknowledged is there afterwards, exactly once.
func TestKilledWhileWriting(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	s := serveIn(t, dir, "--no-limits", "--log", "error")
	c := s.register("kill@example.org")
	session := c.Session()
	canvas := newCanvas(ctx, t, c, 64, 64)
	p := &promised{commits: map[string]bool{}, messages: map[string]string{}, artifacts: map[string]bool{}}
	n := kills(t)
	for round := range n {
		writeUntilKilled(t, s, session, p, canvas, round)
		s = serveIn(t, dir, "--no-limits", "--log", "error")
	}
	again := client.New(s.url, client.Options{})
	again.Restore(session)
	checkCommits(ctx, t, again, p, canvas)
	checkMessages(ctx, t, again, p)
	checkArtifacts(ctx, t, again, p)
	checkRoom(ctx, t, again)
	t.Logf("%d kills; %d commits, %d messages, %d artifacts acknowledged, all there", n, len(p.commits), len(p.messages), len(p.artifacts))
	if len(p.commits) < n {
		t.Errorf("only %d commits in %d rounds: nothing was tested", len(p.commits), n)
	}
}

func writeUntilKilled(t *testing.T, s *server, session client.Session, p *promised, canvas string, round int) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	c := client.New(s.url, client.Options{})
	c.Restore(session)
	var wg sync.WaitGroup
	for writer := range 4 {
		wg.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				id := fmt.Sprintf("round-%d-%d-%d", round, writer, i)
				if err := writeOne(ctx, c, p, canvas, id, i); err != nil {
					return // the server is gone
				}
			}
		})
	}
	commits, all := p.count()
	for start := time.Now(); time.Since(start) < killPatience; time.Sleep(time.Millisecond) {
		if c, a := p.count(); c > commits && a >= all+4 {
			break
		}
	}
	time.Sleep(time.Duration(rand.IntN(300)) * time.Millisecond)
	s.Kill()
	cancel()
	wg.Wait()
}

func writeOne(ctx context.Context, c *client.Client, p *promised, canvas, id string, i int) error {
	base := "/api/v1/tools/graphics/canvases/" + canvas
	switch i % 5 {
	case 4:
		data := []byte("what " + id + " holds")
		a, err := c.Upload(ctx, client.File{Name: id + ".txt", Bytes: int64(len(data)), Data: bytes.NewReader(data)})
		if err != nil {
			return err
		}
		p.keep(func() { p.artifacts[a.ID] = true })
	case 0:
		var made graphicsops.Exported
		if err := c.Do(ctx, http.MethodPost, base+"/export", map[string]any{}, &made); err != nil {
			return err
		}
		p.keep(func() { p.artifacts[made.ArtifactID] = true })
	case 1:
		r, err := c.Send(ctx, chatops.NewMessage{ID: id, Text: "hello"})
		if err != nil {
			return err
		}
		p.keep(func() { p.messages[id] = r.SessionID })
	default:
		edit := map[string]any{"commitId": id, "background": fmt.Sprintf("#%06x", i)}
		if err := c.Do(ctx, http.MethodPatch, base+"/layers/root", edit, nil); err != nil {
			return err
		}
		p.keep(func() { p.commits[id] = true })
	}
	return nil
}

func checkCommits(ctx context.Context, t *testing.T, c *client.Client, p *promised, canvas string) {
	t.Helper()
	found := map[string]int{}
	for after := int64(0); ; {
		var log docops.Log
		if err := c.Do(ctx, http.MethodGet, fmt.Sprintf("/api/v1/documents/%s/commits?limit=200&after=%d", canvas, after), nil, &log); err != nil {
			t.Fatal(err)
		}
		for _, commit := range log.Items {
			after++
			if commit.Seq != after {
				t.Fatalf("commit %d follows %d", commit.Seq, after-1)
			}
			found[commit.ID]++
		}
		if after >= log.Head {
			break
		}
	}
	for id := range p.commits {
		if found[id] != 1 {
			t.Errorf("acknowledged commit %s is there %d times", id, found[id])
		}
	}
}

func checkMessages(ctx context.Context, t *testing.T, c *client.Client, p *promised) {
	t.Helper()
	for id, session := range p.messages {
		var page chatops.MessagePage
		if err := c.Do(ctx, http.MethodGet, "/api/v1/chat/sessions/"+session+"/messages", nil, &page); err != nil {
			t.Fatal(err)
		}
		if len(page.Items) != 2 || page.Items[0].ID != id || page.Items[1].Role != "assistant" {
			t.Errorf("acknowledged message %s: the conversation holds %+v", id, page.Items)
		}
	}
}

// checkRoom: what the files are said to take is what is there, though some of them were
// not acknowledged.
func checkRoom(ctx context.Context, t *testing.T, c *client.Client) {
	t.Helper()
	var storage artifactops.Storage
	if err := c.Do(ctx, http.MethodGet, "/api/v1/users/me/storage", nil, &storage); err != nil {
		t.Fatal(err)
	}
	total, files := int64(0), 0
	for path := "/api/v1/artifacts?limit=200"; ; {
		var page artifactops.ArtifactPage
		if err := c.Do(ctx, http.MethodGet, path, nil, &page); err != nil {
			t.Fatal(err)
		}
		for _, a := range page.Items {
			total += a.Bytes
			files++
		}
		if page.NextCursor == "" {
			break
		}
		path = "/api/v1/artifacts?limit=200&cursor=" + page.NextCursor
	}
	if storage.Bytes != total || storage.Files != files {
		t.Errorf("%d files of %d bytes are there, %+v is said", files, total, storage)
	}
}

func checkArtifacts(ctx context.Context, t *testing.T, c *client.Client, p *promised) {
	t.Helper()
	for id := range p.artifacts {
		var a artifactops.Artifact
		if err := c.Do(ctx, http.MethodGet, "/api/v1/artifacts/"+id, nil, &a); err != nil {
			t.Errorf("acknowledged artifact %s: %v", id, err)
			continue
		}
		body, _, err := c.Artifact(ctx, id)
		if err != nil {
			t.Errorf("bytes of %s: %v", id, err)
			continue
		}
		h := sha256.New()
		if _, err := io.Copy(h, body); err != nil {
			t.Error(err)
		}
		_ = body.Close()
		if hex.EncodeToString(h.Sum(nil)) != a.SHA256 {
			t.Errorf("the bytes of %s are not those that were acknowledged", id)
		}
	}
}
