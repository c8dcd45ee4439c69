package identity

import (
	"context"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/crypto/bcrypt"
	"golang.org/x/text/unicode/norm"

	"github.com/aio-creative-hub/aio/shared/keys"
)

// DefaultCost is bcrypt's cost, and the least outside tests: about a quarter of a second
// of one core, as the OWASP password storage cheat sheet wants.
const DefaultCost = 12

// maxCost keeps a sign-in from taking seconds.
const maxCost = 15

//go:embed common.txt
var commonText string

// hasher makes and compares password hashes: bcrypt over the base64 of an HMAC-SHA256.
// The HMAC's key (the pepper) is not in the database; its output has one length, so
// that all bytes of a password count although bcrypt reads 72, and no zero byte, which
// would end the password for some implementations.
type hasher struct {
	keys   keys.Hasher
	cost   int
	dummy  string
	common map[string]bool
	slots  chan struct{} // bcrypt runs at most so often at a time; requests of others must get a core too
}

func newHasher(k keys.Hasher, cost, slots int) (*hasher, error) {
	if cost == 0 {
		cost = DefaultCost
	}
	if cost > maxCost || cost < bcrypt.MinCost || cost < DefaultCost && !testing.Testing() {
		return nil, fmt.Errorf("PasswordCost must be %d to %d", DefaultCost, maxCost)
	}
	h := &hasher{keys: k, cost: cost, common: map[string]bool{}, slots: make(chan struct{}, slots)}
	for _, p := range strings.Fields(commonText) {
		h.common[p] = true
	}
	// A hash that no password has: salt and hash are what dots mean in bcrypt's base64.
	h.dummy = fmt.Sprintf("$2a$%02d$%s", cost, strings.Repeat(".", bcryptText))
	return h, nil
}

// bcryptText is the length of salt and hash at the end of a bcrypt string.
const bcryptText = 22 + 31

// normalizePassword gives the one form of a password however a keyboard composed its
// characters (NIST SP 800-63B section 5.1.1.2). ok is false if it cannot be one.
func normalizePassword(password string) (p string, ok bool) {
	if len(password) > 2*MaxPassword || !utf8.ValidString(password) { // composing shortens, at most to a half
		return "", false
	}
	p = norm.NFC.String(password)
	return p, len(p) <= MaxPassword
}

// check refuses passwords that are too short, too long, or tried first by anybody.
func (h *hasher) check(password, email string) error {
	p, ok := normalizePassword(password)
	if !ok {
		if utf8.ValidString(password) {
			return refuse(CodePasswordTooLong, nil)
		}
		return refuse(CodeWeakPassword, errors.New("not UTF-8"))
	}
	small := strings.ToLower(p)
	local, _, _ := strings.Cut(email, "@")
	if utf8.RuneCountInString(p) < MinPassword || h.common[small] || small == email || small == local || monotonous(small) {
		return refuse(CodeWeakPassword, nil)
	}
	return nil
}

// monotonous says whether a password has fewer than three different characters.
func monotonous(p string) bool {
	seen := map[rune]bool{}
	for _, r := range p {
		seen[r] = true
	}
	return len(seen) < 3
}

// hash makes the hash of a checked password.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	in, err := h.peppered(ctx, password)
	if err != nil {
		return "", err
	}
	if err := h.enter(ctx); err != nil {
		return "", err
	}
	defer h.leave()
	out, err := bcrypt.GenerateFromPassword(in, h.cost)
	if err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	return string(out), nil
}

// matches compares a password with a hash. An empty hash, of an account that does not
// exist, takes as long and never matches.
func (h *hasher) matches(ctx context.Context, hash, password string) (bool, error) {
	in, err := h.peppered(ctx, password)
	if err != nil {
		return false, err
	}
	if err := h.enter(ctx); err != nil {
		return false, err
	}
	defer h.leave()
	against := hash
	if hash == "" {
		against = h.dummy
	}
	switch err := bcrypt.CompareHashAndPassword([]byte(against), in); {
	case err == nil:
		return hash != "", nil
	case errors.Is(err, bcrypt.ErrMismatchedHashAndPassword):
		return false, nil
	default:
		return false, fmt.Errorf("compare password: %w", err)
	}
}

// peppered is what bcrypt is given. Passwords that cannot be anybody's are hashed too,
// for the time it takes.
func (h *hasher) peppered(ctx context.Context, password string) ([]byte, error) {
	p, ok := normalizePassword(password)
	if !ok {
		p = ""
	}
	mac, err := h.keys.MAC(ctx, "identity: password pepper", []byte(p))
	if err != nil {
		return nil, fmt.Errorf("pepper password: %w", err)
	}
	return []byte(base64.StdEncoding.EncodeToString(mac)), nil
}

func (h *hasher) enter(ctx context.Context) error {
	select {
	case h.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait to hash a password: %w", ctx.Err())
	}
}

func (h *hasher) leave() { <-h.slots }
