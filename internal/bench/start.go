package main

import (
	"context"
	"errors"
	"math/rand/v2"

	"github.com/aio-creative-hub/aio/internal/served"
)

// start measures how long the server takes to be ready, with a new data directory, for
// which it makes its keys, and with one that has been worked in.
func (b *bench) start(ctx context.Context) error {
	size, err := b.binarySize()
	if err != nil {
		return err
	}
	b.table.add(startSize, size)
	for range b.n.starts {
		dir, err := b.fresh()
		if err != nil {
			return err
		}
		if err := b.startOn(ctx, dir, startNew); err != nil {
			return err
		}
	}
	used, err := b.workedIn(ctx)
	if err != nil {
		return err
	}
	for range b.n.starts {
		if err := b.startOn(ctx, used, startAgain); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) startOn(ctx context.Context, dir string, name id) error {
	s, err := served.Start(ctx, served.Command{Bin: b.bin, Dir: dir, Flags: measured()})
	if err != nil {
		return err
	}
	b.table.add(name, milliseconds(s.Took))
	return s.Stop()
}

// workedIn makes a data directory in which pictures were made.
func (b *bench) workedIn(ctx context.Context) (string, error) {
	s, c, err := b.servedFresh(ctx)
	if err != nil {
		return "", err
	}
	r := rand.New(rand.NewPCG(2, 2)) //nolint:gosec // test data, the same each time
	if _, err := ask(ctx, c, sentences(r, b.n.banners)); err != nil {
		return "", errors.Join(err, s.Stop())
	}
	return s.Dir, s.Stop()
}
