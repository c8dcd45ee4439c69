package identity

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/aio-creative-hub/aio/shared/store"
)

// SeenEvery is how exactly it is known when a session or a key was last used: a write for
// each use would cost more than the use.
const SeenEvery = time.Minute

// loadStanding reads a session and its account at once, strongly. It fails with errAbsent
// if either is gone.
func loadStanding(ctx context.Context, st store.Store, userID, id string) (ses sessionRecord, owner userRecord, err error) {
	items, err := st.Get(ctx, sessionKey(userID, id), userKey(userID))
	if err != nil {
		return ses, owner, err
	}
	const both = 2
	if len(items) != both {
		return ses, owner, errAbsent
	}
	if err := errors.Join(json.Unmarshal(items[0].Data, &ses), json.Unmarshal(items[1].Data, &owner)); err != nil {
		return ses, owner, fmt.Errorf("session or account is damaged: %w", err)
	}
	ses.rev, owner.rev = items[0].Rev, items[1].Rev
	return ses, owner, nil
}

// lives says whether a session of an account has not ended before its time.
func lives(ses sessionRecord, owner userRecord) bool {
	return ses.RevokedAt.IsZero() && ses.Epoch == owner.Epoch && owner.DisabledAt.IsZero()
}

// loadSession gives the loader of a session's state.
func (v *Verifier) loadSession(userID, id string) loader {
	return func(ctx context.Context, now time.Time) (sessionState, error) {
		ses, owner, err := loadStanding(ctx, v.c.Store, userID, id)
		if err != nil && !errors.Is(err, errAbsent) {
			return sessionState{}, err
		}
		if err != nil || !lives(ses, owner) {
			return sessionState{}, nil
		}
		if now.Sub(ses.SeenAt) >= SeenEvery {
			ses.SeenAt = now.UTC()
			v.note(ctx, sessionKey(userID, id), ses.ExpiresAt, ses.rev, ses)
		}
		return sessionState{live: true, who: Principal{UserID: userID, Roles: owner.Roles}, until: ses.ExpiresAt}, nil
	}
}

// note writes down that something was used. It does not matter if that fails or somebody
// else changes the item first: the next use notes it again.
func (v *Verifier) note(ctx context.Context, k store.Key, expires time.Time, rev int64, record any) {
	if item, err := itemOf(k, expires, record); err == nil {
		_, _ = v.c.Store.Write(ctx, store.Write{Item: item, If: store.AtRev(rev)})
	}
}

// sessionContext is what a field of a session is sealed for.
func sessionContext(id, field string) string { return "session#" + id + "#" + field }

// maxAddress bounds what is kept of a client's address: an IPv6 address with its zone.
const maxAddress = 64

// seenFrom notes a client's address, unless it is "".
func (s *Service) seenFrom(ctx context.Context, ses *sessionRecord, address string) (err error) {
	if address == "" {
		return nil
	}
	ses.Address, err = s.c.Keys.Seal(ctx, []byte(address[:min(len(address), maxAddress)]), sessionContext(ses.ID, "address"))
	return err
}

// userIndex lists accounts by the time they were made, which their ids begin with.
const (
	userIndex     = "users"
	userIndexPart = "USERS"
)

// userItem makes the item of an account.
func userItem(rec userRecord) (store.Item, error) {
	it, err := itemOf(userKey(rec.ID), time.Time{}, rec)
	it.Index = map[string][2]string{userIndex: {userIndexPart, rec.ID}}
	return it, err
}
