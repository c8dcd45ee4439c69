package local

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"
)

// Ticker is something that is done again and again while the server runs: sweeping
// expired items and files. One run ends before the next begins.
type Ticker struct {
	Name  string
	Every time.Duration // between the end of one run and the beginning of the next; the first is that long after the start
	Do    func(ctx context.Context) error
}

func (t Ticker) check() error {
	if t.Name == "" || t.Every <= 0 || t.Do == nil {
		return fmt.Errorf("local: ticker %q needs a name, a period and something to do", t.Name)
	}
	return nil
}

// run does it until ctx ends.
func (t Ticker) run(ctx context.Context, now func() time.Time, meter Meter, log *slog.Logger) {
	timer := time.NewTimer(t.Every)
	defer timer.Stop()
	for {
		select {
		case <-timer.C:
		case <-ctx.Done():
			return
		}
		start := now()
		err := t.once(ctx)
		if errors.Is(err, context.Canceled) && ctx.Err() != nil {
			return
		}
		meter.Ticked(t.Name, now().Sub(start), err == nil)
		if err != nil {
			log.LogAttrs(ctx, slog.LevelError, "ticker failed", slog.String("ticker", t.Name), slog.String("error", err.Error()))
		}
		timer.Reset(t.Every)
	}
}

func (t Ticker) once(ctx context.Context) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("local: ticker %s panicked: %v\n%s", t.Name, r, debug.Stack())
		}
	}()
	return t.Do(ctx)
}
