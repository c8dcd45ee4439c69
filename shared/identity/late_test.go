package identity_test

import (
	"context"
	"testing"

	"github.com/aio-creative-hub/aio/shared/identity"
	"github.com/aio-creative-hub/aio/shared/store"
)

// held is a store in which something else happens just before the next transaction.
type held struct {
	store.Store
	before func()
}

// Transact implements store.Store.
func (h *held) Transact(ctx context.Context, token string, writes ...store.Write) error {
	if f := h.before; f != nil {
		h.before = nil
		f()
	}
	return h.Store.Transact(ctx, token, writes...)
}

// TestLateSignIn: a sign-in or a refresh that was let in before everything ended, and is
// written after it, gives a session that is worth nothing.
func TestLateSignIn(t *testing.T) {
	var st *held
	f := setUp(t, func(c *identity.Config) {
		st = &held{Store: c.Store}
		c.Store = st
	})
	keep := f.register(t)
	user := keep.User.ID
	now, next := password, newPassword
	for name, end := range map[string]func() error{
		"change": func() error {
			err := f.ChangePassword(t.Context(), identity.PasswordChange{UserID: user, SessionID: keep.SessionID, Current: now, New: next})
			now, next = next, now
			return err
		},
		"everywhere": func() error { return f.LogoutEverywhere(t.Context(), user, keep.SessionID) },
	} {
		st.before = func() { wantCode(t, name, end(), "") }
		late, err := f.Login(t.Context(), identity.Credentials{Email: email, Password: now})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if f.live(t, &late) {
			t.Errorf("%s: the session of a late sign-in lives", name)
		}
		wantCode(t, name, f.EndSession(t.Context(), user, late.SessionID), identity.CodeSessionNotFound)

		other, err := f.Login(t.Context(), identity.Credentials{Email: email, Password: now})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		st.before = func() { wantCode(t, name, end(), "") }
		_, err = f.Refresh(t.Context(), other.Refresh)
		wantCode(t, name+", a late refresh", err, identity.CodeSessionRevoked)
		if list, err := f.Sessions(t.Context(), user); err != nil || len(list) != 1 || list[0].ID != keep.SessionID {
			t.Errorf("%s: %+v, %v", name, list, err)
		}
	}
	if !f.live(t, &keep) {
		t.Error("the kept session ended")
	}
}
