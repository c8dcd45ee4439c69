package share

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/aio-creative-hub/aio/shared/ids"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/share/ops"
	"github.com/aio-creative-hub/aio/shared/store"
)

// ForPeople is the link as the thing's owner sees it.
func (l Link) ForPeople() ops.Link {
	out := ops.Link{ID: l.ID, Role: string(l.Role), CreatedAt: l.CreatedAt}
	if !l.ExpiresAt.IsZero() {
		out.ExpiresAt = &l.ExpiresAt
	}
	return out
}

func decodeLink(it store.Item) (Link, error) {
	var l Link
	if err := json.Unmarshal(it.Data, &l); err != nil {
		return Link{}, fmt.Errorf("share: decode link: %w", err)
	}
	return l, nil
}

// Make makes a link to a thing, and gives it with its secret. No time means Life. A request
// with an Idempotency-Key makes one link: what an attempt before made, its secret went to
// nobody, and the new one takes its place.
func (b *Book) Make(ctx context.Context, thing string, in ops.Request) (ops.NewLink, error) {
	now := b.now()
	l := Link{ID: b.newID(ctx, thing), Role: Role(in.Role), CreatedAt: now, ExpiresAt: now.Add(Life)}
	if in.ExpiresAt != nil {
		if l.ExpiresAt = in.ExpiresAt.UTC().Truncate(time.Millisecond); !l.ExpiresAt.After(now) || l.ExpiresAt.After(now.Add(MaxLife)) {
			return ops.NewLink{}, operation.Invalid("body.expiresAt", operation.CodeInvalid, "A link ends between now and a year from now.")
		}
	}
	links, err := b.all(ctx, thing)
	if err != nil {
		return ops.NewLink{}, err
	}
	if len(links) >= MaxLinks {
		return ops.NewLink{}, tooMany()
	}
	for _, other := range links {
		if other.ID == l.ID && now.Sub(other.CreatedAt) >= keyLife { // a key is known for a day; what is older is another request's
			l.ID = b.NewID("shr")
		}
	}
	secret := make([]byte, secretBytes)
	_, _ = rand.Read(secret) // never fails (crypto/rand)
	token := strings.Join([]string{b.Kind.Token, strings.TrimPrefix(thing, b.Kind.ID), strings.TrimPrefix(l.ID, "shr_"), base64.RawURLEncoding.EncodeToString(secret)}, ".")
	l.Hash = hash(token)
	return ops.NewLink{Link: l.ForPeople(), Token: token}, b.put(ctx, b.key(thing, linkPrefix+l.ID), l, store.Item{Expires: l.ExpiresAt}, nil)
}

func (b *Book) newID(ctx context.Context, thing string) string {
	if k := operation.MetaFrom(ctx).Idempotency; k != "" {
		return ids.Derived("shr", operation.UserID(ctx), k, thing)
	}
	return b.NewID("shr")
}

func hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// all lists the links of a thing that work.
func (b *Book) all(ctx context.Context, thing string) (out []Link, err error) {
	q := store.Query{Table: store.Work, PK: b.Kind.Partition + thing, From: linkPrefix, To: store.PrefixEnd(linkPrefix)}
	err = store.Each(ctx, b.Store, q, func(it store.Item) error {
		l, err := decodeLink(it)
		if !l.Revoked {
			out = append(out, l)
		}
		return err
	})
	return out, wrapped("list links", err)
}

// Page gives a page of the links of a thing that work, as its owner sees them. It may be
// short although more follow.
func (b *Book) Page(ctx context.Context, thing string, in operation.PageInput) (*ops.PageOutput, error) {
	links, next, err := b.Links(ctx, thing, in)
	if err != nil {
		return nil, err
	}
	page := ops.Page{Items: make([]ops.Link, len(links)), NextCursor: next}
	for i, l := range links {
		page.Items[i] = l.ForPeople()
	}
	return &ops.PageOutput{Body: page}, nil
}

// Links gives a page of the links of a thing that work, invitations among them.
func (b *Book) Links(ctx context.Context, thing string, in operation.PageInput) ([]Link, string, error) {
	items, next, err := b.Store.Query(ctx, store.Query{Table: store.Work, PK: b.Kind.Partition + thing, From: linkPrefix, To: store.PrefixEnd(linkPrefix), Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, "", ListError(err)
	}
	links := make([]Link, 0, len(items))
	for _, it := range items {
		l, err := decodeLink(it)
		if err != nil {
			return nil, "", err
		}
		if !l.Revoked {
			links = append(links, l)
		}
	}
	return links, next, nil
}

// ListError refuses a cursor that is not of a list; anything else is a failure.
func ListError(err error) error {
	if store.CodeOf(err) == store.CodeInvalid {
		return operation.Invalid("query.cursor", operation.CodeInvalid, "The cursor is not one of this list.").Because(err)
	}
	return wrapped("list", err)
}

// Revoke ends a link, and what it gave to accounts. Its item stays for a while, revoked:
// the event rides on it.
func (b *Book) Revoke(ctx context.Context, thing, id string) error {
	k := b.key(thing, linkPrefix+id)
	items, err := b.Store.Get(ctx, k)
	if err != nil {
		return wrapped("revoke", err)
	}
	if len(items) == 0 {
		return operation.NotFound("link")
	}
	l, err := decodeLink(items[0])
	if err != nil {
		return err
	}
	if l.Revoked {
		return operation.NotFound("link")
	}
	l.Revoked = true
	told, err := b.event(ctx, b.Kind.Ended, thing, id)
	if err != nil {
		return err
	}
	data, err := json.Marshal(l)
	if err != nil {
		return fmt.Errorf("share: encode: %w", err)
	}
	writes := []store.Write{{Item: store.Item{Key: k, Data: data, Expires: b.now().Add(mourning), Emit: told}, If: store.AtRev(items[0].Rev)}}
	if l.For != nil {
		writes = append(writes, store.Write{Delete: true, Item: store.Item{Key: b.waiting(l.For.Hash, thing)}})
	}
	err = b.Store.Transact(ctx, b.NewID("txn"), writes...)
	if store.IsConflict(err) { // somebody else did it
		return operation.NotFound("link")
	}
	return wrapped("revoke", err)
}

// Open finds the thing and the link of a token. Whatever is wrong with it is told in one
// way: unknown, revoked, or expired.
func (b *Book) Open(ctx context.Context, token string) (thing string, l Link, err error) {
	parts := strings.Split(token, ".")
	if len(parts) != 4 || parts[0] != b.Kind.Token || parts[1] == "" || parts[2] == "" {
		return "", Link{}, Closed()
	}
	thing = b.Kind.ID + parts[1]
	items, err := b.Store.Get(ctx, b.key(thing, linkPrefix+"shr_"+parts[2]))
	if store.CodeOf(err) == store.CodeInvalid || err == nil && len(items) == 0 {
		return "", Link{}, Closed()
	}
	if err != nil {
		return "", Link{}, wrapped("open", err)
	}
	if l, err = decodeLink(items[0]); err != nil {
		return "", Link{}, err
	}
	if subtle.ConstantTimeCompare([]byte(l.Hash), []byte(hash(token))) != 1 || l.Revoked {
		return "", Link{}, Closed()
	}
	return thing, l, nil
}

// Closed is what is said of links that do not work.
func Closed() *operation.Problem {
	return operation.NewProblem(http.StatusNotFound, "share_not_found", "This link does not work, or no longer. Ask for a new one.").On("body.token")
}
