package document

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aio-creative-hub/aio/internal/pause"
	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/store"
)

// Config is what Documents needs. Store, Blob, Schemas, Now and NewID are required.
type Config struct {
	Store   store.Store
	Blob    blob.Store
	Schemas []Schema // the kinds of documents that can be made and changed
	Now     func() time.Time
	NewID   func(prefix string) string // a new unique id, e.g. doc_01J...
	// Pause waits before attempt n (from 1) of a commit that lost a race or got no answer,
	// and fails when the context ends. The default waits a random time below 5 ms << n.
	Pause func(ctx context.Context, n int) error
	// CacheDocuments and CacheBytes bound the states kept in memory; 0 means the defaults,
	// negative none. The cache only saves work.
	CacheDocuments int
	CacheBytes     int
}

// Defaults of the cache: what fits into the smallest function (512 MB) with room to render.
const (
	DefaultCacheDocuments = 64
	DefaultCacheBytes     = 64 << 20
)

// Documents keeps documents in a store. It is safe for concurrent use, also by several
// processes on one store. It does not know who may do what: callers compare Meta.Owner.
// Storage that does not answer fails with unavailable, and stored bytes that do not
// decode with corrupt.
type Documents struct {
	store   store.Store
	blob    blob.Store
	schemas map[string]Schema
	now     func() time.Time
	newID   func(prefix string) string
	pause   func(ctx context.Context, n int) error
	codec   *codec
	cache   *cache
	turns   turns
	segment int // bytes of a segment's JSON
}

// New checks the configuration.
func New(c Config) (*Documents, error) {
	if c.Store == nil || c.Blob == nil || c.Now == nil || c.NewID == nil {
		return nil, errors.New("document: Store, Blob, Now and NewID are required")
	}
	schemas := make(map[string]Schema, len(c.Schemas))
	for _, s := range c.Schemas {
		if _, twice := schemas[s.Kind()]; twice || !validName(s.Kind()) {
			return nil, fmt.Errorf("document: kind %q is malformed or has two schemas", s.Kind())
		}
		schemas[s.Kind()] = s
	}
	if c.Pause == nil {
		c.Pause = pause.BackOff
	}
	if c.CacheDocuments == 0 {
		c.CacheDocuments = DefaultCacheDocuments
	}
	if c.CacheBytes == 0 {
		c.CacheBytes = DefaultCacheBytes
	}
	codec, err := newCodec()
	if err != nil {
		return nil, fmt.Errorf("document: %w", err)
	}
	return &Documents{
		store: c.Store, blob: c.Blob, schemas: schemas, now: c.Now, newID: c.NewID, pause: c.Pause,
		codec: codec, cache: newCache(c.CacheDocuments, c.CacheBytes), segment: segmentBytes,
	}, nil
}

// time is the present in the precision that is stored, so that an answer is the same
// before and after storing it.
func (d *Documents) time() time.Time { return d.now().UTC().Truncate(time.Millisecond) }

// A document's items share a partition: its commits C#000000000001 and on, then META,
// then the snapshots S#.... Reading the end of the log comes by META, so that one query
// tells both what is new and whether the document still exists.
const (
	metaSK     = "META"
	afterMeta  = "N"
	commitPfx  = "C#"
	afterC     = "D"
	snapPfx    = "S#"
	seqDigits  = 12
	maxSeq     = 999_999_999_999
	ownerIndex = "owner"
)

func pk(doc string) string { return "DOC#" + doc }

func commitSK(seq int64) string { return fmt.Sprintf("%s%0*d", commitPfx, seqDigits, seq) }

func snapSK(seq int64) string { return fmt.Sprintf("%s%0*d", snapPfx, seqDigits, seq) }

func key(doc, sk string) store.Key { return store.Key{Table: store.Work, PK: pk(doc), SK: sk} }

// storageError gives errors of the ports a code. Those of a context stay what they are.
func storageError(err error) error {
	var own *Error
	switch {
	case err == nil, errors.As(err, &own), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	}
	switch store.CodeOf(err) {
	case store.CodeThrottled, store.CodeUnavailable:
		return &Error{Code: CodeUnavailable, Message: "storage does not answer, try again", Err: err}
	}
	if errors.Is(err, blob.ErrUnavailable) {
		return &Error{Code: CodeUnavailable, Message: "storage does not answer, try again", Err: err}
	}
	return fmt.Errorf("document: %w", err)
}

func corrupt(err error, format string, args ...any) *Error {
	return &Error{Code: CodeCorrupt, Message: fmt.Sprintf(format, args...), Err: err}
}

func notFound() *Error { return fail(CodeNotFound, "document", "no such document") }
