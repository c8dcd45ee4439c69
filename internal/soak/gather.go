package soak

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/aio-creative-hub/aio/internal/pause"
	"github.com/aio-creative-hub/aio/internal/wire"
	"github.com/aio-creative-hub/aio/shared/client"
	"github.com/aio-creative-hub/aio/shared/document"
	docops "github.com/aio-creative-hub/aio/shared/document/ops"
	graphicsops "github.com/aio-creative-hub/aio/shared/graphics/ops"
	shareops "github.com/aio-creative-hub/aio/shared/share/ops"
)

const (
	// arriving is how many people come at once: a password takes a core's third of a second.
	arriving = 2
	// registerAttempts bounds how often an account is asked for: on a machine that does much
	// else a password may take longer than an operation may.
	registerAttempts = 10
	// registerPause is between them: as long as a slow password.
	registerPause = 3 * time.Second
)

// The streams of random numbers of a person, all from one seed.
const (
	ofWork uint64 = iota
	ofTrouble
	ofLoss
	ofClient
	streams
)

// gather makes accounts and documents, and has everybody follow theirs.
func (w *world) gather(ctx context.Context) error {
	for n := range w.c.People {
		w.people = append(w.people, newPerson(ctx, w, n))
	}
	if err := w.few(func(p *person) error { return p.register(ctx) }); err != nil {
		return err
	}
	links := make([]string, w.c.Documents)
	for i := range links {
		doc, link, err := w.people[i].share(ctx)
		if err != nil {
			return err
		}
		w.docs, links[i] = append(w.docs, doc), link
	}
	return w.few(func(p *person) error {
		i := p.n % w.c.Documents
		p.owns = p.n == i
		return p.join(ctx, w.docs[i], links[i])
	})
}

// few does something for all people, a few at a time, until one fails.
func (w *world) few(do func(*person) error) error {
	var g errgroup.Group
	g.SetLimit(arriving)
	for _, p := range w.people {
		g.Go(func() error { return do(p) })
	}
	return g.Wait()
}

// random is one of a person's streams of random numbers.
func (w *world) random(person int, stream uint64) *rand.Rand {
	return rand.New(rand.NewPCG(w.c.Seed, uint64(person)*streams+stream)) //nolint:gosec // a plan that can be repeated, not a secret
}

func newPerson(ctx context.Context, w *world, n int) *person {
	var from net.IP
	if w.c.From != nil {
		from = w.c.From(n)
	}
	p := &person{n: n, name: fmt.Sprintf("person-%03d", n), w: w, wire: wire.New(from), r: w.random(n, ofWork)}
	p.life, p.end = context.WithCancel(ctx)
	p.client = client.New(w.c.URL, client.Options{HTTP: p.wire.Client(), Rand: shared(w.random(n, ofClient))})
	return p
}

// register makes the person's account. If an attempt was made whose answer was lost, the
// account is there, and signing in is what is left to do.
func (p *person) register(ctx context.Context) error {
	const password = "plum-tuba-44-cavern" //nolint:gosec // of an account that lives as long as the test
	email := p.name + "@example.org"
	for attempt := 1; ; attempt++ {
		u, err := p.client.Register(ctx, email, password, p.name)
		if client.HasStatus(err, http.StatusConflict) && attempt > 1 {
			u, err = p.client.Login(ctx, email, password)
		}
		if err == nil {
			p.id = u.ID
			return nil
		}
		problem := client.AsProblem(err)
		if problem == nil || !problem.Temporary() || attempt >= registerAttempts {
			return fmt.Errorf("%s: register: %w", p.name, err)
		}
		if err := pause.For(ctx, max(registerPause, problem.RetryAfter)); err != nil {
			return fmt.Errorf("%s: register: %w", p.name, err)
		}
	}
}

// share makes a canvas, and a link by which others edit it.
func (p *person) share(ctx context.Context) (doc, token string, err error) {
	var made graphicsops.Canvas
	if err := p.client.Do(ctx, http.MethodPost, canvases, map[string]any{"width": 1200, "height": 630}, &made); err != nil {
		return "", "", fmt.Errorf("%s: make a canvas: %w", p.name, err)
	}
	var link shareops.NewLink
	if err := p.client.Do(ctx, http.MethodPost, "/api/v1/documents/"+made.ID+"/shares", map[string]any{"role": "editor"}, &link); err != nil {
		return "", "", fmt.Errorf("%s: share it: %w", p.name, err)
	}
	return made.ID, link.Token, nil
}

// join opens a document, and follows it.
func (p *person) join(ctx context.Context, doc, token string) error {
	if !p.owns {
		if err := p.client.Do(ctx, http.MethodPost, "/api/v1/documents/accept", map[string]any{"token": token}, nil); err != nil {
			return fmt.Errorf("%s: accept %s: %w", p.name, doc, err)
		}
	}
	s, err := p.stateOf(ctx, doc)
	if err != nil {
		return err
	}
	p.editor = newEditor(doc, p.id, s, p.w.ledger, p.w.counts)
	if err := p.connect(ctx); err != nil {
		return err
	}
	p.tasks.Go(func() { p.editor.send(p.life, p) })
	return nil
}

// stateOf reads a document's state.
func (p *person) stateOf(ctx context.Context, doc string) (document.State, error) {
	var got docops.State
	var s document.State
	if err := p.client.Do(ctx, http.MethodGet, "/api/v1/documents/"+doc, nil, &got); err != nil {
		return s, fmt.Errorf("%s: read %s: %w", p.name, doc, err)
	}
	if err := s.UnmarshalJSON(got.State); err != nil {
		return s, fmt.Errorf("%s: read %s: %w", p.name, doc, err)
	}
	return s, nil
}
