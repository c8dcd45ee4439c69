package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	chatops "github.com/aio-creative-hub/aio/shared/chat/ops"
	"github.com/aio-creative-hub/aio/shared/client"
)

// The size asked for: that of a link preview.
const bannerWidth, bannerHeight = 1200, 630

// banner measures a message that makes a picture, from the request to the reply that names
// the finished file, and where the time goes.
func (b *bench) banner(ctx context.Context) (err error) {
	s, c, err := b.servedFresh(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Stop()) }()
	r := rand.New(rand.NewPCG(1, 1)) //nolint:gosec // test data, the same each time
	if _, err := ask(ctx, c, sentences(r, b.n.warmUp)); err != nil {
		return err
	}
	for range b.n.runs {
		texts := sentences(r, b.n.banners)
		before, err := readMetrics(ctx, s.URL)
		if err != nil {
			return err
		}
		took, err := ask(ctx, c, texts)
		if err != nil {
			return err
		}
		after, err := readMetrics(ctx, s.URL)
		if err != nil {
			return err
		}
		b.table.add(bannerP50, milliseconds(quantile(took, 0.5)))
		b.table.add(bannerP99, milliseconds(quantile(took, 0.99)))
		b.table.add(bannerServer, milliseconds(after.since(before, "chat.send")))
		b.table.add(bannerCreate, milliseconds(after.since(before, "graphics.create")))
		b.table.add(bannerExport, milliseconds(after.since(before, "graphics.export")))
		if err := b.language(texts); err != nil {
			return err
		}
	}
	return nil
}

// ask sends messages one after the other, each in a conversation of its own, and gives how
// long each took. A reply without the picture that was asked for is an error.
func ask(ctx context.Context, c *client.Client, texts []string) ([]time.Duration, error) {
	took := make([]time.Duration, len(texts))
	for i, text := range texts {
		begun := time.Now()
		reply, err := c.Send(ctx, chatops.NewMessage{Text: text})
		took[i] = time.Since(begun)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", text, err)
		}
		if len(reply.Artifacts) != 1 || reply.Artifacts[0].Width != bannerWidth || reply.Artifacts[0].Height != bannerHeight {
			return nil, fmt.Errorf("%q: no such picture came of it: %s", text, reply.Message.Text)
		}
	}
	return took, nil
}

// sentences makes requests for pictures of random colours and titles.
func sentences(r *rand.Rand, n int) []string {
	colours := []string{"navy", "teal", "crimson", "indigo", "tomato", "dark green", "#1f3a5c", "#ffe4b5"}
	first := []string{"Harvest", "Quiet", "Winter", "Launch", "Open", "Garden", "Night", "Spring"}
	second := []string{"Fair", "Hours", "Concert", "Day", "House", "Market", "Lecture", "Festival"}
	pick := func(of []string) string { return of[r.IntN(len(of))] }
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("Create a %dx%d banner with a %s background and the title %s %s %d",
			bannerWidth, bannerHeight, pick(colours), pick(first), pick(second), 10+r.IntN(90))
	}
	return out
}
