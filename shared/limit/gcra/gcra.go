// Package gcra limits rates in the memory of one process: the limit adapter of a single
// machine. It is the virtual scheduling form of the generic cell rate algorithm (ITU-T
// I.371 annex A): each subject has a theoretical arrival time (TAT), the time at which
// it will have used up nothing. An event is allowed if the TAT, one interval later,
// would lie no further ahead of now than the period.
//
// Subjects whose TAT has passed are as good as new and are forgotten at once, so the
// memory holds active subjects only. It is bounded: when it is full, the subject nearest
// to being forgotten makes room, which costs the least exactness.
package gcra

import (
	"container/heap"
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/aio-creative-hub/aio/shared/limit"
)

// DefaultMaxSubjects bounds the memory to about 50 MB, far more than the people who use
// one machine at a time.
const DefaultMaxSubjects = 250_000

// Options are what New may be given; the zero value is right outside tests.
type Options struct {
	Now         func() time.Time // the clock; nil is time.Now
	MaxSubjects int              // subjects remembered at once; 0 is DefaultMaxSubjects
}

// Limiter implements limit.Limiter. One mutex is enough: a decision takes well under a
// microsecond.
type Limiter struct {
	now func() time.Time
	max int

	mu    sync.Mutex
	cells map[string]*cell
	queue queue // the same cells, the earliest TAT first
}

var _ limit.Limiter = (*Limiter)(nil)

// New makes a limiter that has seen no events.
func New(o Options) *Limiter {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.MaxSubjects <= 0 {
		o.MaxSubjects = DefaultMaxSubjects
	}
	return &Limiter{now: o.Now, max: o.MaxSubjects, cells: map[string]*cell{}}
}

// Allow implements limit.Limiter.
func (l *Limiter) Allow(ctx context.Context, subject string, r limit.Rule) (limit.Decision, error) {
	if err := ctx.Err(); err != nil {
		return limit.Decision{}, fmt.Errorf("gcra: %w", err)
	}
	if subject == "" || len(subject) > limit.MaxSubject {
		return limit.Decision{}, fmt.Errorf("gcra: %w", limit.ErrInvalid)
	}
	if err := r.Validate(); err != nil {
		return limit.Decision{}, fmt.Errorf("gcra: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	l.forget(now)
	c, known := l.cells[subject]
	tat := now
	if known {
		tat = c.tat
	}
	d, next := limit.Decide(now, tat, r)
	if d.Allowed || next.Before(tat) {
		l.note(c, subject, next)
	}
	return d, nil
}

// note writes a subject's TAT, making room if it is new.
func (l *Limiter) note(c *cell, subject string, tat time.Time) {
	if c != nil {
		c.tat = tat
		heap.Fix(&l.queue, c.at)
		return
	}
	if len(l.queue) >= l.max {
		l.drop()
	}
	c = &cell{subject: subject, tat: tat}
	heap.Push(&l.queue, c)
	l.cells[subject] = c
}

// forget drops the subjects whose TAT has passed.
func (l *Limiter) forget(now time.Time) {
	for len(l.queue) > 0 && !l.queue[0].tat.After(now) {
		l.drop()
	}
}

func (l *Limiter) drop() {
	delete(l.cells, l.queue[0].subject)
	heap.Pop(&l.queue)
}

// Len is the number of subjects remembered.
func (l *Limiter) Len() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.queue)
}
