package identity

import (
	"context"
	"errors"
	"regexp"
	"time"

	"github.com/aio-creative-hub/aio/shared/store"
)

var refreshForm = regexp.MustCompile(`^rt_[A-Za-z0-9_-]{43}$`)

// Refresh trades a refresh token for new tokens. The tokens of a session form a family:
// each use of a current one begins a new generation. A token of the generation just
// before may be used for RefreshGrace more and gives a sibling of the current one, since
// its holder may have lost the answer, or refreshes from two windows at once. Any other
// use of an old token means that two hold it, one of them a thief; the session ends.
//
// Refusals: CodeTokenInvalid, CodeTokenExpired, CodeSessionRevoked.
func (s *Service) Refresh(ctx context.Context, token string) (Tokens, error) {
	return s.RefreshFrom(ctx, token, "")
}

// RefreshFrom is Refresh by a client at an IP address, which is noted; "" notes none.
func (s *Service) RefreshFrom(ctx context.Context, token, address string) (_ Tokens, err error) {
	defer func() { err = named("refresh", err) }()
	rft, err := s.findRefresh(ctx, token)
	if err != nil {
		return Tokens{}, err
	}
	for range maxRaces {
		ses, owner, err := loadStanding(ctx, s.c.Store, rft.UserID, rft.SessionID)
		if errors.Is(err, errAbsent) {
			return Tokens{}, refuse(CodeTokenExpired, nil)
		}
		if err != nil {
			return Tokens{}, err
		}
		u, err := s.unseal(ctx, owner)
		if err != nil {
			return Tokens{}, err
		}
		now := s.c.Now().UTC()
		verdict := judge(rft, ses, now)
		if !lives(ses, owner) {
			verdict = ended
		}
		var next string
		switch verdict {
		case ended:
			return Tokens{}, refuse(CodeSessionRevoked, nil)
		case reused:
			if err := s.end(ctx, ses.UserID, ses.ID, reasonReused); err != nil {
				return Tokens{}, err
			}
			return Tokens{}, refuse(CodeSessionRevoked, nil)
		case repeated:
			next, err = s.sibling(ctx, ses)
		case current:
			next, err = s.rotate(ctx, &ses, now, address)
		}
		if store.IsConflict(err) { // another refresh or the end of the session came first
			continue
		}
		if err != nil {
			return Tokens{}, err
		}
		return s.tokens(ctx, u, ses, next)
	}
	return Tokens{}, errBusy
}

// findRefresh gives the record of a refresh token, or CodeTokenInvalid.
func (s *Service) findRefresh(ctx context.Context, token string) (refreshRecord, error) {
	if !refreshForm.MatchString(token) {
		return refreshRecord{}, refuse(CodeTokenInvalid, nil)
	}
	var rft refreshRecord
	_, err := load(ctx, s.c.Store, refreshKey(token), &rft)
	if errors.Is(err, errAbsent) {
		return refreshRecord{}, refuse(CodeTokenInvalid, nil)
	}
	return rft, err
}

// verdict is what the use of a refresh token means.
type verdict int

const (
	ended    verdict = iota // its session is over
	current                 // of the current generation
	repeated                // of the one before, within the grace
	reused                  // older: two hold it
)

func judge(rft refreshRecord, ses sessionRecord, now time.Time) verdict {
	switch {
	case !ses.RevokedAt.IsZero():
		return ended
	case rft.Generation == ses.Generation:
		return current
	case rft.Generation == ses.Generation-1 && now.Sub(ses.RotatedAt) < RefreshGrace:
		return repeated
	}
	return reused
}

// rotate begins a session's next generation and gives its first token.
func (s *Service) rotate(ctx context.Context, ses *sessionRecord, now time.Time, address string) (string, error) {
	ses.Generation++
	ses.RotatedAt, ses.SeenAt = now, now
	if err := s.seenFrom(ctx, ses, address); err != nil {
		return "", err
	}
	ses.prolong(now)
	token, item, err := s.newRefresh(*ses)
	if err != nil {
		return "", err
	}
	session, err := itemOf(sessionKey(ses.UserID, ses.ID), ses.ExpiresAt, ses)
	if err != nil {
		return "", err
	}
	err = s.transact(ctx,
		store.Write{Item: session, If: store.AtRev(ses.rev)},
		store.Write{Item: item, If: store.Absent()},
	)
	return token, err
}

// sibling gives one more token of the current generation. It needs no condition: what a
// token is worth is decided by the session when it is used.
func (s *Service) sibling(ctx context.Context, ses sessionRecord) (string, error) {
	token, item, err := s.newRefresh(ses)
	if err != nil {
		return "", err
	}
	_, err = s.c.Store.Write(ctx, store.Write{Item: item})
	return token, err
}
