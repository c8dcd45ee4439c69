// Package usage writes down what people use, tool by tool: the product is paid per use.
// The ledger of an account is a chain (Haber and Stornetta, "How to time-stamp a digital
// document", 1991): each entry holds the hash of the one before, so that none can be
// changed, dropped or put elsewhere without being seen. Entries are never changed, and
// hold ids only, no personal data; they stay when an account is deleted.
package usage

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/aio-creative-hub/aio/internal/pause"
	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/store"
)

// The items of the table ledger, all of one account in one partition:
//
//	USE#{userId}  E#{seq}     an entry
//	USE#{userId}  HEAD        the last entry's number and hash
//	USE#{userId}  K#{hash}    a request that was charged; expires
//	USE#{userId}  M#{month}   sums of a month, as counters named operation/unit
const (
	headSK      = "HEAD"
	entryPrefix = "E#"
	keyPrefix   = "K#"
	monthPrefix = "M#"
	callsUnit   = "calls" // counted beside the unit of the price
	monthLayout = "2006-01"
)

const (
	// keyLife is how long a repeated request is known: longer than the day for which an
	// Idempotency-Key is.
	keyLife = 7 * 24 * time.Hour
	// attempts bounds the races one charge may lose: a person makes at most 60 tool calls a
	// minute, few of them at once.
	attempts = 25
)

// Config is what the service needs.
type Config struct {
	Store store.Store
	Now   func() time.Time
	NewID func(prefix string) string
	// Pause waits before try n, from 0, of what lost a race; nil means back-off with jitter.
	Pause func(ctx context.Context, n int) error
}

// Service keeps the ledger.
type Service struct{ c Config }

// New makes the service.
func New(c Config) *Service {
	if c.Pause == nil {
		c.Pause = pause.BackOff
	}
	return &Service{c: c}
}

var _ function.Ledger = (*Service)(nil)

// entry is a use as it is kept. Hash is over the others, in this order, as JSON.
type entry struct {
	Seq         int64     `json:"seq"`
	At          time.Time `json:"at"`
	Operation   string    `json:"operation"`
	Tool        string    `json:"tool"`
	Unit        string    `json:"unit"`
	Amount      int64     `json:"amount"`
	KeyID       string    `json:"keyId,omitempty"`
	Correlation string    `json:"correlation,omitempty"`
	Prev        string    `json:"prev"`
	Hash        string    `json:"hash,omitempty"`
}

func (e entry) sum() (string, error) {
	e.Hash = ""
	data, err := json.Marshal(e)
	if err != nil {
		return "", fmt.Errorf("usage: encode: %w", err)
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:]), nil
}

// head is the end of the chain.
type head struct {
	Seq  int64  `json:"seq"`
	Hash string `json:"hash"`

	rev int64
}

func partition(user string) string { return "USE#" + user }

func at(user, sk string) store.Key {
	return store.Key{Table: store.Ledger, PK: partition(user), SK: sk}
}

func entryKey(user string, seq int64) store.Key {
	return at(user, fmt.Sprintf("%s%012d", entryPrefix, seq))
}

func requestKey(u function.Use) store.Key {
	sum := sha256.Sum256([]byte(u.Operation + "\x00" + u.Key))
	return at(u.UserID, keyPrefix+hex.EncodeToString(sum[:]))
}

// errBusy says that too many others charged the same account.
var errBusy = &store.Error{Code: store.CodeThrottled, Op: "charge", Err: errors.New("lost too many races")}

// Charge implements function.Ledger.
func (s *Service) Charge(ctx context.Context, u function.Use) error {
	for n := range attempts {
		if err := s.c.Pause(ctx, n); err != nil {
			return fmt.Errorf("usage: wait: %w", err)
		}
		if err := s.try(ctx, u); !store.IsConflict(err) {
			return err
		}
	}
	return fmt.Errorf("usage: %w", errBusy)
}

// try appends an entry to the chain as it is now.
func (s *Service) try(ctx context.Context, u function.Use) error {
	h, charged, err := s.read(ctx, u)
	if err != nil || charged {
		return err
	}
	e := entry{Seq: h.Seq + 1, At: u.At.UTC().Truncate(time.Millisecond), Operation: u.Operation, Tool: u.Area, Unit: u.Unit, Amount: u.Amount,
		KeyID: u.KeyID, Correlation: u.Correlation, Prev: h.Hash}
	if e.Hash, err = e.sum(); err != nil {
		return err
	}
	data, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("usage: encode: %w", err)
	}
	end, err := json.Marshal(head{Seq: e.Seq, Hash: e.Hash})
	if err != nil {
		return fmt.Errorf("usage: encode: %w", err)
	}
	cond := store.AtRev(h.rev)
	if h.rev == 0 {
		cond = store.Absent()
	}
	writes := []store.Write{
		{Item: store.Item{Key: at(u.UserID, headSK), Data: end}, If: cond},
		{Item: store.Item{Key: entryKey(u.UserID, e.Seq), Data: data}, If: store.Absent()},
		{Item: store.Item{Key: at(u.UserID, monthPrefix+e.At.Format(monthLayout))},
			Add: map[string]int64{counter(u.Operation, callsUnit): 1, counter(u.Operation, u.Unit): u.Amount}},
	}
	if u.Key != "" {
		writes = append(writes, store.Write{Item: store.Item{Key: requestKey(u), Expires: s.c.Now().Add(keyLife)}, If: store.Absent()})
	}
	if err := s.c.Store.Transact(ctx, s.c.NewID("txn"), writes...); err != nil {
		return fmt.Errorf("usage: charge: %w", err)
	}
	return nil
}

func counter(operation, unit string) string { return operation + "/" + unit }

// read gives the end of the chain, and whether the request was charged before.
func (s *Service) read(ctx context.Context, u function.Use) (h head, charged bool, err error) {
	keys := []store.Key{at(u.UserID, headSK)}
	if u.Key != "" {
		keys = append(keys, requestKey(u))
	}
	items, err := s.c.Store.Get(ctx, keys...)
	if err != nil {
		return h, false, fmt.Errorf("usage: read: %w", err)
	}
	for _, it := range items {
		if it.Key.SK != headSK {
			return h, true, nil
		}
		if err := json.Unmarshal(it.Data, &h); err != nil {
			return h, false, fmt.Errorf("usage: decode: %w", err)
		}
		h.rev = it.Rev
	}
	return h, false, nil
}
