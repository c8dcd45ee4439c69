package storetest

import (
	"context"

	"github.com/aio-creative-hub/aio/shared/store"
)

// Query implements store.Store.
func (n *NastyStore) Query(ctx context.Context, q store.Query) ([]store.Item, string, error) {
	if err := n.before(ctx, store.OpQuery); err != nil {
		return nil, "", err
	}
	if err := store.ValidateQuery(q); err != nil {
		return nil, "", err
	}
	at, err := n.cursors.Open(q)
	if err != nil {
		return nil, "", err
	}
	inner, from := q, n.inner
	inner.Cursor = ""
	if at != nil {
		inner.Cursor = at.SK // a nasty cursor holds the inner one: that of an empty page stands still
	}
	if q.Index != "" {
		from = n.replica
	}
	cut := n.hit(func(f Faults) float64 { return f.ShortPage })
	if cut {
		inner.Limit = n.draw(min(q.PageLimit(), 4))
	}
	if cut && inner.Limit == 0 {
		cursor, err := n.cursors.Sign(q, store.Position{SK: inner.Cursor})
		return nil, cursor, err
	}
	items, cursor, err := from.Query(ctx, inner)
	if err == nil && cursor != "" {
		cursor, err = n.cursors.Sign(q, store.Position{SK: cursor})
	}
	return items, cursor, err
}

// draw gives a number from 0 to most.
func (n *NastyStore) draw(most int) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.random.IntN(most + 1)
}

// written notes that the replica will have to learn of the writes' keys. It is called
// after a write, so that what the replica then reads holds it.
func (n *NastyStore) written(writes []store.Write) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, w := range writes {
		if store.ValidateGet([]store.Key{w.Item.Key}) == nil {
			n.stale[w.Item.Key] = n.calls + n.random.IntN(n.faults.IndexLag+1)
		}
	}
}

// Settle makes index reads show all that was written.
func (n *NastyStore) Settle(ctx context.Context) error { return n.follow(ctx, true) }

// follow brings the keys whose lag is over, or all of them, to the replica.
func (n *NastyStore) follow(ctx context.Context, all bool) error {
	n.refreshing.Lock()
	defer n.refreshing.Unlock()
	for _, k := range n.due(all) {
		items, err := n.inner.Get(ctx, k)
		if err != nil {
			n.written([]store.Write{{Item: store.Item{Key: k}}})
			return err
		}
		if len(items) == 0 {
			n.replica.Restore(k, nil)
			continue
		}
		n.replica.Restore(k, &items[0])
	}
	return nil
}

// due takes the keys that the replica has to learn of.
func (n *NastyStore) due(all bool) []store.Key {
	n.mu.Lock()
	defer n.mu.Unlock()
	var keys []store.Key
	for k, call := range n.stale {
		if all || call < n.calls {
			keys = append(keys, k)
			delete(n.stale, k)
		}
	}
	return keys
}
