package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"

	driver "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"github.com/aio-creative-hub/aio/shared/store"
)

// The size of one commit: enough to share a sync of the disk among all who wait, small
// enough that the first does not wait long for the last.
const (
	maxGroup      = 256
	maxGroupBytes = 8 << 20
)

// request is a change to be made in the next commit.
type request struct {
	ctx  context.Context //nolint:containedctx // the caller's, to leave out changes nobody waits for any more
	size int             // bytes of data, about
	run  change
	done chan error
}

// change makes one change in a transaction. A failure of package store (a condition, a
// token) must leave the transaction as it was; any other undoes the whole group.
type change func(*tx) error

// writer owns the writing connection.
type writer struct {
	store    *Store
	db       *sql.DB
	conn     *sql.Conn
	stmts    map[string]*sql.Stmt
	requests chan *request // unbuffered: who handed over a request gets an answer
	closing  chan struct{}
	done     chan struct{}
	broken   error // once set, the state of the file is unknown and nothing is written
}

func openWriter(ctx context.Context, path string, s *Store) (_ *writer, err error) {
	w := &writer{
		store:    s,
		stmts:    map[string]*sql.Stmt{},
		requests: make(chan *request),
		closing:  make(chan struct{}),
		done:     make(chan struct{}),
	}
	if w.db, err = openDB(path, 1); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, w.release())
		}
	}()
	if w.conn, err = w.db.Conn(ctx); err != nil {
		return nil, notDatabase(err)
	}
	if _, err = check(ctx, w.conn); err != nil {
		return nil, err // before anything is changed
	}
	var mode string
	if err := w.conn.QueryRowContext(ctx, "PRAGMA journal_mode = WAL").Scan(&mode); err != nil {
		return nil, err
	}
	if mode != "wal" {
		return nil, fmt.Errorf("journal mode %s: the file system does not support WAL", mode)
	}
	return w, migrate(ctx, w.conn)
}

// release closes the connection.
func (w *writer) release() error {
	var errs []error
	for _, s := range w.stmts {
		errs = append(errs, s.Close())
	}
	if w.conn != nil {
		errs = append(errs, w.conn.Close())
	}
	return errors.Join(append(errs, w.db.Close())...)
}

// do makes a change and returns when it is durable, or has failed.
func (w *writer) do(ctx context.Context, op string, size int, run change) error {
	if err := ctx.Err(); err != nil {
		return unavailable(op, err)
	}
	r := &request{ctx: ctx, size: size, run: run, done: make(chan error, 1)}
	select {
	case w.requests <- r:
	case <-w.closing:
		return unavailable(op, ErrClosed)
	case <-ctx.Done():
		return unavailable(op, ctx.Err())
	}
	select {
	case err := <-r.done:
		if err != nil && store.CodeOf(err) == "" {
			return unavailable(op, err)
		}
		return err
	case <-ctx.Done():
		return unavailable(op, ctx.Err())
	}
}

// run commits group after group until the store closes. The context is not that of any
// caller: one who leaves must not break the others' transaction.
func (w *writer) run(ctx context.Context) {
	defer close(w.done)
	for {
		select {
		case r := <-w.requests:
			w.commit(ctx, w.gather(r))
		case <-w.closing:
			return
		}
	}
}

// gather adds to the first request what else is waiting.
func (w *writer) gather(first *request) []*request {
	group, size := []*request{first}, first.size
	yielded := false
	for len(group) < maxGroup && size < maxGroupBytes {
		select {
		case r := <-w.requests:
			group, size = append(group, r), size+r.size
			yielded = false
		default:
			if yielded {
				return group
			}
			runtime.Gosched() // those just answered may be about to write again
			yielded = true
		}
	}
	return group
}

// commit makes the group's changes in one transaction and answers everybody.
func (w *writer) commit(ctx context.Context, group []*request) {
	answers := make([]error, len(group))
	emitted, err := w.transaction(ctx, group, answers)
	for i, r := range group {
		if err != nil {
			// Also a failed condition: it may have met a change that is now undone.
			answers[i] = err
		}
		r.done <- answers[i]
	}
	if err == nil && emitted {
		w.store.notify()
	}
}

// transaction runs the group's changes and commits them. Its error means that none is
// to be acknowledged.
func (w *writer) transaction(ctx context.Context, group []*request, answers []error) (emitted bool, err error) {
	if w.broken != nil {
		return false, w.broken
	}
	t, err := w.begin(ctx)
	if err != nil {
		return false, err
	}
	for i, r := range group {
		if answers[i] = r.ctx.Err(); answers[i] != nil {
			continue
		}
		answers[i] = r.run(t)
		if answers[i] != nil && store.CodeOf(answers[i]) == "" {
			return false, w.rollback(ctx, answers[i])
		}
	}
	if err := t.finish(); err != nil {
		return false, w.rollback(ctx, err)
	}
	if err := t.exec("COMMIT"); err != nil {
		return false, w.rollback(ctx, fmt.Errorf("commit: %w", err))
	}
	return t.emitted, nil
}

// rollback undoes the transaction and gives the error to answer. After a failed
// roll-back, or a failure of the disk, nobody knows what the file holds until it is
// opened anew: the writer then refuses all further work.
func (w *writer) rollback(ctx context.Context, cause error) error {
	_, err := w.conn.ExecContext(ctx, "ROLLBACK")
	if rolledBack(err) && !diskFailed(cause) {
		return cause
	}
	w.broken = fmt.Errorf("the store must be opened anew after: %w", errors.Join(cause, err))
	w.store.log.ErrorContext(ctx, "store is broken", "error", w.broken)
	return w.broken
}

// rolledBack reports whether a ROLLBACK succeeded; a failed COMMIT may have rolled back
// by itself, then there is no transaction to undo.
func rolledBack(err error) bool {
	var e *driver.Error
	return err == nil || errors.As(err, &e) && e.Code() == lib.SQLITE_ERROR
}

// diskFailed reports whether reading or writing the file failed; a full disk is none.
func diskFailed(err error) bool {
	var e *driver.Error
	return errors.As(err, &e) && e.Code()&0xff == lib.SQLITE_IOERR
}

// unavailable is the failure of a call that was not answered.
func unavailable(op string, err error) error {
	return &store.Error{Code: store.CodeUnavailable, Op: op, Err: err}
}
