package share

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
)

// prefixOf says under which sort keys the grants of a link stand. Those of invitations are
// apart: a list that goes over them would tell who has an account, by its cursors alone.
func prefixOf(l Link) string {
	if l.For != nil {
		return guestPrefix
	}
	return grantPrefix
}

func (b *Book) decodeGrant(it store.Item) (Grant, error) {
	_, user, _ := strings.Cut(it.Key.SK, "#")
	g := Grant{User: user, Thing: strings.TrimPrefix(it.Key.PK, b.Kind.Partition)}
	if err := json.Unmarshal(it.Data, &g); err != nil {
		return Grant{}, fmt.Errorf("share: decode grant: %w", err)
	}
	return g, nil
}

// Accept gives an account what a link allows, or an invitation. Of two links the last
// accepted counts, and of two invitations; of a link and an invitation what allows more.
func (b *Book) Accept(ctx context.Context, thing, user string, l Link) error {
	g := Grant{Link: l.ID, Of: l.CreatedAt, At: b.now()}
	return b.put(ctx, b.key(thing, prefixOf(l)+user), g, store.Item{Expires: l.ExpiresAt,
		Index: map[string][2]string{ownerIndex: {b.sharedPK(user), store.ByTime(g.At, thing)}}}, nil)
}

// Role gives what links and invitations give an account, and until when; None if none of
// them still works.
func (b *Book) Role(ctx context.Context, thing, user string) (role Role, until time.Time, err error) {
	grants, links, err := b.grantsAt(ctx, b.key(thing, grantPrefix+user), b.key(thing, guestPrefix+user))
	for _, g := range grants {
		if l, works := b.works(g, links); works && (role == None || l.Role.Allows(role)) {
			role, until = l.Role, l.ExpiresAt
		}
	}
	return role, until, err
}

// Leave takes from an account what it has of a thing. An invitation ends with that: it was
// for nobody else.
func (b *Book) Leave(ctx context.Context, thing, user string) error {
	guest := b.key(thing, guestPrefix+user)
	grants, links, err := b.grantsAt(ctx, guest)
	if err != nil {
		return err
	}
	for _, g := range grants {
		if l, works := b.works(g, links); works {
			if err := b.Revoke(ctx, thing, l.ID); err != nil && !operation.HasStatus(err, http.StatusNotFound) {
				return err
			}
		}
	}
	for _, k := range []store.Key{guest, b.key(thing, grantPrefix+user)} {
		if _, err := b.Store.Write(ctx, store.Write{Delete: true, Item: store.Item{Key: k}}); err != nil {
			return wrapped("leave", err)
		}
	}
	return nil
}

func (b *Book) grantsAt(ctx context.Context, keys ...store.Key) ([]Grant, map[store.Key]Link, error) {
	items, err := b.Store.Get(ctx, keys...)
	if err != nil {
		return nil, nil, wrapped("read grants", err)
	}
	return b.grantsIn(ctx, items)
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

func (b *Book) linkKey(g Grant) store.Key { return b.key(g.Thing, linkPrefix+g.Link) }

// works gives the link of a grant if it still works, and is the one that was accepted: an
// invitation that was revoked and made anew has its id again.
func (b *Book) works(g Grant, links map[store.Key]Link) (Link, bool) {
	l, is := links[b.linkKey(g)]
	return l, is && (g.Of.IsZero() || g.Of.Equal(l.CreatedAt))
}

// linksOf reads the links of grants, those that are not revoked.
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

// Holder is an account that has a thing.
type Holder struct {
	User string
	Role Role
}

// Holders gives a page of the accounts that have a thing by a link that works. It may be
// short although more follow. Those who were invited are not among them; see Guests.
func (b *Book) Holders(ctx context.Context, thing string, in operation.PageInput) ([]Holder, string, error) {
	items, next, err := b.Store.Query(ctx, store.Query{Table: store.Work, PK: b.Kind.Partition + thing, From: grantPrefix, To: store.PrefixEnd(grantPrefix), Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, "", ListError(err)
	}
	holders, err := b.holders(ctx, items)
	return holders, next, err
}

// Guests gives those of some accounts that were invited to a thing, at most store.MaxGet.
func (b *Book) Guests(ctx context.Context, thing string, users []string) ([]Holder, error) {
	keys := make([]store.Key, len(users))
	for i, u := range users {
		keys[i] = b.key(thing, guestPrefix+u)
	}
	items, err := b.Store.Get(ctx, keys...)
	if err != nil {
		return nil, wrapped("read guests", err)
	}
	return b.holders(ctx, items)
}

func (b *Book) holders(ctx context.Context, items []store.Item) ([]Holder, error) {
	grants, links, err := b.grantsIn(ctx, items)
	var out []Holder
	for _, g := range grants {
		if l, works := b.works(g, links); works {
			out = append(out, Holder{g.User, l.Role})
		}
	}
	return out, err
}

// SharedWith is the query of what was shared with an account, the last accepted first:
// items of grants, for Worth.
func (b *Book) SharedWith(user string) store.Query {
	return store.Query{Table: store.Work, Index: ownerIndex, PK: b.sharedPK(user), Reverse: true}
}

// Given is a thing that an account has by a link.
type Given struct {
	Thing string
	Role  Role
}

// Worth gives what the items of grants still allow, in their order, each thing once.
func (b *Book) Worth(ctx context.Context, items []store.Item) ([]Given, error) {
	grants, links, err := b.grantsIn(ctx, items)
	if err != nil {
		return nil, err
	}
	var out []Given
	for _, g := range grants {
		l, works := b.works(g, links)
		if !works {
			continue
		}
		if i := slices.IndexFunc(out, func(o Given) bool { return o.Thing == g.Thing }); i < 0 {
			out = append(out, Given{g.Thing, l.Role})
		} else if l.Role.Allows(out[i].Role) {
			out[i].Role = l.Role
		}
	}
	return out, nil
}

// Given gives a page of what was shared with an account, the last accepted first.
func (b *Book) Given(ctx context.Context, user string, in operation.PageInput) ([]Given, string, error) {
	q := b.SharedWith(user)
	q.Limit, q.Cursor = in.Limit, in.Cursor
	items, next, err := b.Store.Query(ctx, q)
	if err != nil {
		return nil, "", ListError(err)
	}
	given, err := b.Worth(ctx, items)
	return given, next, err
}
