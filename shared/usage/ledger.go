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
//	USE#{userId}  K#{hash}    a request that was charged; stays as long as it can be repeated
//	USE#{userId}  M#{month}   sums of a month, as counters named tool/operation/unit
//	LEDGERS       {userId}    an account that has a ledger
const (
	headSK      = "HEAD"
	entryPrefix = "E#"
	keyPrefix   = "K#"
	monthPrefix = "M#"
	ledgersPK   = "LEDGERS"
	toolIndex   = "tool"  // the entries of one tool, in their order
	callsUnit   = "calls" // counted beside the unit of the price
	monthLayout = "2006-01"
)

// attempts bounds how often one charge is tried: when others charge the same account at
// the same time, of which a person makes few, and when the store does not answer. All
// together they take about as long as a charge may (function.chargeTime).
const attempts = 25

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

// genesis stands in the first entry for the hash of the one before. It is made of the
// account, so that no ledger passes for another's.
func genesis(user string) string {
	sum := sha256.Sum256([]byte("aio ledger of " + user))
	return hex.EncodeToString(sum[:])
}

func partition(user string) string { return "USE#" + user }

func at(user, sk string) store.Key {
	return store.Key{Table: store.Ledger, PK: partition(user), SK: sk}
}

func seqSK(seq int64) string { return fmt.Sprintf("%012d", seq) }

func entryKey(user string, seq int64) store.Key { return at(user, entryPrefix+seqSK(seq)) }

func ledgerKey(user string) store.Key {
	return store.Key{Table: store.Ledger, PK: ledgersPK, SK: user}
}

func toolPK(user, tool string) string { return partition(user) + "#" + tool }

func requestKey(u function.Use) store.Key {
	sum := sha256.Sum256([]byte(u.Operation + "\x00" + u.Key))
	return at(u.UserID, keyPrefix+hex.EncodeToString(sum[:]))
}
