package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync"

	"github.com/aio-creative-hub/aio/shared/store"
)

// statements prepares each text once for the pool of readers.
type statements struct {
	db *sql.DB
	mu sync.RWMutex
	m  map[string]*sql.Stmt
}

func (s *statements) get(ctx context.Context, query string) (*sql.Stmt, error) {
	s.mu.RLock()
	stmt := s.m[query]
	s.mu.RUnlock()
	if stmt != nil {
		return stmt, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if stmt := s.m[query]; stmt != nil {
		return stmt, nil
	}
	stmt, err := s.db.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	if s.m == nil {
		s.m = map[string]*sql.Stmt{}
	}
	s.m[query] = stmt
	return stmt, nil
}

func (s *statements) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	for _, stmt := range s.m {
		errs = append(errs, stmt.Close())
	}
	return errors.Join(errs...)
}

// Get implements store.Store.
func (s *Store) Get(ctx context.Context, keys ...store.Key) ([]store.Item, error) {
	if err := store.ValidateGet(keys); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, unavailable(store.OpGet, err)
	}
	stmt, err := s.stmts.get(ctx, "SELECT "+whole+" FROM item i WHERE i.tbl = ? AND i.pk = ? AND i.sk = ?")
	if err != nil {
		return nil, unavailable(store.OpGet, err)
	}
	var items []store.Item
	for _, k := range keys {
		var r row
		err := r.scanWhole(stmt.QueryRowContext(ctx, k.Table, k.PK, k.SK), k.Table)
		if errors.Is(err, sql.ErrNoRows) || err == nil && !r.item.Live(s.now()) {
			continue
		}
		if err != nil {
			return nil, unavailable(store.OpGet, err)
		}
		items = append(items, r.item)
	}
	return items, nil
}
