package artifact

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/ids"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/share"
	"github.com/aio-creative-hub/aio/shared/store"
)

// The items of the table work:
//
//	ART#{id}      META              the artifact with its latest version (record)
//	ART#{id}      V#{version}       a version (content)
//	ART#{id}      SHARE#{shareId}   a link; expires with it (share)
//	ART#{id}      GRANT#{userId}    an account that accepted a link (grant)
//	UPL#{id}      META              an upload; expires (upload)
//	USER#{id}     STORAGE           what an account's files take and may take (storage)
//
// and the indexes, in which everything of one person is one partition:
//
//	owner         USER#{id}#ART     by creation: the library
//	owner         USER#{id}#TRASH   by when it was thrown away
//	owner         USER#{id}#SHARED  by when it was accepted: grants
//	ownerUpdated, ownerName, ownerBytes   the library in other orders
//	purge         PURGE#{shard}     the trash of everybody, by when it ends
const (
	metaSK        = "META"
	versionPrefix = "V#"
	// metadataFile lies beside an artifact's bytes.
	metadataFile = "metadata.json"

	ownerIndex   = "owner"
	updatedIndex = "ownerUpdated"
	nameIndex    = "ownerName"
	bytesIndex   = "ownerBytes"
	purgeIndex   = "purge"
	// purgeShards spreads everybody's trash over partitions: one takes 1,000 writes a
	// second on DynamoDB.
	purgeShards = 8
)

// content is what one version holds.
type content struct {
	Version     int         `json:"version"`
	File        string      `json:"file"`
	ContentType string      `json:"contentType"`
	Bytes       int64       `json:"bytes"`
	SHA256      string      `json:"sha256"`
	Width       int         `json:"width,omitempty"`
	Height      int         `json:"height,omitempty"`
	Source      *ops.Source `json:"source,omitempty"`
	CreatedAt   time.Time   `json:"contentAt"`
	CreatedBy   string      `json:"contentBy,omitempty"`
}

// record is an artifact as stored.
type record struct {
	ID    string   `json:"id"`
	Owner string   `json:"owner"`
	Name  string   `json:"name"`
	Tags  []string `json:"tags,omitempty"`
	content
	CreatedAt time.Time `json:"createdAt"`
	UpdatedAt time.Time `json:"updatedAt,omitzero"`
	TrashedAt time.Time `json:"trashedAt,omitzero"`
	Within    string    `json:"within,omitempty"`  // the conversation that it was made in
	Deleted   bool      `json:"deleted,omitempty"` // its bytes are going, or gone

	rev  int64      // of the item
	role share.Role // of who asks
}

func key(id string) store.Key      { return store.Key{Table: store.Work, PK: "ART#" + id, SK: metaSK} }
func libraryPK(user string) string { return "USER#" + user + "#ART" }
func trashPK(user string) string   { return "USER#" + user + "#TRASH" }

func versionKey(id string, n int) store.Key {
	return store.Key{Table: store.Work, PK: "ART#" + id, SK: fmt.Sprintf("%s%06d", versionPrefix, n)}
}

func purgePK(shard uint32) string { return fmt.Sprintf("PURGE#%d", shard) }

func shardOf(id string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id)) // a hash never fails to write
	return h.Sum32() % purgeShards
}

// folded is a name for comparing: "Straße" and "STRASSE" are one, and so are "ö" written
// as one sign and as two (Unicode Standard Annex 15), as some systems' files are.
func folded(name string) string { return cases.Fold().String(norm.NFC.String(name)) }

// item makes the item of a record, with the entries of where it is listed.
func (r record) item() (store.Item, error) {
	data, err := json.Marshal(r)
	if err != nil {
		return store.Item{}, fmt.Errorf("artifact: encode: %w", err)
	}
	it := store.Item{Key: key(r.ID), Data: data}
	switch {
	case r.Deleted: // so that a removal that was interrupted is found
		it.Index = map[string][2]string{purgeIndex: {purgePK(shardOf(r.ID)), store.ByTime(r.updated(), r.ID)}}
	case !r.TrashedAt.IsZero():
		it.Index = map[string][2]string{
			ownerIndex: {trashPK(r.Owner), store.ByTime(r.TrashedAt, r.ID)},
			purgeIndex: {purgePK(shardOf(r.ID)), store.ByTime(r.purgeAt(), r.ID)},
		}
	default:
		pk := libraryPK(r.Owner)
		it.Index = map[string][2]string{
			ownerIndex:   {pk, store.ByTime(r.CreatedAt, r.ID)},
			updatedIndex: {pk, store.ByTime(r.updated(), r.ID)},
			nameIndex:    {pk, folded(r.Name) + "\x00" + r.ID},
			bytesIndex:   {pk, fmt.Sprintf("%015d#%s", r.Bytes, r.ID)},
		}
	}
	return it, nil
}

func (r record) updated() time.Time {
	if r.UpdatedAt.IsZero() {
		return r.CreatedAt
	}
	return r.UpdatedAt
}

func (r record) purgeAt() time.Time { return r.TrashedAt.Add(trashLife) }

// blobKey is where a file of the artifact lies.
func (r record) blobKey(file string) (string, error) {
	k, err := blob.Key(blob.Artifacts, r.Owner, r.ID, file)
	if err != nil {
		return "", fmt.Errorf("artifact: key: %w", err)
	}
	return k, nil
}

// artifact is the record for people.
func (r record) artifact() ops.Artifact {
	a := ops.Artifact{ID: r.ID, OwnerID: r.Owner, Name: r.Name, File: r.File, ContentType: r.ContentType, Bytes: r.Bytes, SHA256: r.SHA256,
		Width: r.Width, Height: r.Height, Source: r.Source, Version: r.Version, Tags: r.Tags, CreatedAt: r.CreatedAt, UpdatedAt: r.updated(), Role: string(r.role)}
	if a.Tags == nil {
		a.Tags = []string{}
	}
	if !r.TrashedAt.IsZero() {
		at, until := r.TrashedAt, r.purgeAt()
		a.TrashedAt, a.PurgeAt = &at, &until
	}
	return a
}

// newID makes an id: of a request under an idempotency key always the same.
func (s *Service) newID(ctx context.Context, prefix string, what ...string) string {
	if k := operation.MetaFrom(ctx).Idempotency; k != "" {
		return ids.Derived(prefix, append([]string{operation.UserID(ctx), k}, what...)...)
	}
	return s.c.NewID(prefix)
}

// etag changes with everything that is written on an artifact.
func (r record) etag() string { return fmt.Sprintf(`"%s-%d"`, strings.TrimPrefix(r.ID, "art_"), r.rev) }

func (r record) output() *ops.ArtifactOutput {
	return &ops.ArtifactOutput{ETag: r.etag(), Body: r.artifact()}
}

func decode(it store.Item) (*record, error) {
	var r record
	if err := json.Unmarshal(it.Data, &r); err != nil {
		return nil, fmt.Errorf("artifact: decode: %w", err)
	}
	r.rev = it.Rev
	if r.Version == 0 { // of before there were versions
		r.Version, r.content.CreatedAt = 1, r.CreatedAt
	}
	return &r, nil
}

// tags gives tags in the form in which they are kept: folded, sorted, each once.
func tags(given []string) ([]string, error) {
	var out []string
	for i, t := range given {
		t = strings.TrimSpace(folded(t))
		if t == "" || len([]rune(t)) > ops.MaxTag || strings.ContainsFunc(t, unprintable) {
			return nil, operation.Invalid(fmt.Sprintf("body.tags[%d]", i), operation.CodeInvalid,
				fmt.Sprintf("A tag has 1 to %d letters, digits, spaces or signs.", ops.MaxTag))
		}
		out = append(out, t)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}
