// Package share keeps who, besides its owner, may do what with a thing: a file, a document,
// a conversation.
//
// A link is a secret: whoever has it may do what it allows. An account that accepts a link
// has a grant from then on, worth something as long as the link is. Revoking a link thus
// takes everything back that came of it, at once: a role is read strongly, each time.
//
// A kind of things has a Book. It knows nothing of the things themselves: whether one is
// still there, and who owns it, its area says. But one it knows: what was made in a
// conversation, its people may use (RoleOr).
package share

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/aio-creative-hub/aio/shared/store"
)

// Role is what somebody may do. None is the empty role.
type Role string

// The roles, each with all that those after it may do.
const (
	Owner  Role = "owner"
	Editor Role = "editor"
	Viewer Role = "viewer"
	None   Role = ""
)

// Allows reports whether a role is enough where the other is asked for.
func (r Role) Allows(asked Role) bool {
	rank := map[Role]int{Viewer: 1, Editor: 2, Owner: 3}
	return rank[r] >= rank[asked] && asked != None
}

const (
	// Life is how long a link works if nothing is said.
	Life = 30 * 24 * time.Hour
	// MaxLife is the longest: what is forgotten ends by itself.
	MaxLife = 366 * 24 * time.Hour
	// MaxLinks bounds the links of one thing, so that they fit into one page.
	MaxLinks = 100
	// keyLife is how long an Idempotency-Key names a request.
	keyLife = 24 * time.Hour
	// secretBytes is 256 bits, which cannot be guessed.
	secretBytes = 32
	// mourning is how long the item of a revoked link stays, for its event to be told.
	mourning = time.Hour
)

// Kind says where the links of a kind of things are kept.
type Kind struct {
	Token     string // what the secrets of its links begin with, which lets scanners of sources find them: aioshare
	ID        string // what the things' ids begin with: art_
	Partition string // of the table work, before a thing's id: ART#
	Shared    string // of the index "owner", behind USER#{id}: the things that were shared with somebody, #SHARED
	Ended     string // the event that a link was revoked, its subject the thing's id; "" for none
	Invited   string // the event that an address was invited, its subject the thing's id, its data's share the link's
}

// Link is a link as stored. The secret is kept as its hash: it has 256 random bits, so
// there is nothing to gain by trying (unlike a password, which wants a slow hash).
type Link struct {
	ID        string    `json:"id"`
	Role      Role      `json:"role"`
	Hash      string    `json:"hash"`
	CreatedAt time.Time `json:"createdAt"`
	ExpiresAt time.Time `json:"expiresAt,omitzero"` // zero: of an invitation, which does not expire
	Revoked   bool      `json:"revoked,omitempty"`

	For *Addressee `json:"for,omitempty"` // whom an invitation is for; it has no secret
	By  string     `json:"by,omitempty"`  // the account that shares
}

// Grant is what an account has by a link that it accepted, or by an invitation.
type Grant struct {
	User  string    `json:"-"`
	Thing string    `json:"-"`
	Link  string    `json:"share"`       // its id
	Of    time.Time `json:"of,omitzero"` // when the link was made
	At    time.Time `json:"at"`
}

// Book keeps the links and grants of one kind of things. Safe for concurrent use.
type Book struct {
	Store store.Store
	Kind  Kind
	Now   func() time.Time
	NewID func(prefix string) string
}

// The sort keys in a thing's partition.
const (
	linkPrefix  = "SHARE#"
	grantPrefix = "GRANT#"
	guestPrefix = "GUEST#"
	ownerIndex  = "owner"
)

func (b *Book) key(thing, sk string) store.Key {
	return store.Key{Table: store.Work, PK: b.Kind.Partition + thing, SK: sk}
}

func (b *Book) sharedPK(user string) string { return "USER#" + user + b.Kind.Shared }

func (b *Book) now() time.Time { return b.Now().UTC().Truncate(time.Millisecond) }

// put writes an item's data.
func (b *Book) put(ctx context.Context, k store.Key, data any, it store.Item, condition *int64) (err error) {
	if it.Data, err = json.Marshal(data); err != nil {
		return fmt.Errorf("share: encode: %w", err)
	}
	it.Key = k
	if _, err := b.Store.Write(ctx, store.Write{Item: it, If: condition}); err != nil {
		return fmt.Errorf("share: write: %w", err)
	}
	return nil
}

// Forget removes the links and grants of a thing that is gone, and what waits for addresses.
func (b *Book) Forget(ctx context.Context, thing string) error {
	in := func(prefix string) store.Query {
		return store.Query{Table: store.Work, PK: b.Kind.Partition + thing, From: prefix, To: store.PrefixEnd(prefix)}
	}
	for _, prefix := range []string{grantPrefix, guestPrefix} {
		if err := store.RemoveAll(ctx, b.Store, in(prefix)); err != nil {
			return wrapped("forget", err)
		}
	}
	return wrapped("forget", store.Each(ctx, b.Store, in(linkPrefix), func(it store.Item) error {
		l, err := decodeLink(it)
		if err == nil && l.For != nil {
			err = b.remove(ctx, store.Item{Key: b.waiting(l.For.Hash, thing)})
		}
		if err != nil {
			return err
		}
		return b.remove(ctx, it)
	}))
}

// LeaveAll removes what was shared with an account that is gone.
func (b *Book) LeaveAll(ctx context.Context, user string) error {
	return wrapped("leave", store.RemoveAll(ctx, b.Store, b.SharedWith(user)))
}

func (b *Book) remove(ctx context.Context, it store.Item) error {
	_, err := b.Store.Write(ctx, store.Write{Delete: true, Item: store.Item{Key: it.Key}})
	return wrapped("remove", err)
}

func wrapped(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("share: %s: %w", what, err)
}
