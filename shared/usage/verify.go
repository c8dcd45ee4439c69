package usage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"

	"github.com/aio-creative-hub/aio/shared/store"
)

// ErrBroken says that a ledger is not as it was written.
var ErrBroken = errors.New("the ledger was changed")

// ErrNoLedger says that nothing was ever charged to an account.
var ErrNoLedger = errors.New("this account has no ledger")

func broken(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrBroken, fmt.Sprintf(format, args...))
}

// Accounts goes through all accounts that have a ledger, deleted ones too.
func (s *Service) Accounts(ctx context.Context, do func(user string) error) error {
	return store.Each(ctx, s.c.Store, store.Query{Table: store.Ledger, PK: ledgersPK}, func(it store.Item) error { return do(it.Key.SK) })
}

// Verify goes through an account's whole ledger while nothing is charged to it: the chain
// must be unbroken from the account to its head, and the sums of the months be those of
// their entries. It gives the number of entries. What is wrong is ErrBroken; an account
// without a ledger is ErrNoLedger.
//
// A chain cannot show that somebody who may write the whole store made all of it anew.
// Against that stand the hashes that its owner has read, and backups.
func (s *Service) Verify(ctx context.Context, user string) (int64, error) {
	items, err := s.c.Store.Get(ctx, at(user, headSK), ledgerKey(user))
	if err != nil {
		return 0, fmt.Errorf("usage: read: %w", err)
	}
	last, sums, err := s.follow(ctx, user)
	switch {
	case err != nil:
		return 0, err
	case len(items) == 0 && last.Seq == 0:
		return 0, ErrNoLedger
	case len(items) != 2:
		return 0, broken("its head or its name in the list is missing")
	}
	var h head
	if json.Unmarshal(items[0].Data, &h) != nil || h.Seq != last.Seq || h.Hash != last.Hash {
		return 0, broken("entries after %d are missing", last.Seq)
	}
	return last.Seq, s.verifySums(ctx, user, sums)
}

// follow goes along the chain and gives its last entry and what its months sum up to.
func (s *Service) follow(ctx context.Context, user string) (last entry, sums map[string]map[string]int64, err error) {
	last.Hash, sums = genesis(user), map[string]map[string]int64{}
	err = store.Each(ctx, s.c.Store, entries(user), func(it store.Item) error {
		var e entry
		if err := json.Unmarshal(it.Data, &e); err != nil {
			return broken("entry %s cannot be read", it.Key.SK)
		}
		sum, err := e.sum()
		if err != nil {
			return err
		}
		if e.Seq != last.Seq+1 || e.Prev != last.Hash || e.Hash != sum || it.Key != entryKey(user, e.Seq) {
			return broken("at entry %d", last.Seq+1)
		}
		month := e.At.Format(monthLayout)
		if sums[month] == nil {
			sums[month] = map[string]int64{}
		}
		for name, n := range e.counts() {
			sums[month][name] += n
		}
		last = e
		return nil
	})
	if err != nil {
		return last, nil, fmt.Errorf("usage: verify: %w", err)
	}
	return last, sums, nil
}

func (s *Service) verifySums(ctx context.Context, user string, want map[string]map[string]int64) error {
	seen := 0
	months := store.Query{Table: store.Ledger, PK: partition(user), From: monthPrefix, To: store.PrefixEnd(monthPrefix)}
	err := store.Each(ctx, s.c.Store, months, func(it store.Item) error {
		seen++
		if month := strings.TrimPrefix(it.Key.SK, monthPrefix); !maps.Equal(it.Count, want[month]) {
			return broken("the sums of %s", month)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("usage: verify: %w", err)
	}
	if seen != len(want) {
		return broken("sums of months are missing")
	}
	return nil
}
