package share

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/ids"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
)

// Addressee is who an invitation is for, as the area identity knows them.
type Addressee struct {
	Hash   string `json:"hash"`
	Sealed []byte `json:"sealed"`
}

// waiting is where an invitation waits for whoever proves to have the address. It is a
// link without a secret: nobody opens it.
func (b *Book) waiting(hash, thing string) store.Key {
	return store.Key{Table: store.Work, PK: "INVITED#" + hash + b.Kind.Shared, SK: thing}
}

// Invite shares a thing with whoever has an address, until it is revoked. Who is invited
// already gets the role, and keeps the invitation. The event that the kind names is
// published with it, so that all that depends on who has the address happens after the
// answer: Settle, for who has an account.
func (b *Book) Invite(ctx context.Context, thing, by string, role Role, to Addressee) (Link, error) {
	l := Link{ID: ids.Derived("shr", thing, to.Hash), Role: role, CreatedAt: b.now(), By: by, For: &to}
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
	told, err := b.event(ctx, b.Kind.Invited, thing, l.ID)
	if err != nil {
		return Link{}, err
	}
	err = b.Store.Transact(ctx, b.NewID("txn"), store.Write{Item: store.Item{Key: b.key(thing, linkPrefix+l.ID), Data: data, Emit: told}},
		store.Write{Item: store.Item{Key: b.waiting(to.Hash, thing), Data: []byte("{}")}})
	return l, wrapped("invite", err)
}

// event makes an event about a link, if there is one of this type.
func (b *Book) event(ctx context.Context, kind, thing, link string) ([]bus.Event, error) {
	if kind == "" {
		return nil, nil
	}
	data, err := json.Marshal(operation.FactData{Share: link})
	if err != nil {
		return nil, fmt.Errorf("share: encode: %w", err)
	}
	return []bus.Event{{ID: b.NewID("evt"), Type: kind, Subject: thing, Time: b.now(), Correlation: operation.MetaFrom(ctx).Correlation, Data: data}}, nil
}

func tooMany() *operation.Problem {
	return operation.NewProblem(http.StatusConflict, "too_many_shares", fmt.Sprintf("There are %d links and invitations to this. Revoke one.", MaxLinks))
}

// Invitation reads an invitation that still stands; false if it does not.
func (b *Book) Invitation(ctx context.Context, thing, id string) (Link, bool, error) {
	items, err := b.Store.Get(ctx, b.key(thing, linkPrefix+id))
	if err != nil || len(items) == 0 {
		return Link{}, false, wrapped("read invitation", err)
	}
	l, err := decodeLink(items[0])
	return l, err == nil && !l.Revoked && l.For != nil, err
}

// Settle gives an account an invitation that was waiting for its address.
func (b *Book) Settle(ctx context.Context, thing, user string, l Link) error {
	if err := b.Accept(ctx, thing, user, l); err != nil {
		return err
	}
	return b.remove(ctx, store.Item{Key: b.waiting(l.For.Hash, thing)})
}

// Claim settles what waits for an address, for the account that has proved to have it. What
// one call does not reach the next one does. owns tells of a thing that it is the account's.
func (b *Book) Claim(ctx context.Context, user, hash string, owns func(thing string) (bool, error)) error {
	return store.Each(ctx, b.Store, store.Query{Table: store.Work, PK: b.waiting(hash, "").PK}, func(it store.Item) error {
		thing := it.Key.SK
		l, stands, err := b.Invitation(ctx, thing, ids.Derived("shr", thing, hash))
		if err != nil {
			return err
		}
		own := false
		if stands {
			if own, err = owns(thing); err != nil {
				return err
			}
		}
		if !stands || own {
			return b.remove(ctx, it)
		}
		return b.Settle(ctx, thing, user, l)
	})
}
