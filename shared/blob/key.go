package blob

import (
	"fmt"
	"regexp"
	"strings"
)

// Area is the first segment of a key. It decides life cycle and who may read.
type Area string

// The areas of the bucket.
const (
	Artifacts Area = "artifacts" // artifacts/{userId}/{artifactId}/…, kept until deleted
	Documents Area = "documents" // documents/{userId}/{documentId}/…, snapshots and old segments
	Models    Area = "models"    // models/{userId}/{modelId}/…, of language understanding
	Temp      Area = "temp"      // uploads and intermediate files, removed after a day
	Exports   Area = "exports"   // made for download, removed after a week
	Derived   Area = "derived"   // cache: can always be made again
)

var segment = regexp.MustCompile(`^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$`)

// Key builds a key: area, owner, and at least one more segment. It is the only place
// where keys are made, after the item that the bytes belong to was checked against its
// owner. Segments are ids and file names of our own, never a user's text.
func Key(area Area, owner string, parts ...string) (string, error) {
	if len(parts) == 0 {
		return "", fmt.Errorf("%w: key without a name", ErrInvalid)
	}
	segments := append([]string{string(area), owner}, parts...)
	for _, s := range segments {
		if !segment.MatchString(s) {
			return "", fmt.Errorf("%w: key segment", ErrInvalid)
		}
	}
	key := strings.Join(segments, "/")
	if len(key) > MaxKey {
		return "", fmt.Errorf("%w: key longer than %d bytes", ErrInvalid, MaxKey)
	}
	return key, nil
}

// CheckKey refuses, with ErrInvalid, keys that Key cannot have made: adapters check with
// it whatever they are given, so that no key climbs out of a directory. A segment begins
// with a letter, a digit, "_" or "-", so it is never empty, ".", or "..".
func CheckKey(key string) error {
	if len(key) > MaxKey {
		return fmt.Errorf("%w: key longer than %d bytes", ErrInvalid, MaxKey)
	}
	segments := strings.Split(key, "/")
	for _, s := range segments {
		if !segment.MatchString(s) {
			return fmt.Errorf("%w: key segment", ErrInvalid)
		}
	}
	return nil
}
