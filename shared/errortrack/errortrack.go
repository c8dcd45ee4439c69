// Package errortrack keeps unexpected errors in groups, so that one cause that fails a
// thousand requests is one thing to look at (as Sentry and its like do): how often, since
// when, until when, in which release, and by which correlation ids the log tells more.
//
// Nothing of a request is kept: a group's message is the skeleton of the error's text,
// without whatever is in quotation marks, numbers, ids, paths and addresses.
package errortrack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/store"
)

const (
	// groupLife is how long a group is kept after it was last seen.
	groupLife = 90 * 24 * time.Hour
	// kept is how many correlation ids a group holds, the latest.
	kept = 10
	// writeTimeout bounds a write: whoever failed does not also wait.
	writeTimeout = time.Second
	// writeEvery is how often a group is written in a storm; what comes between is added to
	// the next write, so that a failing store is not asked a thousand times a second.
	writeEvery = time.Second
	// maxWaiting bounds the groups that wait for a write.
	maxWaiting = 1000
	// attempts bounds the races of one write.
	attempts = 5
)

// The items of the table runtime: ERR#{fingerprint} META is a group, its counters are
// "count" and "release/{release}"; the index "errors" has all of them by when they were last seen.
const (
	groupSK    = "META"
	listIndex  = "errors"
	listPK     = "ERRORS"
	countName  = "count"
	releasePre = "release/"
)

func groupKey(fingerprint string) store.Key {
	return store.Key{Table: store.Runtime, PK: "ERR#" + fingerprint, SK: groupSK}
}

// group is an error as stored, without its counters.
type group struct {
	Fingerprint  string    `json:"fingerprint"`
	Operation    string    `json:"operation"`
	Area         string    `json:"area"`
	Trigger      string    `json:"trigger"`
	Message      string    `json:"message"`
	Frames       []string  `json:"frames,omitempty"`
	FirstSeen    time.Time `json:"firstSeen"`
	LastSeen     time.Time `json:"lastSeen"`
	Release      string    `json:"release"`
	Correlations []string  `json:"correlations"` // the latest first
	ResolvedAt   time.Time `json:"resolvedAt,omitzero"`
	Reopened     bool      `json:"reopened,omitempty"`
}

// Config is what the tracker needs.
type Config struct {
	Store   store.Store
	Log     *slog.Logger
	Now     func() time.Time
	Release string
}

// Tracker groups errors. Safe for concurrent use.
type Tracker struct {
	c Config

	mu      sync.Mutex
	waiting map[string]*waiting
}

// waiting is what is not written yet of a group, and when it was written last.
type waiting struct {
	group   group
	count   int64
	written time.Time
}

var _ function.Tracker = (*Tracker)(nil)

// New makes a tracker.
func New(c Config) *Tracker { return &Tracker{c: c, waiting: map[string]*waiting{}} }

// Track implements function.Tracker. The first of a group is written at once, then at
// most one write a second; what waits is written by Flush, or with the next of the group.
func (t *Tracker) Track(ctx context.Context, f function.Failure) {
	now := t.c.Now().UTC().Truncate(time.Millisecond)
	g := describe(f)
	g.FirstSeen, g.LastSeen, g.Release = now, now, t.c.Release
	if n := t.add(g, f.Correlation, now); n > 0 {
		t.write(ctx, g.Fingerprint)
	}
}

// add notes one occurrence, and gives how many are due to be written, 0 if they may wait.
func (t *Tracker) add(g group, correlation string, now time.Time) int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	w := t.waiting[g.Fingerprint]
	if w == nil {
		if len(t.waiting) >= maxWaiting {
			t.forget(now)
		}
		if len(t.waiting) >= maxWaiting {
			return 0 // so many different causes at once have one of their own
		}
		w = &waiting{group: g}
		t.waiting[g.Fingerprint] = w
	}
	if w.count == 0 {
		w.group.FirstSeen, w.group.Correlations = now, nil
	}
	w.count++
	w.group.LastSeen = now
	if correlation != "" {
		w.group.Correlations = latest([]string{correlation}, w.group.Correlations)
	}
	if now.Sub(w.written) < writeEvery && !now.Before(w.written) {
		return 0
	}
	return w.count
}

// forget drops what is written and was not seen again.
func (t *Tracker) forget(now time.Time) {
	for f, w := range t.waiting {
		if w.count == 0 && now.Sub(w.written) >= writeEvery {
			delete(t.waiting, f)
		}
	}
}

func latest(first, then []string) []string {
	out := append(append([]string{}, first...), then...)
	return out[:min(len(out), kept)]
}

// take gives what waits of a group, which is then another's to write.
func (t *Tracker) take(fingerprint string) (group, int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	w := t.waiting[fingerprint]
	if w == nil || w.count == 0 {
		return group{}, 0
	}
	g, n := w.group, w.count
	w.count, w.written = 0, t.c.Now()
	return g, n
}

// back puts back what could not be written.
func (t *Tracker) back(g group, n int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	w := t.waiting[g.Fingerprint]
	if w == nil {
		w = &waiting{group: g}
		t.waiting[g.Fingerprint] = w
	}
	if w.count == 0 {
		w.group.LastSeen, w.group.Correlations = g.LastSeen, nil
	}
	w.count += n
	w.group.FirstSeen = g.FirstSeen
	w.group.Correlations = latest(w.group.Correlations, g.Correlations)
}

// Flush writes everything that waits: at the end of a process, and now and then.
func (t *Tracker) Flush(ctx context.Context) {
	t.mu.Lock()
	var due []string
	for f, w := range t.waiting {
		if w.count > 0 {
			due = append(due, f)
		}
	}
	t.mu.Unlock()
	for _, f := range due {
		t.write(ctx, f)
	}
}

// write writes what waits of a group. It fails into the log: whoever waits for an answer
// has one already.
func (t *Tracker) write(ctx context.Context, fingerprint string) {
	g, n := t.take(fingerprint)
	if n == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTimeout)
	defer cancel()
	var err error
	for range attempts {
		if err = t.try(ctx, g, n); !store.IsConflict(err) {
			break
		}
	}
	if err == nil {
		return
	}
	if !unsure(err) {
		t.back(g, n)
	}
	t.c.Log.WarnContext(ctx, "error not tracked", "fingerprint", fingerprint, "count", n, "cause", err)
}

// unsure reports whether a write may have happened although it failed: then it is not
// made again, since counting twice is worse than once too few.
func unsure(err error) bool { return store.CodeOf(err) == store.CodeUnavailable }

// try adds to the group as it is stored.
func (t *Tracker) try(ctx context.Context, g group, n int64) error {
	known, rev, err := t.load(ctx, g.Fingerprint)
	if err != nil {
		return err
	}
	cond := store.Absent()
	if known != nil {
		cond = store.AtRev(rev)
		g.FirstSeen = known.FirstSeen
		g.Correlations = latest(g.Correlations, known.Correlations)
		g.Reopened = known.Reopened || !known.ResolvedAt.IsZero()
		if known.LastSeen.After(g.LastSeen) {
			g.LastSeen = known.LastSeen
		}
	}
	it, err := g.item()
	if err != nil {
		return err
	}
	_, err = t.c.Store.Write(ctx, store.Write{Item: it, If: cond, Add: map[string]int64{countName: n, t.releaseName(): n}})
	return err
}

// releaseName is the counter of the release; a name is at most 64 bytes.
func (t *Tracker) releaseName() string {
	return releasePre + t.c.Release[:min(len(t.c.Release), store.MaxName-len(releasePre))]
}

func (g group) item() (store.Item, error) {
	data, err := json.Marshal(g)
	if err != nil {
		return store.Item{}, fmt.Errorf("errortrack: encode: %w", err)
	}
	return store.Item{Key: groupKey(g.Fingerprint), Data: data, Expires: g.LastSeen.Add(groupLife),
		Index: map[string][2]string{listIndex: {listPK, store.ByTime(g.LastSeen, g.Fingerprint)}}}, nil
}

func (t *Tracker) load(ctx context.Context, fingerprint string) (*group, int64, error) {
	items, err := t.c.Store.Get(ctx, groupKey(fingerprint))
	if err != nil || len(items) == 0 {
		return nil, 0, err
	}
	var g group
	if err := json.Unmarshal(items[0].Data, &g); err != nil {
		return nil, 0, errors.Join(errors.New("errortrack: decode"), err)
	}
	return &g, items[0].Rev, nil
}
