package sqlite

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/bus/outbox"
)

// The reading statements of the outbox.
const (
	freshText   = "SELECT seq, type FROM event WHERE seq > (SELECT value FROM meta WHERE name = 'relayed') ORDER BY seq LIMIT ?"
	pendingText = `SELECT d.seq, e.subject, d.attempts FROM delivery d CROSS JOIN event e ON e.seq = d.seq
		WHERE d.consumer = ? AND d.due <= ? ORDER BY d.seq LIMIT ?`
	nextText = "SELECT coalesce(min(due), 0) FROM delivery WHERE consumer = ? AND due > 0 AND due > ?"
)

// notify tells the relay that events were committed.
func (s *Store) notify() {
	select {
	case s.emitted <- struct{}{}:
	default: // it has not looked since the last time, so it will see these too
	}
}

// Published implements outbox.Log.
func (s *Store) Published() <-chan struct{} { return s.emitted }

// Register implements outbox.Log.
func (s *Store) Register(ctx context.Context, consumers []outbox.Registration) error {
	return s.writer.do(ctx, opOutbox, 0, func(t *tx) error {
		now := t.now()
		for _, c := range consumers {
			types, err := json.Marshal(c.Types)
			if err != nil {
				return err
			}
			if err := t.exec("INSERT OR REPLACE INTO consumer (name, types, seen) VALUES (?, ?, ?)", c.Consumer, types, now.UnixMilli()); err != nil {
				return err
			}
		}
		gone := now.Add(-outbox.ConsumerLife).UnixMilli()
		if err := t.exec("DELETE FROM consumer WHERE seen < ?", gone); err != nil {
			return err
		}
		if err := t.exec("DELETE FROM delivery WHERE consumer NOT IN (SELECT name FROM consumer)"); err != nil {
			return err
		}
		return t.exec(`DELETE FROM event WHERE seq <= (SELECT value FROM meta WHERE name = 'relayed')
			AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.seq = event.seq)`)
	})
}

// fresh is an event that no consumer was given yet.
type fresh struct {
	seq int64
	typ string
}

// Distribute implements outbox.Log.
func (s *Store) Distribute(ctx context.Context, limit int) (int, error) {
	var n int
	err := s.writer.do(ctx, opOutbox, 0, func(t *tx) error {
		events, err := t.fresh(limit)
		if err != nil || len(events) == 0 {
			return err
		}
		wanted, err := t.consumers()
		if err != nil {
			return err
		}
		for _, e := range events {
			if err := t.distribute(e, wanted[e.typ]); err != nil {
				return err
			}
		}
		n = len(events)
		return t.exec("UPDATE meta SET value = ? WHERE name = 'relayed'", events[n-1].seq)
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

// distribute gives the event to its consumers, or drops it if it has none.
func (t *tx) distribute(e fresh, consumers []string) error {
	if len(consumers) == 0 {
		return t.exec("DELETE FROM event WHERE seq = ?", e.seq)
	}
	for _, c := range consumers {
		if err := t.exec("INSERT INTO delivery (consumer, seq, attempts, due) VALUES (?, ?, 0, 0)", c, e.seq); err != nil {
			return err
		}
	}
	return nil
}

// fresh reads the events after the last one distributed.
func (t *tx) fresh(limit int) (out []fresh, err error) {
	rows, err := t.query(freshText, limit)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // what matters is rows.Err
	for rows.Next() {
		var e fresh
		if err := rows.Scan(&e.seq, &e.typ); err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, rows.Err()
}

// consumers reads which consumers want which type.
func (t *tx) consumers() (map[string][]string, error) {
	rows, err := t.query("SELECT name, types FROM consumer ORDER BY name")
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // what matters is rows.Err
	wanted := map[string][]string{}
	for rows.Next() {
		var name string
		var text []byte
		var types []string
		if err := rows.Scan(&name, &text); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(text, &types); err != nil {
			return nil, err
		}
		for _, typ := range slices.Compact(slices.Sorted(slices.Values(types))) {
			wanted[typ] = append(wanted[typ], name)
		}
	}
	return wanted, rows.Err()
}

// Pending implements outbox.Log.
func (s *Store) Pending(ctx context.Context, consumer string, limit int) ([]outbox.Delivery, time.Duration, error) {
	now := s.now().UnixMilli()
	due, err := s.pending(ctx, consumer, now, limit)
	if err != nil {
		return nil, 0, unavailable(opOutbox, err)
	}
	stmt, err := s.stmts.get(ctx, nextText)
	if err != nil {
		return nil, 0, unavailable(opOutbox, err)
	}
	var next int64
	if err := stmt.QueryRowContext(ctx, consumer, now).Scan(&next); err != nil {
		return nil, 0, unavailable(opOutbox, err)
	}
	return due, time.Duration(max(0, next-now)) * time.Millisecond, nil
}

func (s *Store) pending(ctx context.Context, consumer string, now int64, limit int) (out []outbox.Delivery, err error) {
	stmt, err := s.stmts.get(ctx, pendingText)
	if err != nil {
		return nil, err
	}
	rows, err := stmt.QueryContext(ctx, consumer, now, limit)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // what matters is rows.Err
	for rows.Next() {
		var d outbox.Delivery
		if err := rows.Scan(&d.Seq, &d.Subject, &d.Attempts); err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, rows.Err()
}

// Event implements outbox.Log.
func (s *Store) Event(ctx context.Context, seq int64) (e bus.Event, err error) {
	stmt, err := s.stmts.get(ctx, "SELECT body FROM event WHERE seq = ?")
	if err != nil {
		return e, unavailable(opOutbox, err)
	}
	var body []byte
	if err := stmt.QueryRowContext(ctx, seq).Scan(&body); err != nil {
		return e, unavailable(opOutbox, err)
	}
	if err := json.Unmarshal(body, &e); err != nil {
		return e, unavailable(opOutbox, err)
	}
	return e, nil
}
