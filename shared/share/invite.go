package share

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"github.com/aio-creative-hub/aio/shared/ids"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
)

// Addressee is who an invitation is for, as the area identity knows them.
type Addressee struct {
	Hash   string `json:"hash"`
	Sealed []byte `json:"sealed"`
}

// An invitation is a link without a secret: nobody opens it, but who has the address gets
// a grant of it. It waits in a partition of the address until somebody claims that.
func (b *Book) waiting(hash, thing string) store.Key {
	return store.Key{Table: store.Work, PK: "INVITED#" + hash + b.Kind.Shared, SK: thing}
}

// Invite shares a thing with whoever has an address, until it is revoked. Who is invited
// already gets the role, and keeps the invitation.
func (b *Book) Invite(ctx context.Context, thing string, role Role, to Addressee) (Link, error) {
	l := Link{ID: ids.Derived("shr", thing, to.Hash), Role: role, CreatedAt: b.now(), For: &to}
	links, err := b.all(ctx, thing)
	if err != nil {
		return Link{}, err
	}
	if i := slices.IndexFunc(links, func(other Link) bool { return other.ID == l.ID }); i >= 0 {
		l.CreatedAt = links[i].CreatedAt
	} else if len(links) >= MaxLinks {
		return Link{}, tooMany()
	}
	data, err := json.Marshal(l)
	if err != nil {
		return Link{}, fmt.Errorf("share: encode: %w", err)
	}
	err = b.Store.Transact(ctx, b.NewID("txn"), store.Write{Item: store.Item{Key: b.key(thing, linkPrefix+l.ID), Data: data}},
		store.Write{Item: store.Item{Key: b.waiting(to.Hash, thing), Data: []byte("{}")}})
	return l, wrapped("invite", err)
}

func tooMany() *operation.Problem {
	return operation.NewProblem(http.StatusConflict, "too_many_shares", fmt.Sprintf("There are %d links and invitations to this. Revoke one.", MaxLinks))
}

// Claim gives an account what others shared with its address.
func (b *Book) Claim(ctx context.Context, user, hash string) error {
	q := store.Query{Table: store.Work, PK: b.waiting(hash, "").PK}
	return store.Each(ctx, b.Store, q, func(it store.Item) error {
		thing := it.Key.SK
		items, err := b.Store.Get(ctx, b.key(thing, linkPrefix+ids.Derived("shr", thing, hash)))
		if err != nil {
			return wrapped("claim", err)
		}
		if len(items) == 0 { // revoked long ago; what waited for the address was not removed then
			return b.remove(ctx, it)
		}
		l, err := decodeLink(items[0])
		if err != nil {
			return err
		}
		if l.Revoked {
			return b.remove(ctx, it)
		}
		return b.Accept(ctx, thing, user, l)
	})
}

// uninvite removes what waits for the address of a link that has ended.
func (b *Book) uninvite(ctx context.Context, thing string, l Link) error {
	if l.For == nil {
		return nil
	}
	return b.remove(ctx, store.Item{Key: b.waiting(l.For.Hash, thing)})
}
