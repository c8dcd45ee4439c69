package faults

import (
	"sync"

	"github.com/aio-creative-hub/aio/internal/faulty"
)

// plan says which call of a scenario goes wrong, and notes the calls made.
type plan struct {
	mu    sync.Mutex
	armed bool // within the scenario's act
	call  nth  // the one to break
	kind  faulty.Kind
	seen  []string
	hit   bool // the call was broken
}

// nth is one of the calls of a name, from 1; 0 is none of them. How many calls of other
// names come before differs from walk to walk: some are made at the same time, and what
// functions remember they do not ask for again.
type nth struct {
	name string
	n    int
}

// nthOf names the call at an index of those made.
func nthOf(calls []string, at int) nth {
	c := nth{name: calls[at]}
	for _, name := range calls[:at+1] {
		if name == c.name {
			c.n++
		}
	}
	return c
}

// enter notes a call and says how it goes wrong, "" if it does not.
func (p *plan) enter(name string) faulty.Kind {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.armed {
		return ""
	}
	p.seen = append(p.seen, name)
	if p.hit || nthOf(p.seen, len(p.seen)-1) != p.call {
		return ""
	}
	p.hit = true
	return p.kind
}

// begin forgets what was, and breaks another call.
func (p *plan) begin(call nth, kind faulty.Kind) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.call, p.kind, p.seen, p.hit = call, kind, nil, false
}

func (p *plan) arm(on bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.armed = on
}

// broken tells whether the call was broken by now, and the calls so far.
func (p *plan) broken() (hit bool, calls []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.hit, append([]string(nil), p.seen...)
}
