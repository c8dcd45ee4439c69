package identity

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/store"
)

// EventSessionEnded is the type of the event that a session has ended before its time;
// its data is SessionEnded. Whoever holds connections of the session closes them.
const EventSessionEnded = "identity.session_ended"

// SessionEnded is the data of EventSessionEnded.
type SessionEnded struct {
	UserID    string `json:"userId"`
	SessionID string `json:"sessionId"`
	Reason    string `json:"reason"` // "logout", "refresh_reused", "password_changed", "password_reset", "account_disabled" or "account_deleted"
}

// Why a session ends before its time.
const (
	reasonLogout = "logout"
	reasonReused = "refresh_reused"

	reasonChanged  = "password_changed"
	reasonReset    = "password_reset"
	reasonDisabled = "account_disabled"
	reasonDeleted  = "account_deleted"
)

// maxRaces bounds the attempts of a change that others keep making first.
const maxRaces = 20

// errBusy says that a change lost all its races; the same request may be sent again.
var errBusy = errors.New("too many changes at once")

// opening is how a session begins.
type opening struct {
	userAgent, address string
	epoch              int // of the account when its owner was recognised
}

// open begins a session of an account, together with other writes.
func (s *Service) open(ctx context.Context, u User, how opening, writes ...store.Write) (Tokens, error) {
	now := s.c.Now().UTC()
	ses := sessionRecord{
		ID: s.c.NewID("ses"), UserID: u.ID, CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(RefreshLife), Generation: 1, RotatedAt: now, Epoch: how.epoch,
	}
	if how.userAgent != "" {
		var err error
		cut := how.userAgent[:min(len(how.userAgent), maxUserAgent)]
		if ses.UserAgent, err = s.c.Keys.Seal(ctx, []byte(cut), sessionContext(ses.ID, "userAgent")); err != nil {
			return Tokens{}, err
		}
	}
	if err := s.seenFrom(ctx, &ses, how.address); err != nil {
		return Tokens{}, err
	}
	session, err := itemOf(sessionKey(u.ID, ses.ID), ses.ExpiresAt, ses)
	if err != nil {
		return Tokens{}, err
	}
	refresh, item, err := s.newRefresh(ses)
	if err != nil {
		return Tokens{}, err
	}
	writes = append(writes, store.Write{Item: session, If: store.Absent()}, store.Write{Item: item, If: store.Absent()})
	if err := s.transact(ctx, writes...); err != nil {
		var c *store.Conflict
		if errors.As(err, &c) && c.Index == emailWrite && c.Key.SK == emailSK {
			return Tokens{}, refuse(CodeEmailTaken, nil)
		}
		return Tokens{}, err
	}
	return s.tokens(ctx, u, ses, refresh)
}

// newRefresh makes a refresh token of a session's current generation, and its item.
func (s *Service) newRefresh(ses sessionRecord) (token string, item store.Item, err error) {
	if token, err = s.newSecret("rt_"); err != nil {
		return "", store.Item{}, err
	}
	item, err = itemOf(refreshKey(token), ses.ExpiresAt, refreshRecord{UserID: ses.UserID, SessionID: ses.ID, Generation: ses.Generation})
	return token, item, err
}

// loadSession reads a session strongly, or fails with errAbsent.
func loadSession(ctx context.Context, st store.Store, userID, id string) (ses sessionRecord, err error) {
	ses.rev, err = load(ctx, st, sessionKey(userID, id), &ses)
	return ses, err
}

// Logout ends a session; one that has ended already, or never was, is no error.
func (s *Service) Logout(ctx context.Context, userID, sessionID string) error {
	return named("logout", s.end(ctx, userID, sessionID, reasonLogout))
}

// LogoutRefresh ends the session of a refresh token, for those whose access token has
// expired. CodeTokenInvalid for what is none.
func (s *Service) LogoutRefresh(ctx context.Context, token string) (err error) {
	defer func() { err = named("logout", err) }()
	rft, err := s.findRefresh(ctx, token)
	if err != nil {
		return err
	}
	return s.end(ctx, rft.UserID, rft.SessionID, reasonLogout)
}

// end revokes a session and tells so. The item stays, so that its tokens are recognised.
func (s *Service) end(ctx context.Context, userID, id, reason string) error {
	for range maxRaces {
		ses, err := loadSession(ctx, s.c.Store, userID, id)
		if errors.Is(err, errAbsent) || err == nil && !ses.RevokedAt.IsZero() {
			s.verifier.sessions.forget(userID, id)
			return nil
		}
		if err != nil {
			return err
		}
		ses.RevokedAt, ses.RevokedFor = s.c.Now().UTC(), reason
		err = s.writeEnd(ctx, ses)
		if code := store.CodeOf(err); code == store.CodeConflict || code == store.CodeUnavailable && ctx.Err() == nil {
			continue // after a lost reply the next round finds it done
		}
		s.verifier.sessions.forget(userID, id)
		return err
	}
	return errBusy
}

func (s *Service) writeEnd(ctx context.Context, ses sessionRecord) error {
	w, err := s.endWrite(ses)
	if err != nil {
		return err
	}
	_, err = s.c.Store.Write(ctx, w)
	return err
}

// endWrite is the write of a session that was revoked, with the event that tells so.
func (s *Service) endWrite(ses sessionRecord) (store.Write, error) {
	item, err := itemOf(sessionKey(ses.UserID, ses.ID), ses.ExpiresAt, ses)
	if err != nil {
		return store.Write{}, err
	}
	data, err := json.Marshal(SessionEnded{UserID: ses.UserID, SessionID: ses.ID, Reason: ses.RevokedFor})
	if err != nil {
		return store.Write{}, fmt.Errorf("write event: %w", err)
	}
	item.Emit = []bus.Event{{
		ID: s.c.NewID("evt"), Type: EventSessionEnded, Subject: ses.ID, Time: ses.RevokedAt, Data: data,
	}}
	return store.Write{Item: item, If: store.AtRev(ses.rev)}, nil
}

// prolong moves a session's end, up to SessionLife from its beginning.
func (ses *sessionRecord) prolong(now time.Time) {
	ses.ExpiresAt = now.Add(RefreshLife)
	if last := ses.CreatedAt.Add(SessionLife); ses.ExpiresAt.After(last) {
		ses.ExpiresAt = last
	}
}
