package sqlite

import "context"

// Operations of this adapter beside the port's, as they stand in Error.Op.
const (
	opSweep  = "sweep"
	opOutbox = "outbox"
)

// expiredText reads rows that have expired.
const expiredText = "SELECT " + head + ", i.tbl, i.pk, i.sk FROM item i WHERE i.expires <= ? ORDER BY i.expires LIMIT ?"

// Sweep removes up to limit expired items and up to limit forgotten tokens, and tells
// how many of both it removed; while that is limit or more, another call has more to do.
// Nothing depends on when it is called but the size of the file.
func (s *Store) Sweep(ctx context.Context, limit int) (removed int, err error) {
	var n int
	err = s.writer.do(ctx, opSweep, 0, func(t *tx) error {
		rows, err := t.expired(limit)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if err := t.remove(&r); err != nil {
				return err
			}
		}
		res, err := t.result("DELETE FROM token WHERE token IN (SELECT token FROM token WHERE until <= ? LIMIT ?)",
			t.now().UnixMicro(), limit)
		if err != nil {
			return err
		}
		tokens, err := res.RowsAffected()
		n = len(rows) + int(tokens)
		return err
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

// expired reads rows that have expired, without their data.
func (t *tx) expired(limit int) (out []row, err error) {
	rows, err := t.query(expiredText,
		t.now().UnixMilli(), limit)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // what matters is rows.Err
	for rows.Next() {
		var r row
		k := &r.item.Key
		if err := r.scan(rows, &k.Table, &k.PK, &k.SK); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}
