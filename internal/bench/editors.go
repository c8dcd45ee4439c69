package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/aio-creative-hub/aio/shared/client"
	docops "github.com/aio-creative-hub/aio/shared/document/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
	shareops "github.com/aio-creative-hub/aio/shared/share/ops"
)

// editsWarmUp are edits of a run that are not counted.
const editsWarmUp = 20

// editors measures people who edit one document together: how soon an edit is acknowledged,
// and how soon all of them have it. Each has an account and a connection, and edits twice a
// second; an edit is due at a fixed rate, whatever became of those before.
func (b *bench) editors(ctx context.Context) (err error) {
	s, owner, err := b.servedFresh(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Stop()) }()
	all, err := accounts(ctx, s.URL, b.n.editors-1)
	if err != nil {
		return err
	}
	all = append(all, owner)
	for range b.n.runs {
		if err := b.editorsRun(ctx, s.URL, owner, all); err != nil {
			return err
		}
	}
	return nil
}

// accounts makes accounts, two at a time: a password is work for a core.
func accounts(ctx context.Context, url string, n int) ([]*client.Client, error) {
	all := make([]*client.Client, n)
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(2)
	for i := range all {
		g.Go(func() error {
			all[i] = client.New(url, client.Options{})
			if _, err := all[i].Register(ctx, fmt.Sprintf("editor-%d@example.org", i), "plum-tuba-44-cavern", ""); err != nil {
				return fmt.Errorf("register: %w", err)
			}
			return nil
		})
	}
	return all, g.Wait()
}

func (b *bench) editorsRun(ctx context.Context, url string, owner *client.Client, all []*client.Client) error {
	canvas, err := newCanvas(ctx, owner)
	if err != nil {
		return err
	}
	if err := admit(ctx, owner, canvas, all); err != nil {
		return err
	}
	head, err := commit(ctx, owner, canvas, "#000000")
	if err != nil {
		return err
	}
	edits := editsWarmUp + b.n.edits
	a := &audience{author: owner, canvas: canvas, board: newBoard(head, edits, len(all))}
	defer func() { closeAll(a.followers) }()
	for i, c := range all {
		session := c.Session()
		session.RefreshToken = "" // works once; the access token lasts long enough
		f, err := followOne(ctx, url, session, canvas, a.board, i)
		if err != nil {
			return err
		}
		a.followers = append(a.followers, f)
	}
	made, err := a.edit(ctx, edits, b.n.editRate)
	if err != nil {
		return err
	}
	return b.seen(ctx, a, made[editsWarmUp:])
}

// admit lets everybody edit a canvas, by a link.
func admit(ctx context.Context, owner *client.Client, canvas string, all []*client.Client) error {
	var link shareops.NewLink
	if err := owner.Do(ctx, http.MethodPost, "/api/v1/documents/"+canvas+"/shares", map[string]any{"role": "editor"}, &link); err != nil {
		return fmt.Errorf("share the canvas: %w", err)
	}
	for _, c := range all {
		if c == owner {
			continue
		}
		if err := c.Do(ctx, http.MethodPost, "/api/v1/documents/accept", map[string]any{"token": link.Token}, nil); err != nil {
			return fmt.Errorf("accept the link: %w", err)
		}
	}
	return nil
}

// edited is one edit: when it was due and acknowledged, and as which commit.
type edited struct {
	due, acked time.Time
	seq        int64
}

// edit has the followers edit in turn, so many times a second together.
func (a *audience) edit(ctx context.Context, n, rate int) ([]edited, error) {
	made := make([]edited, n)
	g, during := errgroup.WithContext(ctx)
	begun := time.Now()
	for i := range made {
		due := begun.Add(time.Duration(i) * time.Second / time.Duration(rate))
		if !sleepUntil(during, due) {
			break // an edit failed, or ctx ended
		}
		g.Go(func() error {
			var c docops.Commit
			err := a.followers[i%len(a.followers)].conn.Do(during, "document.commit", map[string]any{
				"documentId": a.canvas, "commitId": fmt.Sprintf("editors-%05d", i), "basis": a.board.base,
				"edits": []docops.Edit{{Op: "set", ID: "root", Props: colourOf(i)}}}, &c)
			if err != nil {
				return fmt.Errorf("edit: %w", err)
			}
			made[i] = edited{due: due, acked: time.Now(), seq: c.Seq}
			return nil
		})
	}
	return made, errors.Join(g.Wait(), ctx.Err())
}

func colourOf(i int) map[string]operation.Raw {
	return map[string]operation.Raw{"background": operation.Raw(fmt.Sprintf(`"#%06x"`, i))}
}

// seen adds what became of edits: until the answer, and until the last of all has it.
func (b *bench) seen(ctx context.Context, a *audience, made []edited) error {
	var acked, seen []time.Duration
	for _, e := range made {
		if err := a.board.wait(ctx, e.seq, broadcastPatience); err != nil {
			return err
		}
		acked = append(acked, e.acked.Sub(e.due))
		last := e.due
		for _, at := range a.board.arrivals(e.seq) {
			if at.After(last) {
				last = at
			}
		}
		seen = append(seen, last.Sub(e.due))
	}
	for _, q := range []struct {
		id   id
		took []time.Duration
		q    float64
	}{{editAckP50, acked, 0.5}, {editAckP95, acked, 0.95}, {editAckP99, acked, 0.99}, {editSeenP50, seen, 0.5}, {editSeenP95, seen, 0.95}, {editSeenP99, seen, 0.99}} {
		b.table.add(q.id, milliseconds(quantile(q.took, q.q)))
	}
	return nil
}
