package sqlite

import (
	"context"
	"database/sql"
	"time"

	"github.com/aio-creative-hub/aio/shared/store"
)

// tx is one transaction of the writer, shared by the changes of a group.
type tx struct {
	ctx     context.Context //nolint:containedctx // the transaction's own; it lives no longer
	w       *writer
	highest int64 // the highest revision given so far
	known   int64 // what the file holds of it
	emitted bool
}

// begin starts a transaction. It reads the highest revision each time, so that another
// process on the same file does no harm.
func (w *writer) begin(ctx context.Context) (*tx, error) {
	t := &tx{ctx: ctx, w: w}
	if err := t.exec("BEGIN IMMEDIATE"); err != nil {
		return nil, err
	}
	row, err := t.queryRow("SELECT value FROM meta WHERE name = 'highest'")
	if err == nil {
		err = row.Scan(&t.highest)
	}
	if err != nil {
		return nil, w.rollback(ctx, err)
	}
	t.known = t.highest
	return t, nil
}

// finish writes what is kept for the next transaction.
func (t *tx) finish() error {
	if t.highest == t.known {
		return nil
	}
	return t.exec("UPDATE meta SET value = ? WHERE name = 'highest'", t.highest)
}

// now gives the clock's time.
func (t *tx) now() time.Time { return t.w.store.now() }

// nextRev gives a revision that was never given.
func (t *tx) nextRev() int64 {
	t.highest = store.NextRev(t.highest, t.now())
	return t.highest
}

// prepare gives the statement for a text, prepared once for the connection's life.
func (t *tx) prepare(query string) (*sql.Stmt, error) {
	if s := t.w.stmts[query]; s != nil {
		return s, nil
	}
	s, err := t.w.conn.PrepareContext(t.ctx, query)
	if err == nil {
		t.w.stmts[query] = s
	}
	return s, err
}

func (t *tx) exec(query string, args ...any) error {
	_, err := t.result(query, args...)
	return err
}

func (t *tx) result(query string, args ...any) (sql.Result, error) {
	s, err := t.prepare(query)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(t.ctx, args...)
}

func (t *tx) queryRow(query string, args ...any) (*sql.Row, error) {
	s, err := t.prepare(query)
	if err != nil {
		return nil, err
	}
	return s.QueryRowContext(t.ctx, args...), nil
}

func (t *tx) query(query string, args ...any) (*sql.Rows, error) {
	s, err := t.prepare(query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(t.ctx, args...)
}
