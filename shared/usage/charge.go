package usage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/store"
)

// errBusy says that too many others charged the same account.
var errBusy = &store.Error{Code: store.CodeThrottled, Op: "charge", Err: errors.New("lost too many races")}

// change is what one charge writes, under the token by which the store knows it again.
type change struct {
	token  string
	writes []store.Write
}

// Charge implements function.Ledger. What the store did not answer is sent again as it
// was, so that a charge whose answer was lost is found and not made twice, also where
// nothing names the request.
func (s *Service) Charge(ctx context.Context, u function.Use) (now bool, err error) {
	var sent *change
	for n := range attempts {
		if ended := s.c.Pause(ctx, n); ended != nil {
			return false, errors.Join(fmt.Errorf("usage: wait: %w", ended), err)
		}
		if sent == nil {
			sent, err = s.prepare(ctx, u)
			if err == nil && sent == nil {
				return false, nil
			}
		}
		if sent != nil {
			err = s.c.Store.Transact(ctx, sent.token, sent.writes...)
		}
		switch store.CodeOf(err) {
		case store.CodeConflict: // another was faster, and this one was not written
			sent = nil
		case store.CodeThrottled, store.CodeUnavailable:
		default:
			if err != nil {
				return false, fmt.Errorf("usage: charge: %w", err)
			}
			return true, nil
		}
	}
	if store.IsConflict(err) {
		err = errBusy
	}
	return false, fmt.Errorf("usage: charge: %w", err)
}

// prepare makes the change that appends an entry to the chain as it is now; nil if the
// request was charged before.
func (s *Service) prepare(ctx context.Context, u function.Use) (*change, error) {
	h, charged, err := s.read(ctx, u)
	if err != nil || charged {
		return nil, err
	}
	e := entry{Seq: h.Seq + 1, At: u.At.UTC().Truncate(time.Millisecond), Operation: u.Operation, Tool: u.Area, Unit: u.Unit, Amount: u.Amount,
		KeyID: u.KeyID, Correlation: u.Correlation, Prev: h.Hash}
	if e.Hash, err = e.sum(); err != nil {
		return nil, err
	}
	data, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("usage: encode: %w", err)
	}
	end, err := json.Marshal(head{Seq: e.Seq, Hash: e.Hash})
	if err != nil {
		return nil, fmt.Errorf("usage: encode: %w", err)
	}
	last := store.AtRev(h.rev)
	if h.rev == 0 {
		last = store.Absent()
	}
	c := &change{token: s.c.NewID("txn"), writes: []store.Write{
		{Item: store.Item{Key: at(u.UserID, headSK), Data: end}, If: last},
		{Item: store.Item{Key: entryKey(u.UserID, e.Seq), Data: data,
			Index: map[string][2]string{toolIndex: {toolPK(u.UserID, e.Tool), seqSK(e.Seq)}}}, If: store.Absent()},
		{Item: store.Item{Key: at(u.UserID, monthPrefix+e.At.Format(monthLayout))}, Add: e.counts()},
	}}
	if e.Seq == 1 {
		c.writes = append(c.writes, store.Write{Item: store.Item{Key: ledgerKey(u.UserID)}})
	}
	if u.Key != "" {
		c.writes = append(c.writes, store.Write{Item: store.Item{Key: requestKey(u), Expires: u.Until}, If: store.Absent()})
	}
	return c, nil
}

// counts are what an entry adds to the sums of its month.
func (e entry) counts() map[string]int64 {
	return map[string]int64{counter(e.Tool, e.Operation, callsUnit): 1, counter(e.Tool, e.Operation, e.Unit): e.Amount}
}

func counter(tool, operation, unit string) string { return tool + "/" + operation + "/" + unit }

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
	h.Hash = genesis(u.UserID)
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
