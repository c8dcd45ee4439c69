package soak

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/aio-creative-hub/aio/internal/pause"
	"github.com/aio-creative-hub/aio/shared/client"
	docops "github.com/aio-creative-hub/aio/shared/document/ops"
)

const (
	longestDown  = 2 * time.Second // that the network is down
	longestLossy = 3 * time.Second // that messages are lost
	lossPercent  = 40              // of the messages meanwhile
)

// suffer has the person's network fail now and then until during ends; then it is whole.
func (p *person) suffer(ctx, during context.Context) error {
	r := p.w.random(p.n, ofTrouble)
	defer func() {
		p.wire.Lose(nil)
		p.wire.Up()
	}()
	for pause.For(during, time.Duration(r.ExpFloat64()*float64(p.w.c.Trouble))) == nil {
		switch n := r.IntN(100); {
		case n < 35: // a reset, without a close frame
			p.wire.Cut()
			p.w.counts.Cut.Add(1)
		case n < 50: // closed, with a close frame, and opened again
			p.w.counts.Closed.Add(1)
			p.disconnect()
			if err := p.connect(ctx); err != nil {
				return err
			}
		case n < 65:
			p.w.counts.Down.Add(1)
			p.wire.Down()
			_ = pause.For(during, time.Duration(r.Int64N(int64(longestDown))))
			p.wire.Up()
		default:
			p.lossy(during, r)
		}
	}
	return nil
}

// lossy loses replies and pushes for a while: the commits are made, and the person does not
// hear of them. Half of the times it ends with a cut.
func (p *person) lossy(during context.Context, r *rand.Rand) {
	loss := rand.New(rand.NewPCG(r.Uint64(), ofLoss)) //nolint:gosec // a plan that can be repeated, not a secret
	p.wire.Lose(func(message []byte) bool {
		return loss.IntN(100) < lossPercent && p.lost(message)
	})
	_ = pause.For(during, time.Duration(r.Int64N(int64(longestLossy))))
	if r.IntN(2) == 0 {
		p.wire.Cut()
		p.w.counts.Cut.Add(1)
	}
	p.wire.Lose(nil)
}

// lost tells whether a message is one that may get lost. A promise that the server made is
// one all the same, though this person does not hear of it.
func (p *person) lost(message []byte) bool {
	var m client.Message
	if err := json.Unmarshal(message, &m); err != nil {
		p.w.ledger.find("%s: %s got a message that is no JSON: %v", p.editor.doc, p.name, err)
		return false
	}
	switch {
	case m.Type == client.TypeCommit:
		p.w.counts.Pushes.Add(1)
		return true
	case m.Re == "" || m.Status != http.StatusCreated:
		return false
	}
	var c docops.Commit
	if err := json.Unmarshal(m.Body, &c); err != nil || c.ID == "" || c.Seq == 0 {
		p.w.ledger.find("%s: %s got an answer that is no commit: %s", p.editor.doc, p.name, m.Body)
		return false
	}
	p.w.ledger.promise(key{p.editor.doc, c.ID}, c.Seq)
	p.w.counts.Replies.Add(1)
	return true
}

// took hands a commit to the editor, and notes where it came from.
func (p *person) took(push client.Push) {
	if strings.HasPrefix(push.ID, "log_") {
		p.w.counts.FromLog.Add(1)
	}
	p.editor.receive(push)
}

// shared makes a stream of random numbers that several goroutines draw from.
func shared(r *rand.Rand) func() float64 {
	var mu sync.Mutex
	return func() float64 {
		mu.Lock()
		defer mu.Unlock()
		return r.Float64()
	}
}
