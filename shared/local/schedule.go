package local

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"strconv"
	"time"

	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
)

// Limits of schedules.
const (
	scheduleTick   = time.Second          // how often due schedules are looked for
	scheduleTries  = 3                    // runs of one occasion before it is given up; Lambda, too, runs an asynchronous call three times
	scheduleMemory = 400 * 24 * time.Hour // how long the last run is remembered: longer than any rate
	maxRate        = 366 * 24 * time.Hour
)

var ratePattern = regexp.MustCompile(`^rate\(([1-9][0-9]{0,5}) (minute|hour|day)(s?)\)$`)

// parseRate reads EventBridge's rate expression, e.g. "rate(5 minutes)" or "rate(1 day)".
func parseRate(s string) (time.Duration, error) {
	m := ratePattern.FindStringSubmatch(s)
	if m == nil {
		return 0, fmt.Errorf("local: %q is not a rate expression", s)
	}
	n, err := strconv.Atoi(m[1])
	if err != nil || (n == 1) != (m[3] == "") {
		return 0, fmt.Errorf("local: %q: the unit is singular for 1 and plural otherwise", s)
	}
	unit := map[string]time.Duration{"minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}[m[2]]
	if d := time.Duration(n) * unit; d <= maxRate {
		return d, nil
	}
	return 0, fmt.Errorf("local: %q: at most 366 days", s)
}

// schedules runs operations with a schedule trigger. The last run is remembered in the
// store, so a restart neither repeats an occasion nor skips one; occasions missed while
// the server was down are made up for by one run.
type schedules struct {
	f     *Functions
	store store.Store
	now   func() time.Time
	newID func(prefix string) string
	log   *slog.Logger
	meter Meter
	all   []*schedule
}

type schedule struct {
	id    string
	every time.Duration
	last  time.Time // of the occasion last run; zero until loaded
	tries int       // of the occasion that is due
}

// newSchedules collects the schedule triggers.
func newSchedules(o ServerOptions) (*schedules, error) {
	s := &schedules{f: o.Functions, store: o.Store, now: o.Now, newID: o.NewID, log: o.Log, meter: o.meter()}
	for _, spec := range o.Functions.Specs() {
		on, ok := spec.On(operation.Schedule)
		if !ok {
			continue
		}
		every, err := parseRate(on)
		if err != nil {
			return nil, fmt.Errorf("%w (operation %s)", err, spec.ID)
		}
		s.all = append(s.all, &schedule{id: spec.ID, every: every})
	}
	if len(s.all) > 0 && o.Store == nil {
		return nil, errors.New("local: schedules need a store")
	}
	return s, nil
}

// run looks for due schedules until ctx ends.
func (s *schedules) run(ctx context.Context) {
	if len(s.all) == 0 {
		return
	}
	t := time.NewTicker(scheduleTick)
	defer t.Stop()
	for {
		s.tick(ctx)
		select {
		case <-t.C:
		case <-ctx.Done():
			return
		}
	}
}

// tick runs what is due now.
func (s *schedules) tick(ctx context.Context) {
	for _, sc := range s.all {
		if ctx.Err() != nil {
			return
		}
		if err := s.one(ctx, sc); err != nil {
			s.log.LogAttrs(ctx, slog.LevelError, "schedule failed", slog.String("op", sc.id), slog.String("error", err.Error()))
		}
	}
}

func (s *schedules) one(ctx context.Context, sc *schedule) error {
	now := s.now()
	if sc.last.IsZero() {
		if err := s.load(ctx, sc, now); err != nil {
			return err
		}
	}
	missed := now.Sub(sc.last) / sc.every
	if missed < 1 {
		return nil
	}
	sc.tries++
	event, err := scheduledEvent(s.newID("evt"), sc.last.Add(missed*sc.every))
	if err != nil {
		return err
	}
	_, err = s.f.Invoke(context.WithoutCancel(ctx), sc.id, event)
	s.meter.Ticked(sc.id, s.now().Sub(now), err == nil)
	if err != nil && sc.tries < scheduleTries {
		return err
	}
	sc.last, sc.tries = sc.last.Add(missed*sc.every), 0
	return errors.Join(err, s.save(context.WithoutCancel(ctx), sc, nil))
}

// remembered is what the store keeps of a schedule.
type remembered struct {
	Last time.Time `json:"last"`
}

func scheduleKey(id string) store.Key {
	return store.Key{Table: store.Runtime, PK: "SCHEDULE#" + id, SK: "last"}
}

// load reads the last run; a schedule that is new begins now, and first runs a period later.
func (s *schedules) load(ctx context.Context, sc *schedule, now time.Time) error {
	items, err := s.store.Get(ctx, scheduleKey(sc.id))
	if err != nil {
		return fmt.Errorf("local: schedule %s: %w", sc.id, err)
	}
	if len(items) == 0 {
		sc.last = now
		err := s.save(ctx, sc, store.Absent())
		if err != nil {
			sc.last = time.Time{}
		}
		return err
	}
	var r remembered
	if err := json.Unmarshal(items[0].Data, &r); err != nil {
		return fmt.Errorf("local: schedule %s: %w", sc.id, err)
	}
	sc.last = r.Last
	return nil
}

func (s *schedules) save(ctx context.Context, sc *schedule, cond *int64) error {
	data, err := json.Marshal(remembered{Last: sc.last.UTC()})
	if err != nil {
		return fmt.Errorf("local: schedule %s: %w", sc.id, err)
	}
	_, err = s.store.Write(ctx, store.Write{If: cond, Item: store.Item{
		Key: scheduleKey(sc.id), Expires: s.now().Add(scheduleMemory), Data: data}})
	if err != nil {
		return fmt.Errorf("local: schedule %s: %w", sc.id, err)
	}
	return nil
}
