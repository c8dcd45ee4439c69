package main

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/aio-creative-hub/aio/internal/wire"
	"github.com/aio-creative-hub/aio/shared/client"
)

const (
	dialersAtOnce = 16               // connections being opened
	dialPatience  = 60 * time.Second // for one of them, on a busy machine
)

// follower is one connection that follows the document, with a wire of its own.
type follower struct {
	conn *client.Conn
	wire *wire.Wire
	done chan struct{} // closed when nothing comes any more
}

// follow opens as many connections as the board has rows for. Those that were opened are
// given even if others failed.
func follow(ctx context.Context, url string, session client.Session, canvas string, b *board) ([]*follower, error) {
	session.RefreshToken = "" // works once, and they are many; the access token lasts long enough
	var mu sync.Mutex
	var opened []*follower
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(dialersAtOnce)
	for i := range b.followers {
		g.Go(func() error {
			f, err := followOne(ctx, url, session, canvas, b, i)
			if err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			opened = append(opened, f)
			return nil
		})
	}
	err := g.Wait()
	return opened, err
}

func followOne(ctx context.Context, url string, session client.Session, canvas string, b *board, row int) (*follower, error) {
	ctx, cancel := context.WithTimeout(ctx, dialPatience)
	defer cancel()
	w := wire.New(nil)
	c := client.New(url, client.Options{HTTP: w.Client()})
	c.Restore(session)
	conn, err := c.Dial(ctx)
	if err != nil {
		return nil, fmt.Errorf("open a connection: %w", err)
	}
	f := &follower{conn: conn, wire: w, done: make(chan struct{})}
	go f.read(b, row) // ends with the connection; closeAll waits for it
	if err := conn.Follow(ctx, canvas, b.base); err != nil {
		closeAll([]*follower{f})
		return nil, fmt.Errorf("follow the document: %w", err)
	}
	return f, nil
}

// read notes on the board what comes.
func (f *follower) read(b *board, row int) {
	defer close(f.done)
	for p := range f.conn.Pushes() {
		if p.Type == client.TypeCommit {
			b.note(row, p.Seq, strings.HasPrefix(p.ID, "log_"), time.Now())
		}
	}
}

// closeAll closes connections and waits for their ends.
func closeAll(all []*follower) {
	var g errgroup.Group
	g.SetLimit(dialersAtOnce)
	for _, f := range all {
		g.Go(func() error {
			err := f.conn.Close()
			<-f.done
			return err
		})
	}
	_ = g.Wait() // closing has nothing to fail for: the server may be gone
}
