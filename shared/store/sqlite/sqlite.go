// Package sqlite is the store of a single machine: one SQLite file in WAL mode with
// synchronous=FULL, so a write that was acknowledged survives a kill of the process and
// a loss of power. It also keeps the outbox that bus/outbox relays.
//
// One goroutine owns the only writing connection and commits in groups: writes that
// arrive while a commit syncs the disk share the next one (DeWitt et al.,
// "Implementation Techniques for Main Memory Database Systems", SIGMOD 1984, section 5).
// Each is acknowledged only after its COMMIT. Readers have connections of their own and
// always see the last commit (https://sqlite.org/wal.html).
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver

	"github.com/aio-creative-hub/aio/shared/bus/outbox"
	"github.com/aio-creative-hub/aio/shared/store"
)

// Settings of the connections.
const (
	readers     = 4               // reading connections: reads are short, more would only hold page caches
	busyTimeout = 5 * time.Second // waiting for another process, such as a backup, to let go of the file
	fileMode    = 0o600           // the file holds personal data
	minCursor   = 16              // bytes of Options.CursorKey at least: 128 bits
)

// Errors of Open, and of calls after Close (those as the cause of a *store.Error).
var (
	ErrNotDatabase = errors.New("the file is not a database of this program")
	ErrNewerSchema = errors.New("the database was written by a newer version of this program")
	ErrClosed      = errors.New("the store is closed")
)

// Options of a store. The zero value works.
type Options struct {
	Now       func() time.Time // the clock; time.Now if nil
	CursorKey []byte           // signs cursors, at least 16 bytes; if empty, a random key made once and kept in the file
	Logger    *slog.Logger     // failures nobody waits for; slog.Default() if nil
}

// Store keeps items in a SQLite file. Make it with Open and end it with Close.
type Store struct {
	now     func() time.Time
	log     *slog.Logger
	cursors store.Cursors
	read    *sql.DB
	stmts   statements
	writer  *writer
	emitted chan struct{}

	closing sync.Once
	closed  error
}

var (
	_ store.Store = (*Store)(nil)
	_ outbox.Log  = (*Store)(nil)
)

// Open opens the file, which it creates or brings to the current schema as needed. The
// folder must exist. It fails with ErrNotDatabase or ErrNewerSchema on a file it must
// not touch.
func Open(ctx context.Context, path string, o Options) (_ *Store, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("sqlite: open %s: %w", path, err)
		}
	}()
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if n := len(o.CursorKey); n > 0 && n < minCursor {
		return nil, fmt.Errorf("the cursor key must have at least %d bytes", minCursor)
	}
	if err := create(path); err != nil {
		return nil, err
	}
	s := &Store{now: o.Now, log: o.Logger, emitted: make(chan struct{}, 1)}
	if s.writer, err = openWriter(ctx, path, s); err != nil {
		return nil, err
	}
	key, err := cursorKey(ctx, s.writer.conn, o.CursorKey)
	if err == nil {
		s.cursors = store.NewCursors(key)
		s.read, err = openDB(path, readers, "query_only(1)")
	}
	if err != nil {
		return nil, errors.Join(err, s.writer.release())
	}
	s.stmts.db = s.read
	go s.writer.run(context.WithoutCancel(ctx)) // ends with Close, which waits for it
	return s, nil
}

// Close ends the store: it waits for the writes under way and fails later ones with
// ErrClosed. Calling it again is harmless.
func (s *Store) Close() error {
	s.closing.Do(func() {
		close(s.writer.closing)
		<-s.writer.done
		s.closed = errors.Join(s.stmts.close(), s.read.Close(), s.writer.release())
	})
	return s.closed
}

// create makes an empty file that only its owner can read; SQLite gives the files beside
// it the same mode.
func create(path string) error {
	f, err := os.OpenFile(filepath.Clean(path), os.O_RDWR|os.O_CREATE, fileMode)
	if err != nil {
		return err
	}
	return f.Close()
}

// openDB opens a pool of at most n connections.
func openDB(path string, n int, pragmas ...string) (*sql.DB, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	q := url.Values{"_pragma": append([]string{
		fmt.Sprintf("busy_timeout(%d)", busyTimeout.Milliseconds()),
		"synchronous(FULL)",
		"temp_store(MEMORY)",
	}, pragmas...)}
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(abs), RawQuery: q.Encode()}
	db, err := sql.Open("sqlite", u.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	return db, nil
}
