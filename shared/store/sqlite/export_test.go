package sqlite

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/aio-creative-hub/aio/shared/bus"
)

// Outbox gives all events in the outbox, in order.
func (s *Store) Outbox(ctx context.Context) (out []bus.Event, err error) {
	rows, err := s.read.QueryContext(ctx, "SELECT body FROM event ORDER BY seq")
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var body []byte
		var e bus.Event
		if err := rows.Scan(&body); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(body, &e); err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, rows.Err()
}

// Check looks for damage in the file.
func (s *Store) Check(ctx context.Context) error {
	var found string
	if err := s.read.QueryRowContext(ctx, "PRAGMA integrity_check").Scan(&found); err != nil {
		return err
	}
	if found != "ok" {
		return errors.New(found)
	}
	return nil
}
