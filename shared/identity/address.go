package identity

import (
	"context"
	"strings"
)

// Limits of an address (RFC 5321 section 4.5.3.1).
const (
	maxEmail = 254
	maxLocal = 64
	maxLabel = 63
)

// atext are the characters of a local part besides letters and digits (RFC 5322 section 3.2.3).
const atext = "!#$%&'*+-/=?^_`{|}~"

// NormalizeEmail gives the one form of an address by which accounts are told apart and
// to which mail is sent: white space around it is cut off, and all letters are small.
// Servers could tell small and large letters before the "@" apart, but none that people
// use does, and two accounts of one person would be the worse mistake. Nothing else is
// folded: whether "a.b+c" and "ab" are one mailbox is their provider's business.
//
// Only plain ASCII addresses with a dot in the domain are taken: no quoted local parts,
// no addresses of hosts in brackets, international domains in their xn-- form. Others
// are refused with CodeInvalidEmail.
func NormalizeEmail(s string) (string, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	local, domain, ok := strings.Cut(s, "@")
	if !ok || len(s) > maxEmail || len(local) > maxLocal || !validLocal(local) || !validDomain(domain) {
		return "", refuse(CodeInvalidEmail, nil)
	}
	return s, nil
}

func validLocal(local string) bool {
	for atom := range strings.SplitSeq(local, ".") {
		if atom == "" || strings.ContainsFunc(atom, func(r rune) bool { return !alnum(r) && !strings.ContainsRune(atext, r) }) {
			return false
		}
	}
	return true
}

func validDomain(domain string) bool {
	labels := strings.Split(domain, ".")
	for _, l := range labels {
		bad := l == "" || len(l) > maxLabel || l[0] == '-' || l[len(l)-1] == '-'
		if bad || strings.ContainsFunc(l, func(r rune) bool { return !alnum(r) && r != '-' }) {
			return false
		}
	}
	return len(labels) >= 2
}

// alnum says whether r is a small ASCII letter or a digit.
func alnum(r rune) bool { return 'a' <= r && r <= 'z' || '0' <= r && r <= '9' }

// emailHash is the keyed hash by which a normalised address is found.
func (s *Service) emailHash(ctx context.Context, email string) ([]byte, error) {
	return s.c.Keys.MAC(ctx, "identity: e-mail look-up", []byte(email))
}
