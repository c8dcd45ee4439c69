package main

import (
	"context"
	"errors"
	"fmt"
	"syscall"
	"time"

	"github.com/aio-creative-hub/aio/shared/client"
)

const (
	broadcastPatience = 30 * time.Second // for a commit to reach everybody
	resumePatience    = 90 * time.Second // for everybody to be up to date after the cuts
	doublesPatience   = time.Second      // for what comes twice
	spareFiles        = 100              // file descriptors for everything but WebSockets
)

// live measures a document that many connections follow: how fast commits reach them, and
// whether they have all commits after connections were cut. Each run has a new server.
func (b *bench) live(ctx context.Context) error {
	if err := enoughFiles(b.n.sockets); err != nil {
		return err
	}
	for range b.n.runs {
		if err := b.liveRun(ctx); err != nil {
			return err
		}
	}
	return nil
}

// enoughFiles checks the limit of open files. The Go runtime has raised it as far as it
// goes, here and in the server.
func enoughFiles(sockets int) error {
	var files syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &files); err != nil {
		return fmt.Errorf("limit of open files: %w", err)
	}
	if need := uint64(sockets + spareFiles); files.Cur < need {
		return fmt.Errorf("%d files may be open, %d are needed: see ulimit -Hn", files.Cur, need)
	}
	return nil
}

// audience is the document and those who follow it.
type audience struct {
	author    *client.Client
	canvas    string
	followers []*follower
	board     *board
}

func (b *bench) liveRun(ctx context.Context) (err error) {
	s, c, err := b.servedFresh(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Stop()) }()
	canvas, err := newCanvas(ctx, c)
	if err != nil {
		return err
	}
	idle, err := residentMiB(s.PID())
	if err != nil {
		return err
	}
	head, err := commit(ctx, c, canvas, "#000000")
	if err != nil {
		return err
	}
	a := &audience{author: c, canvas: canvas, board: newBoard(head, b.n.broadcasts+b.n.commits, b.n.sockets)}
	begun := time.Now()
	a.followers, err = follow(ctx, s.URL, c.Session(), canvas, a.board)
	defer func() { closeAll(a.followers) }()
	if err != nil {
		return err
	}
	b.say("live: %d connections in %.1f s", len(a.followers), time.Since(begun).Seconds())
	if err := b.broadcast(ctx, a); err != nil {
		return err
	}
	full, err := residentMiB(s.PID())
	if err != nil {
		return err
	}
	b.table.add(liveIdle, idle)
	b.table.add(liveMemory, full)
	return b.resume(ctx, a)
}

// broadcast times commits on their way to everybody, one after the other.
func (b *bench) broadcast(ctx context.Context, a *audience) error {
	var took []time.Duration
	for i := range b.n.broadcasts {
		begun := time.Now()
		seq, err := commit(ctx, a.author, a.canvas, fmt.Sprintf("#0000%02x", i+1))
		if err != nil {
			return err
		}
		if err := a.board.wait(ctx, seq, broadcastPatience); err != nil {
			return err
		}
		for _, at := range a.board.arrivals(seq) {
			took = append(took, at.Sub(begun))
		}
	}
	b.table.add(liveP50, milliseconds(quantile(took, 0.5)))
	b.table.add(liveP99, milliseconds(quantile(took, 0.99)))
	b.table.add(liveMax, milliseconds(quantile(took, 1)))
	return nil
}

// resume cuts connections while commits are made, and counts what their owners have when
// everything has come back.
func (b *bench) resume(ctx context.Context, a *audience) error {
	var last int64
	for i := range b.n.commits {
		for _, f := range a.followers[i*b.n.cuts/b.n.commits : (i+1)*b.n.cuts/b.n.commits] {
			f.wire.Cut()
		}
		var err error
		if last, err = commit(ctx, a.author, a.canvas, fmt.Sprintf("#00%02x00", i+1)); err != nil {
			return err
		}
	}
	begun := time.Now()
	for seq := last - int64(b.n.commits) + 1; seq <= last; seq++ {
		left := resumePatience - time.Since(begun)
		if err := a.board.wait(ctx, seq, left); err != nil && !errors.Is(err, errIncomplete) {
			return err
		}
	}
	b.say("live: complete %.1f s after the last commit", time.Since(begun).Seconds())
	if !sleepUntil(ctx, time.Now().Add(doublesPatience)) {
		return ctx.Err()
	}
	missed, doubled, fromLog := a.board.count()
	b.table.add(liveMissed, float64(missed))
	b.table.add(liveDoubled, float64(doubled))
	b.table.add(liveLog, float64(fromLog))
	return nil
}
