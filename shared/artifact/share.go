package artifact

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
)

const (
	// shareLife is how long a link works if nothing is said; maxShareLife the longest: what
	// is forgotten ends by itself.
	shareLife    = 30 * 24 * time.Hour
	maxShareLife = 366 * 24 * time.Hour
	// maxShares bounds the links of one file, so that they fit into one page.
	maxShares = 100
	// keyLife is how long an Idempotency-Key names a request.
	keyLife = 24 * time.Hour
	// shareSecret is in bytes: 256 bits cannot be guessed.
	shareSecret = 32
	// tokenPrefix lets scanners of sources find a link's secret.
	tokenPrefix = "aioshare"
)

// SharedPage is the page that opens a link.
const SharedPage = "/shared"

// share is a link as stored. The secret is kept as its hash: it has 256 random bits, so
// there is nothing to gain by trying (unlike a password, which wants a slow hash).
type share struct {
	ID        string    `json:"id"`
	Role      string    `json:"role"`
	Hash      string    `json:"hash"`
	CreatedAt time.Time `json:"createdAt"`
	ExpiresAt time.Time `json:"expiresAt"`
}

// grant is an account that accepted a link. It is worth something as long as the link is.
type grant struct {
	Artifact string    `json:"artifact"`
	Share    string    `json:"share"`
	At       time.Time `json:"at"`
}

func shareKey(artifact, id string) store.Key {
	return store.Key{Table: store.Work, PK: key(artifact).PK, SK: sharePrefix + id}
}

func grantKey(artifact, user string) store.Key {
	return store.Key{Table: store.Work, PK: key(artifact).PK, SK: grantPrefix + user}
}

func (x share) forPeople() ops.ShareLink {
	return ops.ShareLink{ID: x.ID, Role: x.Role, CreatedAt: x.CreatedAt, ExpiresAt: x.ExpiresAt}
}

func decodeShare(it store.Item) (share, error) {
	var x share
	if err := json.Unmarshal(it.Data, &x); err != nil {
		return share{}, fmt.Errorf("artifact: decode share: %w", err)
	}
	return x, nil
}

// Share makes a link that shares one of the caller's files.
func (s *Service) Share(ctx context.Context, in *ops.ShareInput) (*ops.NewShareOutput, error) {
	r, err := s.live(ctx, in.ArtifactID)
	if err != nil {
		return nil, err
	}
	now := s.now()
	x := share{ID: s.newID(ctx, "shr", r.ID), Role: in.Body.Role, CreatedAt: now, ExpiresAt: now.Add(shareLife)}
	if at := in.Body.ExpiresAt; at != nil {
		if x.ExpiresAt = at.UTC().Truncate(time.Millisecond); !x.ExpiresAt.After(now) || x.ExpiresAt.After(now.Add(maxShareLife)) {
			return nil, operation.Invalid("body.expiresAt", operation.CodeInvalid, "A link ends between now and a year from now.")
		}
	}
	links, err := s.shares(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	if len(links) >= maxShares {
		return nil, operation.NewProblem(409, "too_many_shares", fmt.Sprintf("This file has %d links. Revoke one.", maxShares))
	}
	for _, l := range links {
		// What an attempt before made under the same key, its secret went to nobody, and this one
		// takes its place. A key is known for a day; what is older is another request's.
		if l.ID == x.ID && now.Sub(l.CreatedAt) >= keyLife {
			x.ID = s.c.NewID("shr")
		}
	}
	secret := make([]byte, shareSecret)
	_, _ = rand.Read(secret) // never fails (crypto/rand)
	token := strings.Join([]string{tokenPrefix, strings.TrimPrefix(r.ID, "art_"), strings.TrimPrefix(x.ID, "shr_"), base64.RawURLEncoding.EncodeToString(secret)}, ".")
	x.Hash = tokenHash(token)
	data, err := json.Marshal(x)
	if err != nil {
		return nil, fmt.Errorf("artifact: encode share: %w", err)
	}
	if _, err := s.c.Store.Write(ctx, store.Write{Item: store.Item{Key: shareKey(r.ID, x.ID), Data: data, Expires: x.ExpiresAt}}); err != nil {
		return nil, fmt.Errorf("artifact: share %s: %w", r.ID, err)
	}
	return &ops.NewShareOutput{Body: ops.NewShareLink{ShareLink: x.forPeople(), Token: token, Link: SharedPage + "#" + token}}, nil
}

func tokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// shares lists the links of an artifact that work.
func (s *Service) shares(ctx context.Context, id string) ([]share, error) {
	var out []share
	q := store.Query{Table: store.Work, PK: key(id).PK, From: sharePrefix, To: store.PrefixEnd(sharePrefix)}
	err := s.each(ctx, q, func(it store.Item) error {
		x, err := decodeShare(it)
		out = append(out, x)
		return err
	})
	return out, err
}

// ListShares lists the links of one of the caller's files.
func (s *Service) ListShares(ctx context.Context, in *ops.SharesInput) (*ops.SharesOutput, error) {
	r, err := s.find(ctx, in.ArtifactID)
	if err != nil {
		return nil, err
	}
	items, next, err := s.c.Store.Query(ctx, store.Query{Table: store.Work, PK: key(r.ID).PK, From: sharePrefix, To: store.PrefixEnd(sharePrefix), Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, listError(err)
	}
	page := ops.SharePage{Items: make([]ops.ShareLink, 0, len(items)), NextCursor: next}
	for _, it := range items {
		x, err := decodeShare(it)
		if err != nil {
			return nil, err
		}
		page.Items = append(page.Items, x.forPeople())
	}
	return &ops.SharesOutput{Body: page}, nil
}

// RevokeShare ends a link. Addresses of bytes that it gave out work for their minutes.
func (s *Service) RevokeShare(ctx context.Context, in *ops.ShareIDInput) (*operation.None, error) {
	r, err := s.find(ctx, in.ArtifactID)
	if err != nil {
		return nil, err
	}
	_, err = s.c.Store.Write(ctx, store.Write{Delete: true, Item: store.Item{Key: shareKey(r.ID, in.ShareID)}, If: store.Present()})
	if store.IsConflict(err) {
		return nil, operation.NotFound("link")
	}
	if err != nil {
		return nil, fmt.Errorf("artifact: revoke: %w", err)
	}
	return &operation.None{}, nil
}

// opened finds the link and the file of a token. Whatever is wrong with it is told in one
// way: unknown, revoked, expired, or of a file that is gone.
func (s *Service) opened(ctx context.Context, token string) (*record, share, error) {
	none := operation.NewProblem(404, "share_not_found", "This link does not work, or no longer. Ask for a new one.").On("body.token")
	parts := strings.Split(token, ".")
	if len(parts) != 4 || parts[0] != tokenPrefix || parts[1] == "" || parts[2] == "" {
		return nil, share{}, none
	}
	id := "art_" + parts[1]
	items, err := s.c.Store.Get(ctx, shareKey(id, "shr_"+parts[2]), key(id))
	if store.CodeOf(err) == store.CodeInvalid {
		return nil, share{}, none
	}
	if err != nil {
		return nil, share{}, fmt.Errorf("artifact: open share: %w", err)
	}
	if len(items) != 2 {
		return nil, share{}, none
	}
	x, err := decodeShare(items[0])
	if err != nil {
		return nil, share{}, err
	}
	r, err := decode(items[1])
	if err != nil {
		return nil, share{}, err
	}
	if subtle.ConstantTimeCompare([]byte(x.Hash), []byte(tokenHash(token))) != 1 || r.Deleted || !r.TrashedAt.IsZero() {
		return nil, share{}, none
	}
	r.role = x.Role
	return r, x, nil
}

// OpenShared shows the file of a link to whoever has it.
func (s *Service) OpenShared(ctx context.Context, in *ops.ShareTokenInput) (*ops.SharedOutput, error) {
	r, x, err := s.opened(ctx, in.Body.Token)
	if err != nil {
		return nil, err
	}
	signed, err := s.signed(ctx, r, r.content, false)
	if err != nil {
		return nil, err
	}
	a := r.artifact()
	a.OwnerID, a.Tags, a.Source = "", []string{}, nil // theirs
	return &ops.SharedOutput{Body: ops.SharedFile{Artifact: a, Role: x.Role, URL: signed.URL, URLExpires: signed.Expires, ExpiresAt: x.ExpiresAt}}, nil
}

// AcceptShare gives the caller what a link allows. Of two links the last accepted counts.
func (s *Service) AcceptShare(ctx context.Context, in *ops.ShareTokenInput) (*ops.ArtifactOutput, error) {
	r, x, err := s.opened(ctx, in.Body.Token)
	if err != nil {
		return nil, err
	}
	user := operation.UserID(ctx)
	if r.Owner == user {
		r.role = roleOwner
		return r.output(), nil
	}
	g := grant{Artifact: r.ID, Share: x.ID, At: s.now()}
	data, err := json.Marshal(g)
	if err != nil {
		return nil, fmt.Errorf("artifact: encode grant: %w", err)
	}
	_, err = s.c.Store.Write(ctx, store.Write{Item: store.Item{Key: grantKey(r.ID, user), Data: data, Expires: x.ExpiresAt,
		Index: map[string][2]string{ownerIndex: {sharedPK(user), store.ByTime(g.At, r.ID)}}}})
	if err != nil {
		return nil, fmt.Errorf("artifact: accept: %w", err)
	}
	return r.output(), nil
}

// granted gives the role that a link gave an account, "" if none that still works.
func (s *Service) granted(ctx context.Context, artifact, user string) (string, error) {
	items, err := s.c.Store.Get(ctx, grantKey(artifact, user))
	if err != nil || len(items) == 0 {
		return "", wrapped("grant", err)
	}
	g, err := decodeGrant(items[0])
	if err != nil {
		return "", err
	}
	if items, err = s.c.Store.Get(ctx, shareKey(artifact, g.Share)); err != nil || len(items) == 0 {
		return "", wrapped("grant", err)
	}
	x, err := decodeShare(items[0])
	return x.Role, err
}

func wrapped(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("artifact: %s: %w", what, err)
}

func decodeGrant(it store.Item) (grant, error) {
	var g grant
	if err := json.Unmarshal(it.Data, &g); err != nil {
		return grant{}, fmt.Errorf("artifact: decode grant: %w", err)
	}
	return g, nil
}

// grantedRecords reads the files of grants, as many as there still are.
func (s *Service) grantedRecords(ctx context.Context, items []store.Item) ([]*record, error) {
	var out []*record
	for _, it := range items {
		g, err := decodeGrant(it)
		if err != nil {
			return nil, err
		}
		found, err := s.c.Store.Get(ctx, shareKey(g.Artifact, g.Share), key(g.Artifact))
		if err != nil {
			return nil, fmt.Errorf("artifact: shared files: %w", err)
		}
		if len(found) != 2 {
			continue
		}
		x, err := decodeShare(found[0])
		if err != nil {
			return nil, err
		}
		r, err := decode(found[1])
		if err != nil {
			return nil, err
		}
		if r.role = x.Role; !r.Deleted && r.TrashedAt.IsZero() {
			out = append(out, r)
		}
	}
	return out, nil
}
