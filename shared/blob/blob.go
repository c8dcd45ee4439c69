// Package blob is the port for bytes: artifacts, uploads, snapshots, caches. Files in a
// directory on one machine, S3 on AWS. Large bytes never go through an operation:
// people read and write them by signed URLs.
//
// The contract is the suite in blobtest.
package blob

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"
)

// Limits of the port.
const (
	MaxKey      = 1024      // bytes; S3's limit
	MaxPut      = 5 << 30   // bytes in one Put; S3's limit, above it use multipart
	MinPart     = 5 << 20   // bytes of every part but the last; S3's limit
	MaxParts    = 10_000    // parts of one upload; S3's limit
	MaxList     = 1000      // keys on one page; S3's limit
	MaxSignLife = time.Hour // the longest life of a signed URL; what leaks then is soon worthless
)

// The failures of the port, tested with errors.Is.
var (
	ErrNotFound    = errors.New("blob: not found")
	ErrInvalid     = errors.New("blob: invalid request") // key, range, part or option
	ErrChecksum    = errors.New("blob: checksum does not match")
	ErrRange       = errors.New("blob: range not satisfiable")
	ErrNoUpload    = errors.New("blob: no such multipart upload")
	ErrUnavailable = errors.New("blob: unavailable") // transient; try again
)

// Info describes an object.
type Info struct {
	Key          string
	Size         int64
	ContentType  string
	ETag         string // opaque, changes with the content; without quotes
	SHA256       string // lower-case hex; "" for what was made from parts
	LastModified time.Time
}

// Range selects bytes [Offset, Offset+Length) of an object; Length 0 means to the end,
// a negative Offset counts from the end (and Length is then ignored). As in HTTP (RFC
// 9110 section 14), what lies beyond the end is left out, a suffix longer than the object
// is all of it, and a range with no byte of the object fails with ErrRange: every range
// of an empty object does. A negative Length is ErrInvalid.
type Range struct{ Offset, Length int64 }

// PutOptions describe what is put. An empty ContentType is DefaultType. SHA256
// (lower-case hex), if given, is checked: ErrChecksum, and nothing is stored. Join and
// Begin refuse it with ErrInvalid, because S3 cannot check it for an object made of parts.
type PutOptions struct {
	ContentType string
	SHA256      string
}

// SignedRequest is a request that may be made by whoever holds it, until it expires,
// and only exactly so: same method, same URL, these headers.
type SignedRequest struct {
	Method  string
	URL     string
	Header  http.Header
	Expires time.Time
}

// PutGrant says exactly what may be uploaded.
type PutGrant struct {
	ContentType string
	Length      int64
	SHA256      string // lower-case hex
	Life        time.Duration
}

// GetGrant says how an object may be downloaded.
type GetGrant struct {
	Life        time.Duration
	Disposition string // Content-Disposition of the answer
	ContentType string // overrides the stored type; "" keeps it
}

// Part is an uploaded part.
type Part struct {
	Number int // from 1
	ETag   string
	Size   int64
}

// Store keeps objects. Safe for concurrent use. An object is replaced as a whole: readers
// see the old or the new bytes, never a mixture, and what Put acknowledged is durable.
type Store interface {
	// Put stores an object of exactly size bytes; a reader that gives fewer or more is
	// ErrInvalid, and nothing is stored.
	Put(ctx context.Context, key string, r io.Reader, size int64, o PutOptions) (Info, error)
	// Get reads an object or, with a range, a part of it. The caller closes the reader.
	Get(ctx context.Context, key string, r *Range) (io.ReadCloser, Info, error)
	Head(ctx context.Context, key string) (Info, error)
	// List gives up to limit objects (0 means MaxList, more is ErrInvalid) whose keys begin
	// with prefix, in byte order, and the next cursor, "" at the end. The infos may lack
	// ContentType and SHA256, which S3 does not list.
	List(ctx context.Context, prefix, cursor string, limit int) ([]Info, string, error)
	// Delete removes objects; absent ones are not an error.
	Delete(ctx context.Context, keys ...string) error
	// SignPut and SignGet make signed requests that live up to MaxSignLife. What does not
	// match what was signed, or comes too late, is answered with 403, a body that is not
	// what was signed with 400, and nothing is stored. A GET may ask for a range, and may be
	// sent with If-None-Match. Neither looks whether the object exists.
	SignPut(ctx context.Context, key string, g PutGrant) (SignedRequest, error)
	SignGet(ctx context.Context, key string, g GetGrant) (SignedRequest, error)
	// Join makes one object of others (1 to MaxParts), in order, without reading them
	// through the caller. The key may be among the sources. ErrNotFound if one is absent.
	Join(ctx context.Context, key string, sources []string, o PutOptions) (Info, error)
	Multipart
}

// Multipart uploads an object in parts, in any order, resumable by listing what arrived.
// An upload that is not completed within UploadLife is removed. With an upload that does
// not exist, has ended, or belongs to another key every method but Begin fails with
// ErrNoUpload. A part that is sent again replaces the earlier one.
type Multipart interface {
	Begin(ctx context.Context, key string, o PutOptions) (upload string, err error)
	PutPart(ctx context.Context, key, upload string, number int, r io.Reader, size int64) (Part, error)
	SignPart(ctx context.Context, key, upload string, number int, g PutGrant) (SignedRequest, error)
	// Parts lists what arrived, by number.
	Parts(ctx context.Context, key, upload string) ([]Part, error)
	// Complete makes the object of the parts named, in the order of their numbers, which
	// must rise; each must have arrived with this ETag, and all but the last have at least
	// MinPart bytes: otherwise ErrInvalid, and the upload stays.
	Complete(ctx context.Context, key, upload string, parts []Part) (Info, error)
	Abort(ctx context.Context, key, upload string) error
}
