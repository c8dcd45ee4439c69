package blob

import (
	"fmt"
	"mime"
	"regexp"
	"slices"
)

// maxHeader is the most bytes of a content type or disposition: they become one header
// line, and S3 takes no more than a few KB of them in all.
const maxHeader = 512

var hexSHA256 = regexp.MustCompile(`^[0-9a-f]{64}$`)

// CheckPut refuses, with ErrInvalid, what no object can be, and fills in the default type.
func CheckPut(size int64, o *PutOptions) error {
	if size < 0 || size > MaxPut {
		return fmt.Errorf("%w: size must be 0 to %d bytes", ErrInvalid, int64(MaxPut))
	}
	if o.SHA256 != "" && !hexSHA256.MatchString(o.SHA256) {
		return fmt.Errorf("%w: SHA-256 must be 64 lower-case hex digits", ErrInvalid)
	}
	if o.ContentType == "" {
		o.ContentType = DefaultType
	}
	return CheckHeader(o.ContentType)
}

// CheckGrant refuses, with ErrInvalid, an upload that cannot be signed, and fills in the
// default type.
func CheckGrant(g *PutGrant) error {
	o := PutOptions{ContentType: g.ContentType, SHA256: g.SHA256}
	if err := CheckPut(g.Length, &o); err != nil {
		return err
	}
	if g.SHA256 == "" {
		return fmt.Errorf("%w: an upload's SHA-256 is needed", ErrInvalid)
	}
	g.ContentType = o.ContentType
	return nil
}

// CheckJoin refuses, with ErrInvalid, sources and options that Join does not take, and
// fills in the default type.
func CheckJoin(sources []string, o *PutOptions) error {
	if len(sources) == 0 || len(sources) > MaxParts || o.SHA256 != "" {
		return fmt.Errorf("%w: 1 to %d sources, without a checksum", ErrInvalid, MaxParts)
	}
	for _, src := range sources {
		if err := CheckKey(src); err != nil {
			return err
		}
	}
	return CheckPut(0, o)
}

// CheckHeader refuses, with ErrInvalid, what cannot be a content type or a disposition: a
// token with parameters, in printable ASCII.
func CheckHeader(v string) error {
	if len(v) > maxHeader || slices.ContainsFunc([]byte(v), func(c byte) bool { return c < ' ' || c > '~' }) {
		return fmt.Errorf("%w: header value", ErrInvalid)
	}
	if _, _, err := mime.ParseMediaType(v); err != nil {
		return fmt.Errorf("%w: header value", ErrInvalid)
	}
	return nil
}

// CheckNumber refuses, with ErrInvalid, what is no part's number.
func CheckNumber(number int) error {
	if number < 1 || number > MaxParts {
		return fmt.Errorf("%w: part numbers are 1 to %d", ErrInvalid, MaxParts)
	}
	return nil
}
