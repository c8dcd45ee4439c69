package limit

import (
	"context"
	"sync"
	"time"
)

// maxRemembered bounds the denials kept in memory, at some hundred bytes each: an attack
// from more addresses than that is answered by asking again.
const maxRemembered = 10_000

// RememberDenials answers for a subject that was refused without asking the limiter
// again, until the time from which the next event would be allowed. That is exact, not an
// approximation: with GCRA a refused event costs nothing, and events allowed elsewhere
// only move that time further away. It saves whoever is attacked a call over the network
// for each request that is refused anyway.
func RememberDenials(to Limiter, now func() time.Time) Limiter {
	return &remembering{to: to, now: now, denied: map[denial]refusal{}}
}

type denial struct {
	subject string
	rule    Rule
}

// refusal is a decision and until when it holds.
type refusal struct {
	decision Decision
	at       time.Time
}

func (r refusal) until() time.Time { return r.at.Add(r.decision.RetryAfter) }

type remembering struct {
	to  Limiter
	now func() time.Time

	mu     sync.Mutex
	denied map[denial]refusal
}

var _ Limiter = (*remembering)(nil)

// Allow implements Limiter.
func (m *remembering) Allow(ctx context.Context, subject string, r Rule) (Decision, error) {
	k := denial{subject, r}
	if d, ok := m.known(k); ok {
		return d, nil
	}
	asked := m.now() // before the answer was made: it holds from then at the earliest
	d, err := m.to.Allow(ctx, subject, r)
	if err == nil && !d.Allowed {
		m.keep(k, refusal{d, asked})
	}
	return d, err
}

// known gives a denial that still holds, with the times that are left of it.
func (m *remembering) known(k denial) (Decision, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	kept, ok := m.denied[k]
	if !ok {
		return Decision{}, false
	}
	now := m.now()
	if !now.Before(kept.until()) || now.Before(kept.at) { // over, or the clock was set back
		delete(m.denied, k)
		return Decision{}, false
	}
	d := kept.decision
	passed := now.Sub(kept.at)
	d.RetryAfter, d.Reset = d.RetryAfter-passed, d.Reset-passed
	return d, true
}

func (m *remembering) keep(k denial, r refusal) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.denied) >= maxRemembered {
		m.forgetOver(r.at)
	}
	if len(m.denied) < maxRemembered {
		m.denied[k] = r
	}
}

// forgetOver forgets denials that no longer hold.
func (m *remembering) forgetOver(now time.Time) {
	for k, r := range m.denied {
		if !now.Before(r.until()) {
			delete(m.denied, k)
		}
	}
}
