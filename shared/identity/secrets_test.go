package identity

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/bcrypt"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"github.com/aio-creative-hub/aio/shared/keys/keyfiles"
)

func testHasher(t *testing.T, cost int) *hasher {
	t.Helper()
	k, err := keyfiles.Open(filepath.Join(t.TempDir(), "keys"), keyfiles.Options{Bits: 1024})
	if err != nil {
		t.Fatal(err)
	}
	h, err := newHasher(k, cost, 2)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestNormalizeEmail(t *testing.T) {
	long := strings.Repeat("a", 64)
	label := strings.Repeat("b", 63)
	for in, want := range map[string]string{ // "" means refused
		"ada@example.org":                 "ada@example.org",
		" \tADA@Example.ORG\n":            "ada@example.org",
		"o'neil+x_y-z@sub.example.co.uk":  "o'neil+x_y-z@sub.example.co.uk",
		"1@2.3":                           "1@2.3",
		"a.b@xn--bcher-kva.example":       "a.b@xn--bcher-kva.example",
		long + "@example.org":             long + "@example.org",
		"a@" + label + "." + label:        "a@" + label + "." + label,
		"":                                "",
		"@":                               "",
		"ada":                             "",
		"ada@":                            "",
		"@example.org":                    "",
		"ada@localhost":                   "",
		"ada@example..org":                "",
		"ada@.example.org":                "",
		"ada@example.org.":                "",
		"ada@-example.org":                "",
		"ada@example-.org":                "",
		"ada@exa_mple.org":                "",
		"ada@[127.0.0.1]":                 "",
		".ada@example.org":                "",
		"ada.@example.org":                "",
		"a..da@example.org":               "",
		"a da@example.org":                "",
		"ada@exam ple.org":                "",
		"ada@b@example.org":               "",
		`"ada"@example.org`:               "",
		"ada@example.org, b@example.org":  "",
		"Ada <ada@example.org>":           "",
		"ada@example.org\r\nBcc: x@y.org": "",
		"ad\u00e4@example.org":            "",
		"ada@ex\u00e4mple.org":            "",
		"ada\x00@example.org":             "",
		"ada\xff@example.org":             "",
		long + "a@example.org":            "",
		"a@b" + label + ".org":            "",
		"a@" + strings.Repeat("b.", 130):  "",
	} {
		got, err := NormalizeEmail(in)
		if got != want || (want == "") != (CodeOf(err) == CodeInvalidEmail) {
			t.Errorf("%q: %q, %v; want %q", in, got, err, want)
		}
	}
}

func TestNormalizeEmailOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.OneOf(rapid.String(), rapid.StringMatching(`[A-Za-z0-9.+_-]{1,10}@[A-Za-z0-9.-]{1,10}`)).Draw(t, "address")
		once, err := NormalizeEmail(in)
		if err != nil {
			return
		}
		if twice, err := NormalizeEmail(once); err != nil || twice != once {
			t.Fatalf("%q, then %q, %v", once, twice, err)
		}
		if strings.ContainsAny(once, " \t\r\n\"<>,;") {
			t.Fatalf("%q is not one address", once)
		}
	})
}

// TestPasswordsCountInFull: a change of any byte, also far behind bcrypt's 72nd, counts.
func TestPasswordsCountInFull(t *testing.T) {
	h := testHasher(t, bcrypt.MinCost)
	ctx := t.Context()
	long := strings.Repeat("0123456789abcdef", 16)
	hash, err := h.hash(ctx, long)
	if err != nil {
		t.Fatal(err)
	}
	if ok, err := h.matches(ctx, hash, long); err != nil || !ok {
		t.Fatalf("the password itself: %v, %v", ok, err)
	}
	for _, at := range []int{0, 71, 72, 100, 254, 255} {
		if ok, err := h.matches(ctx, hash, long[:at]+"X"+long[at+1:]); err != nil || ok {
			t.Errorf("byte %d does not count, %v", at, err)
		}
	}
	for _, other := range []string{long[:255], long[:72], long + "x", "", long[:10] + "\x00" + long[11:]} {
		if ok, err := h.matches(ctx, hash, other); err != nil || ok {
			t.Errorf("another of %d bytes matches, %v", len(other), err)
		}
	}
	nul, err := h.hash(ctx, "before\x00after one")
	if err != nil {
		t.Fatal(err)
	}
	if ok, err := h.matches(ctx, nul, "before\x00after two"); err != nil || ok {
		t.Errorf("what stands behind a zero byte does not count, %v", err)
	}
}

// TestComposedCharacters: a password is the same however its characters are composed.
func TestComposedCharacters(t *testing.T) {
	h := testHasher(t, bcrypt.MinCost)
	composed := "gr\u00fc\u00dfe aus k\u00f6ln"
	hash, err := h.hash(t.Context(), composed)
	if err != nil {
		t.Fatal(err)
	}
	if ok, err := h.matches(t.Context(), hash, norm.NFD.String(composed)); err != nil || !ok {
		t.Errorf("decomposed: %v, %v", ok, err)
	}
}

// TestUnknownAccount: without a hash the same work is done, and nothing matches.
func TestUnknownAccount(t *testing.T) {
	for _, cost := range []int{bcrypt.MinCost, 6} {
		h := testHasher(t, cost)
		if got, err := bcrypt.Cost([]byte(h.dummy)); err != nil || got != cost {
			t.Errorf("the dummy costs %d, %v; want %d", got, err, cost)
		}
		actual, err := h.hash(t.Context(), "a real password")
		if err != nil || len(actual) != len(h.dummy) {
			t.Errorf("a real hash has %d bytes, the dummy %d, %v", len(actual), len(h.dummy), err)
		}
		for _, p := range []string{"", "a real password", strings.Repeat("x", 1000)} {
			if ok, err := h.matches(t.Context(), "", p); err != nil || ok {
				t.Errorf("no account: %v, %v", ok, err)
			}
		}
	}
	if h := testHasher(t, 0); h.cost != 12 || !strings.HasPrefix(h.dummy, "$2a$12$") {
		t.Errorf("the default cost is %d", h.cost)
	}
}

// TestHashingWaits: a request that is over does not wait for a core.
func TestHashingWaits(t *testing.T) {
	h := testHasher(t, bcrypt.MinCost)
	for range cap(h.slots) {
		h.slots <- struct{}{}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := h.hash(ctx, "a good password"); !errors.Is(err, context.Canceled) {
		t.Errorf("hash: %v", err)
	}
	if _, err := h.matches(ctx, "", "a good password"); !errors.Is(err, context.Canceled) {
		t.Errorf("matches: %v", err)
	}
}

func TestWeakPasswords(t *testing.T) {
	h := testHasher(t, bcrypt.MinCost)
	if len(h.common) < 300 {
		t.Errorf("only %d common passwords", len(h.common))
	}
	for p := range h.common {
		if p != strings.ToLower(p) || len(p) < MinPassword {
			t.Errorf("%q in the list never matches", p)
		}
	}
	for p, want := range map[string]Code{
		"xk7qpz!w":  "",
		"a b c d e": "",
		"\u4f60\u597d\u4e16\u754c\u4f60\u662f\u8c01\u5440": "",
		"password":                       CodeWeakPassword,
		"PASSWORD":                       CodeWeakPassword,
		"Qwertyuiop":                     CodeWeakPassword,
		"iloveyou":                       CodeWeakPassword,
		"aaaaaaaaaaaaaaaaaaaa":           CodeWeakPassword,
		"abababababab":                   CodeWeakPassword,
		"1234567":                        CodeWeakPassword,
		"\u00e4\u00e4\u00f6\u00f6":       CodeWeakPassword,
		"adalovelace":                    CodeWeakPassword,
		"AdaLovelace@example.org":        CodeWeakPassword,
		strings.Repeat("abcd", 64):       "",
		strings.Repeat("abcd", 64) + "x": CodePasswordTooLong,
		strings.Repeat("abcd", 9999):     CodePasswordTooLong,
	} {
		if got := CodeOf(h.check(p, "adalovelace@example.org")); got != want {
			t.Errorf("%q: %q, want %q", p, got, want)
		}
	}
}

// TestSessionCacheIsBounded: sessions of any number take a bounded memory.
func TestSessionCacheIsBounded(t *testing.T) {
	c := &sessionCache{known: map[sessionID]sessionState{}}
	for i := range maxSessions {
		c.known[sessionID{session: string(rune(i))}] = sessionState{live: true}
		c.known[sessionID{user: string(rune(i))}] = sessionState{live: true}
	}
	c.makeRoom(c.known[sessionID{}].until.Add(-1)) // nothing is to be read anew
	if len(c.known) >= maxSessions {
		t.Errorf("%d sessions known", len(c.known))
	}
}
