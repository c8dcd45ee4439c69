package identity

import (
	"context"
	"crypto/subtle"
	"errors"
	"slices"
	"time"
)

// verifyKey says whom an API key speaks for.
func (v *Verifier) verifyKey(ctx context.Context, text string, look sessionCheck) (Principal, error) {
	parts := keyForm.FindStringSubmatch(text)
	if parts == nil {
		return Principal{}, refuse(CodeTokenInvalid, nil)
	}
	hash := hashed(text)
	state, err := look(ctx, sessionID{session: "key#" + hash}, v.loadKey("key_"+parts[1], hash))
	if err != nil {
		return Principal{}, err
	}
	if !state.live {
		return Principal{}, refuse(CodeTokenInvalid, nil)
	}
	return state.who, nil
}

// loadKey gives the loader of a key's state. A key never administers, whoever owns it.
func (v *Verifier) loadKey(id, hash string) loader {
	return func(ctx context.Context, now time.Time) (sessionState, error) {
		var rec keyRecord
		rev, err := load(ctx, v.c.Store, apiKeyKey(id), &rec)
		if errors.Is(err, errAbsent) || err == nil && subtle.ConstantTimeCompare([]byte(rec.Hash), []byte(hash)) != 1 {
			return sessionState{}, nil
		}
		if err != nil {
			return sessionState{}, err
		}
		var owner userRecord
		_, err = load(ctx, v.c.Store, userKey(rec.UserID), &owner)
		if errors.Is(err, errAbsent) || err == nil && !owner.DisabledAt.IsZero() {
			return sessionState{who: Principal{UserID: rec.UserID}}, nil // whose it is, for forgetOwned
		}
		if err != nil {
			return sessionState{}, err
		}
		if now.Sub(rec.UsedAt) >= SeenEvery {
			rec.UsedAt = now.UTC()
			v.note(ctx, apiKeyKey(id), rec.ExpiresAt, rev, rec)
		}
		roles := slices.DeleteFunc(slices.Clone(owner.Roles), func(r string) bool { return r == RoleAdmin })
		who := Principal{UserID: rec.UserID, KeyID: rec.ID, Scopes: rec.Scopes, Roles: roles, Expires: rec.ExpiresAt}
		return sessionState{live: true, who: who, until: rec.ExpiresAt}, nil
	}
}
