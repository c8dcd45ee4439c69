package sqlite

import (
	"context"
	"crypto/rand"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"

	driver "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// applicationID marks our files ("AIO1"): PRAGMA application_id, https://sqlite.org/fileformat2.html.
const applicationID = 0x41494f31

//go:embed schema1.sql
var schema1 string

// migrations gives the scripts that lead from each schema version to the next, the first
// from an empty file. A script that was released is never changed.
func migrations() []string { return []string{schema1} }

// migrate brings the database to the current schema, in one transaction.
func migrate(ctx context.Context, conn *sql.Conn) (err error) {
	version, err := check(ctx, conn)
	if err != nil || version == len(migrations()) {
		return err
	}
	if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_, rerr := conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
			err = errors.Join(err, rerr)
		}
	}()
	// Looked at again, inside the transaction: another process may have been first.
	if version, err = check(ctx, conn); err != nil {
		return err
	}
	for n, script := range migrations()[version:] {
		if _, err := conn.ExecContext(ctx, script); err != nil {
			return fmt.Errorf("schema %d: %w", version+n+1, err)
		}
	}
	marks := fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, len(migrations()))
	if _, err := conn.ExecContext(ctx, marks); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "COMMIT")
	return err
}

// check gives the schema version of a database that is ours or empty.
func check(ctx context.Context, conn *sql.Conn) (version int, err error) {
	var id, objects int
	row := conn.QueryRowContext(ctx, `SELECT (SELECT application_id FROM pragma_application_id),
		(SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM sqlite_schema)`)
	if err := row.Scan(&id, &version, &objects); err != nil {
		return 0, notDatabase(err)
	}
	switch {
	case id == 0 && version == 0 && objects == 0:
		return 0, nil
	case id != applicationID:
		return 0, ErrNotDatabase
	case version > len(migrations()):
		return 0, fmt.Errorf("%w: schema %d, this program knows up to %d", ErrNewerSchema, version, len(migrations()))
	}
	return version, nil
}

// notDatabase tells SQLite's own finding that a file is none of its own.
func notDatabase(err error) error {
	var e *driver.Error
	if errors.As(err, &e) && e.Code()&0xff == lib.SQLITE_NOTADB {
		return ErrNotDatabase
	}
	return err
}

// cursorKey gives the key to sign cursors with: the one given, or the file's own.
func cursorKey(ctx context.Context, conn *sql.Conn, given []byte) ([]byte, error) {
	if len(given) > 0 {
		return given, nil
	}
	fresh := make([]byte, 32)
	if _, err := rand.Read(fresh); err != nil {
		return nil, err
	}
	if _, err := conn.ExecContext(ctx, "INSERT OR IGNORE INTO meta (name, value) VALUES ('cursor key', ?)", fresh); err != nil {
		return nil, err
	}
	var key []byte
	err := conn.QueryRowContext(ctx, "SELECT value FROM meta WHERE name = 'cursor key'").Scan(&key)
	return key, err
}
