package sqlite

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/bus/outbox"
)

// deadPrefix begins the ids of dead letters.
const deadPrefix = "dead_"

// Settle implements outbox.Log.
func (s *Store) Settle(ctx context.Context, consumer string, outcomes []outbox.Outcome) error {
	return s.writer.do(ctx, opOutbox, 0, func(t *tx) error {
		for _, o := range outcomes {
			if err := t.settle(consumer, o); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *tx) settle(consumer string, o outbox.Outcome) error {
	if o.Verdict == outbox.Retry {
		return t.exec("UPDATE delivery SET attempts = attempts + 1, due = ? WHERE consumer = ? AND seq = ?",
			max(1, t.now().Add(o.Delay).UnixMilli()), consumer, o.Seq)
	}
	if o.Verdict == outbox.Dead {
		err := t.exec(`INSERT INTO dead (consumer, seq, attempts, error, since, type, subject, body)
			SELECT d.consumer, d.seq, d.attempts + 1, ?, ?, e.type, e.subject, e.body
			FROM delivery d JOIN event e ON e.seq = d.seq WHERE d.consumer = ? AND d.seq = ?`,
			o.Err, t.now().UnixMilli(), consumer, o.Seq)
		if err != nil {
			return err
		}
	}
	if err := t.exec("DELETE FROM delivery WHERE consumer = ? AND seq = ?", consumer, o.Seq); err != nil {
		return err
	}
	return t.exec("DELETE FROM event WHERE seq = ? AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.seq = event.seq)", o.Seq)
}

// DeadLetters implements outbox.Log.
func (s *Store) DeadLetters(ctx context.Context, limit int, cursor string) ([]bus.DeadLetter, string, error) {
	after := int64(0)
	if cursor != "" {
		var err error
		if after, err = deadID(cursor); err != nil {
			return nil, "", fmt.Errorf("%w: not a cursor of dead letters", bus.ErrInvalid)
		}
	}
	if limit < 0 || limit > bus.MaxPage {
		return nil, "", fmt.Errorf("%w: limit must be from 0 to %d", bus.ErrInvalid, bus.MaxPage)
	}
	if limit == 0 {
		limit = bus.MaxPage
	}
	letters, err := s.deadLetters(ctx, after, limit+1)
	if err != nil {
		return nil, "", unavailable(opOutbox, err)
	}
	if len(letters) > limit {
		return letters[:limit], letters[limit-1].ID, nil
	}
	return letters, "", nil
}

func (s *Store) deadLetters(ctx context.Context, after int64, limit int) (out []bus.DeadLetter, err error) {
	stmt, err := s.stmts.get(ctx, "SELECT id, consumer, attempts, error, since, body FROM dead WHERE id > ? ORDER BY id LIMIT ?")
	if err != nil {
		return nil, err
	}
	rows, err := stmt.QueryContext(ctx, after, limit)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // what matters is rows.Err
	for rows.Next() {
		var d bus.DeadLetter
		var id, since int64
		var body []byte
		if err := rows.Scan(&id, &d.Consumer, &d.Attempts, &d.LastErr, &since, &body); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(body, &d.Event); err != nil {
			return nil, err
		}
		d.ID, d.Since = deadPrefix+strconv.FormatInt(id, 10), time.UnixMilli(since).UTC()
		out = append(out, d)
	}
	return out, rows.Err()
}

// Redrive implements outbox.Log.
func (s *Store) Redrive(ctx context.Context, id string) error {
	n, err := deadID(id)
	if err != nil {
		return fmt.Errorf("%w: %s", bus.ErrNotFound, "not the id of one")
	}
	found := false
	err = s.writer.do(ctx, opOutbox, 0, func(t *tx) error {
		// The event comes back under its number, unless others still wait for it.
		if err := t.exec("INSERT OR IGNORE INTO event (seq, type, subject, body) SELECT seq, type, subject, body FROM dead WHERE id = ?", n); err != nil {
			return err
		}
		if err := t.exec("INSERT INTO delivery (consumer, seq, attempts, due) SELECT consumer, seq, 0, 0 FROM dead WHERE id = ?", n); err != nil {
			return err
		}
		res, err := t.result("DELETE FROM dead WHERE id = ?", n)
		if err != nil {
			return err
		}
		rows, err := res.RowsAffected()
		found = rows > 0
		return err
	})
	if err == nil && !found {
		return bus.ErrNotFound
	}
	return err
}

// deadID reads the number in a dead letter's id.
func deadID(id string) (int64, error) {
	digits, ok := strings.CutPrefix(id, deadPrefix)
	if !ok {
		return 0, bus.ErrInvalid
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n < 1 {
		return 0, bus.ErrInvalid
	}
	return n, nil
}
