package identity

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
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

// Sessions lists one page of an account's live sessions, the latest sign-in first, and
// the cursor of the next. A page may be short although more follow. CodeUserNotFound if
// the account is gone; a cursor of another list is the store's CodeInvalid.
func (s *Service) Sessions(ctx context.Context, userID string, limit int, cursor string) (_ []Session, next string, err error) {
	defer func() { err = named("list sessions", err) }()
	owner, err := s.loadRecord(ctx, userID)
	if err != nil {
		return nil, "", err
	}
	q := sessionsQuery(userID)
	q.Reverse, q.Limit, q.Cursor = true, limit, cursor // ids are in the order of their making
	items, next, err := s.c.Store.Query(ctx, q)
	if err != nil {
		return nil, "", err
	}
	out := []Session{}
	for _, it := range items {
		ses, err := decodeSession(it)
		if err != nil {
			return nil, "", err
		}
		if !lives(ses, owner) {
			continue
		}
		one, err := s.unsealSession(ctx, ses)
		if err != nil {
			return nil, "", err
		}
		out = append(out, one)
	}
	return out, next, nil
}

func (s *Service) unsealSession(ctx context.Context, ses sessionRecord) (one Session, err error) {
	one = Session{ID: ses.ID, CreatedAt: ses.CreatedAt, SeenAt: ses.SeenAt, ExpiresAt: ses.ExpiresAt}
	if one.UserAgent, err = s.openField(ctx, ses.UserAgent, sessionContext(ses.ID, "userAgent")); err != nil {
		return one, err
	}
	one.Address, err = s.openField(ctx, ses.Address, sessionContext(ses.ID, "address"))
	return one, err
}

func sessionsQuery(userID string) store.Query {
	return store.Query{Table: store.Identity, PK: userKey(userID).PK, From: sessionSK, To: store.PrefixEnd(sessionSK)}
}

func decodeSession(it store.Item) (ses sessionRecord, err error) {
	if err := json.Unmarshal(it.Data, &ses); err != nil {
		return ses, fmt.Errorf("session is damaged: %w", err)
	}
	ses.rev = it.Rev
	return ses, nil
}

// openField opens a sealed field that may be absent.
func (s *Service) openField(ctx context.Context, sealed []byte, sealContext string) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	plain, err := s.c.Keys.Open(ctx, sealed, sealContext)
	return string(plain), err
}

// sessionsOf reads all sessions of an account, also those that have ended.
func (s *Service) sessionsOf(ctx context.Context, userID string) (out []sessionRecord, err error) {
	err = store.Each(ctx, s.c.Store, sessionsQuery(userID), func(it store.Item) error {
		ses, err := decodeSession(it)
		out = append(out, ses)
		return err
	})
	return out, err
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
