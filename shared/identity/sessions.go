package identity

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/aio-creative-hub/aio/shared/store"
)

// Session is a sign-in as its owner sees it.
type Session struct {
	ID        string
	UserAgent string // what the client called itself when it signed in; "" if nothing
	Address   string // IP, of the last sign-in or refresh; "" if it is not known
	CreatedAt time.Time
	SeenAt    time.Time // within SeenEvery
	ExpiresAt time.Time // unless it is refreshed
}

// Sessions lists an account's live sessions, the one used last first. CodeUserNotFound
// if the account is gone.
func (s *Service) Sessions(ctx context.Context, userID string) (_ []Session, err error) {
	defer func() { err = named("list sessions", err) }()
	owner, err := s.loadRecord(ctx, userID)
	if err != nil {
		return nil, err
	}
	records, err := s.sessionsOf(ctx, userID)
	if err != nil {
		return nil, err
	}
	out := []Session{}
	for _, ses := range records {
		if !lives(ses, owner) {
			continue
		}
		one := Session{ID: ses.ID, CreatedAt: ses.CreatedAt, SeenAt: ses.SeenAt, ExpiresAt: ses.ExpiresAt}
		if one.UserAgent, err = s.openField(ctx, ses.UserAgent, sessionContext(ses.ID, "userAgent")); err != nil {
			return nil, err
		}
		if one.Address, err = s.openField(ctx, ses.Address, sessionContext(ses.ID, "address")); err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	slices.SortStableFunc(out, func(a, b Session) int { return b.SeenAt.Compare(a.SeenAt) })
	return out[:min(len(out), maxListed)], nil
}

// maxListed is how many sessions are listed, those used last: a page. A program that signs
// in each minute has more; signing out everywhere ends them all.
const maxListed = 200

// openField opens a sealed field that may be absent.
func (s *Service) openField(ctx context.Context, sealed []byte, sealContext string) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	plain, err := s.c.Keys.Open(ctx, sealed, sealContext)
	return string(plain), err
}

// sessionsOf reads all sessions of an account, also those that have ended.
func (s *Service) sessionsOf(ctx context.Context, userID string) ([]sessionRecord, error) {
	var out []sessionRecord
	q := store.Query{Table: store.Identity, PK: userKey(userID).PK, From: sessionSK, To: store.PrefixEnd(sessionSK)}
	for {
		items, next, err := s.c.Store.Query(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, it := range items {
			var ses sessionRecord
			if err := json.Unmarshal(it.Data, &ses); err != nil {
				return nil, fmt.Errorf("session is damaged: %w", err)
			}
			ses.rev = it.Rev
			out = append(out, ses)
		}
		if next == "" {
			return out, nil
		}
		q.Cursor = next
	}
}

// EndSession ends one of an account's sessions. CodeSessionNotFound if there is none of
// that id that lives.
func (s *Service) EndSession(ctx context.Context, userID, sessionID string) (err error) {
	defer func() { err = named("end session", err) }()
	ses, owner, err := loadStanding(ctx, s.c.Store, userID, sessionID)
	if errors.Is(err, errAbsent) || err == nil && !lives(ses, owner) {
		return refuse(CodeSessionNotFound, nil)
	}
	if err != nil {
		return err
	}
	return s.end(ctx, userID, sessionID, reasonLogout)
}

// LogoutEverywhere ends all sessions of an account but the one to keep, "" for none.
// CodeSessionRevoked if that one has ended, and then nothing is done.
func (s *Service) LogoutEverywhere(ctx context.Context, userID, keep string) (err error) {
	defer func() { err = named("log out everywhere", err) }()
	return s.changeAll(ctx, userID, keep, reasonLogout, func(*userRecord) ([]store.Write, error) { return nil, nil })
}
