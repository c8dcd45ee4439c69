package blob

import (
	"strings"
	"time"
)

// UploadLife is how long a multipart upload may take, from Begin to Complete.
const UploadLife = 24 * time.Hour

// DefaultType is the content type of an object that was put without one.
const DefaultType = "application/octet-stream"

// Lifetime says how long after LastModified the objects of an area are kept; ok is false
// for areas that keep theirs until they are deleted. Adapters remove older objects some
// time after, by a sweep or by the bucket's lifecycle rules.
func Lifetime(a Area) (life time.Duration, ok bool) {
	switch a {
	case Temp:
		return 24 * time.Hour, true
	case Exports:
		return 7 * 24 * time.Hour, true
	case Artifacts, Documents, Models, Derived:
		return 0, false
	}
	return 0, false
}

// AreaOf gives the area of a key, its first segment.
func AreaOf(key string) Area {
	area, _, _ := strings.Cut(key, "/")
	return Area(area)
}
