package blob_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/aio-creative-hub/aio/shared/blob"
)

func TestKey(t *testing.T) {
	long := strings.Repeat("a", 128)
	for _, c := range []struct {
		owner string
		parts []string
		want  string // "" means refused
	}{
		{"usr_1", []string{"art_1", "image.png"}, "artifacts/usr_1/art_1/image.png"},
		{"usr_1", []string{"a"}, "artifacts/usr_1/a"},
		{"usr_1", []string{long}, "artifacts/usr_1/" + long},
		{"usr_1", nil, ""},
		{"", []string{"a"}, ""},
		{"usr_1", []string{""}, ""},
		{"usr_1", []string{".."}, ""},
		{"usr_1", []string{"."}, ""},
		{"usr_1", []string{".hidden"}, ""},
		{"../usr_2", []string{"a"}, ""},
		{"usr_1", []string{"a/b"}, ""},
		{"usr_1", []string{`a\b`}, ""},
		{"usr_1", []string{"a\x00"}, ""},
		{"usr_1", []string{"a\n"}, ""},
		{"usr_1", []string{"ä"}, ""},
		{"usr_1", []string{"a b"}, ""},
		{"usr_1", []string{long + "a"}, ""},
		{"usr_1", []string{long, long, long, long, long, long, long, long}, ""},
	} {
		got, err := blob.Key(blob.Artifacts, c.owner, c.parts...)
		if got != c.want || (c.want == "") != errors.Is(err, blob.ErrInvalid) {
			t.Errorf("Key(%q, %q) = %q, %v; want %q", c.owner, c.parts, got, err, c.want)
		}
	}
}

// TestCheckKey: what Key makes passes, and whatever passes stays inside its directory.
func TestCheckKey(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.OneOf(
			rapid.StringMatching(`[a-z./\\_-]{1,12}`),
			rapid.StringMatching(`[A-Za-z0-9_-][A-Za-z0-9._-]{0,20}(/[A-Za-z0-9_-][A-Za-z0-9._-]{0,20}){0,4}`),
			rapid.String(),
		).Draw(t, "key")
		err := blob.CheckKey(key)
		if err != nil && !errors.Is(err, blob.ErrInvalid) {
			t.Fatalf("CheckKey: %v", err)
		}
		for s := range strings.SplitSeq(key, "/") {
			bad := s == "" || s[0] == '.' || strings.ContainsAny(s, "\\\x00\r\n ")
			if bad && err == nil {
				t.Fatalf("%q passes", key)
			}
		}
		parts := strings.Split(key, "/")
		if made, kerr := blob.Key(blob.Temp, "usr_1", parts...); kerr == nil && blob.CheckKey(made) != nil {
			t.Fatalf("%q was made but does not pass", made)
		} else if (kerr == nil) != (err == nil) {
			t.Fatalf("Key: %v, CheckKey: %v", kerr, err)
		}
	})
}

func TestLifetime(t *testing.T) {
	for key, want := range map[string]time.Duration{
		"temp/uploads/x": 24 * time.Hour, "exports/x/y": 7 * 24 * time.Hour,
		"artifacts/x/y": 0, "documents/x/y": 0, "derived/x": 0, "temporary/x": 0, "": 0,
	} {
		if got, ok := blob.Lifetime(blob.AreaOf(key)); got != want || ok != (want > 0) {
			t.Errorf("%s lives %v, %v; want %v", key, got, ok, want)
		}
	}
}
