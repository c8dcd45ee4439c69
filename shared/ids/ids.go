// Package ids makes identifiers: ULIDs (https://github.com/ulid/spec) with a prefix that
// says what they name, e.g. doc_01J8Z3K…. They sort by time of making, to the
// millisecond and within it.
package ids

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"
)

// Source makes ids. Safe for concurrent use.
type Source struct {
	now     func() time.Time
	random  io.Reader
	mu      sync.Mutex
	entropy *ulid.MonotonicEntropy
}

// NewSource makes ids from a clock and a source of randomness; nil is crypto/rand.
func NewSource(now func() time.Time, random io.Reader) *Source {
	if random == nil {
		random = rand.Reader
	}
	return &Source{now: now, random: random, entropy: ulid.Monotonic(random, 0)}
}

// New makes an id: the prefix, "_", and 26 characters of Crockford's base 32.
func (s *Source) New(prefix string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	ms := ulid.Timestamp(s.now())
	id, err := ulid.New(ms, s.entropy)
	if err != nil { // the 80 random bits ran over within one millisecond: begin anew
		s.entropy = ulid.Monotonic(s.random, 0)
		id = ulid.MustNew(ms, s.entropy)
	}
	return prefix + "_" + id.String()
}

// derivedBytes of the hash are kept: as many as a ULID has.
const derivedBytes = 16

// Derived makes an id that is always the same for the same parts, which are not empty and
// hold no zero byte: of a request that is repeated, say. It tells nothing about them.
func Derived(prefix string, parts ...string) string {
	sum := sha256.Sum256([]byte(prefix + "\x00" + strings.Join(parts, "\x00")))
	return prefix + "_" + base32.HexEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:derivedBytes])
}
