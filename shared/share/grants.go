package share

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
)

func (b *Book) decodeGrant(it store.Item) (Grant, error) {
	g := Grant{User: strings.TrimPrefix(it.Key.SK, grantPrefix), Thing: strings.TrimPrefix(it.Key.PK, b.Kind.Partition)}
	if err := json.Unmarshal(it.Data, &g); err != nil {
		return Grant{}, fmt.Errorf("share: decode grant: %w", err)
	}
	return g, nil
}

// Accept gives an account what a link allows. Of two links the last accepted counts. Who is
// known stays known.
func (b *Book) Accept(ctx context.Context, thing, user string, l Link) error {
	g := Grant{Link: l.ID, At: b.now(), Known: l.For == nil}
	if !g.Known {
		had, _, err := b.grant(ctx, thing, user)
		if err != nil {
			return err
		}
		g.Known = had.Known
	}
	return b.put(ctx, b.key(thing, grantPrefix+user), g, store.Item{Expires: l.ExpiresAt,
		Index: map[string][2]string{ownerIndex: {b.sharedPK(user), store.ByTime(g.At, thing)}}}, nil)
}

// Role gives what a link gave an account, and until when; None if none that still works.
func (b *Book) Role(ctx context.Context, thing, user string) (Role, time.Time, error) {
	g, is, err := b.grant(ctx, thing, user)
	if err != nil || !is {
		return None, time.Time{}, err
	}
	return b.worth(ctx, g)
}

// grant reads what an account has of a thing, if anything.
func (b *Book) grant(ctx context.Context, thing, user string) (g Grant, is bool, err error) {
	items, err := b.Store.Get(ctx, b.key(thing, grantPrefix+user))
	if err != nil || len(items) == 0 {
		return Grant{}, false, wrapped("read grant", err)
	}
	g, err = b.decodeGrant(items[0])
	return g, err == nil, err
}

// worth gives what a grant allows now, and until when.
func (b *Book) worth(ctx context.Context, g Grant) (Role, time.Time, error) {
	links, err := b.linksOf(ctx, []Grant{g})
	if err != nil {
		return None, time.Time{}, err
	}
	l := links[b.linkKey(g)]
	return l.Role, l.ExpiresAt, nil
}

func (b *Book) linkKey(g Grant) store.Key { return b.key(g.Thing, linkPrefix+g.Link) }

// linksOf reads the links of grants, those that work.
func (b *Book) linksOf(ctx context.Context, grants []Grant) (map[store.Key]Link, error) {
	links := map[store.Key]Link{}
	for some := range slices.Chunk(grants, store.MaxGet) {
		keys := make([]store.Key, len(some))
		for i, g := range some {
			keys[i] = b.linkKey(g)
		}
		items, err := b.Store.Get(ctx, keys...)
		if err != nil {
			return nil, wrapped("read links", err)
		}
		for _, it := range items {
			l, err := decodeLink(it)
			if err != nil {
				return nil, err
			}
			if !l.Revoked {
				links[it.Key] = l
			}
		}
	}
	return links, nil
}

// SharedWith is the query of what was shared with an account, the last accepted first:
// items of grants, for Worth.
func (b *Book) SharedWith(user string) store.Query {
	return store.Query{Table: store.Work, Index: ownerIndex, PK: b.sharedPK(user), Reverse: true}
}

// Holder is an account that has a thing by a link.
type Holder struct {
	User  string
	Role  Role
	Known bool // see Grant
}

// Holders gives a page of the accounts that have a thing by a link that works. It may be
// short although more follow.
func (b *Book) Holders(ctx context.Context, thing string, in operation.PageInput) ([]Holder, string, error) {
	items, next, err := b.Store.Query(ctx, store.Query{Table: store.Work, PK: b.Kind.Partition + thing, From: grantPrefix, To: store.PrefixEnd(grantPrefix), Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, "", ListError(err)
	}
	grants, links, err := b.grantsIn(ctx, items)
	var out []Holder
	for _, g := range grants {
		if l, works := links[b.linkKey(g)]; works {
			out = append(out, Holder{g.User, l.Role, g.Known})
		}
	}
	return out, next, err
}

// grantsIn reads grants from their items, and the links of those.
func (b *Book) grantsIn(ctx context.Context, items []store.Item) ([]Grant, map[store.Key]Link, error) {
	grants := make([]Grant, len(items))
	for i, it := range items {
		g, err := b.decodeGrant(it)
		if err != nil {
			return nil, nil, err
		}
		grants[i] = g
	}
	links, err := b.linksOf(ctx, grants)
	return grants, links, err
}

// Given is a thing that an account has by a link.
type Given struct {
	Thing string
	Role  Role
}

// Worth gives what the items of grants still allow, in their order.
func (b *Book) Worth(ctx context.Context, items []store.Item) ([]Given, error) {
	grants, links, err := b.grantsIn(ctx, items)
	if err != nil {
		return nil, err
	}
	var out []Given
	for _, g := range grants {
		if l, works := links[b.linkKey(g)]; works {
			out = append(out, Given{g.Thing, l.Role})
		}
	}
	return out, nil
}
