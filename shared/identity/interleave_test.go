package identity_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/aio-creative-hub/aio/shared/identity"
)

// account is the model of an account with its sessions.
type account struct {
	email, password string
	disabled        bool
	sessions        []*modelSession
	resets          []modelReset
	changes         int // of what makes earlier resets worthless
}

type modelSession struct {
	tok   identity.Tokens
	alive bool
	old   []string // refresh tokens used long ago
}

type modelReset struct {
	token   string
	changes int
	expires time.Time
}

func (a *account) endAll(but *modelSession) {
	a.changes++
	for _, s := range a.sessions {
		s.alive = s.alive && s == but
	}
}

// TestNoSessionSurvives: random orders of all that begins, refreshes and ends sessions,
// against the model: after each step exactly those sessions live that should.
func TestNoSessionSurvives(t *testing.T) {
	f := setUpPost(t)
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		ctx := context.Background()
		n++
		a := &account{email: fmt.Sprintf("p%d@example.org", n), password: password}
		first, err := f.Register(ctx, identity.Registration{Email: a.email, Password: a.password})
		if err != nil {
			rt.Fatal(err)
		}
		user := first.User.ID
		f.deliver(rt)
		a.sessions = []*modelSession{{tok: first, alive: true}}
		pick := func(rt *rapid.T) *modelSession { return rapid.SampledFrom(a.sessions).Draw(rt, "session") }
		another := func(rt *rapid.T) string {
			return fmt.Sprintf("password no %d", rapid.IntRange(0, 3).Draw(rt, "password"))
		}
		may := func(ok bool, refusal identity.Code) identity.Code {
			if ok {
				return ""
			}
			return refusal
		}
		rt.Repeat(map[string]func(*rapid.T){
			"login": func(rt *rapid.T) {
				tok, err := f.Login(ctx, identity.Credentials{Email: a.email, Password: a.password})
				wantCode(rt, "login", err, may(!a.disabled, identity.CodeAccountDisabled))
				if err == nil {
					a.sessions = append(a.sessions, &modelSession{tok: tok, alive: true})
				}
			},
			"refresh": func(rt *rapid.T) {
				s := pick(rt)
				next, err := f.Refresh(ctx, s.tok.Refresh)
				wantCode(rt, "refresh", err, may(s.alive, identity.CodeSessionRevoked))
				if err == nil {
					s.old, s.tok = append(s.old, s.tok.Refresh), next
				}
			},
			"reuse": func(rt *rapid.T) {
				s := pick(rt)
				if len(s.old) == 0 {
					return
				}
				f.clock.Advance(identity.RefreshGrace)
				_, err := f.Refresh(ctx, rapid.SampledFrom(s.old).Draw(rt, "token"))
				wantCode(rt, "reuse", err, identity.CodeSessionRevoked)
				s.alive = false
			},
			"change": func(rt *rapid.T) {
				s, next := pick(rt), another(rt)
				err := f.ChangePassword(ctx, identity.PasswordChange{UserID: user, SessionID: s.tok.SessionID, Current: a.password, New: next})
				wantCode(rt, "change", err, may(s.alive, identity.CodeSessionRevoked))
				if err == nil {
					a.password = next
					a.endAll(s)
				}
			},
			"forgot": func(rt *rapid.T) {
				wantCode(rt, "forgot", f.ForgotPassword(ctx, a.email), "")
				f.clock.Advance(time.Millisecond)
				if !a.disabled {
					a.resets = append(a.resets, modelReset{f.tokenTo(rt, a.email), a.changes, f.clock.Now().Add(identity.ResetLife)})
				}
			},
			"reset": func(rt *rapid.T) {
				if len(a.resets) == 0 {
					return
				}
				r, next := rapid.SampledFrom(a.resets).Draw(rt, "reset"), another(rt)
				good := r.changes == a.changes && f.clock.Now().Before(r.expires) && !a.disabled
				err := f.ResetPassword(ctx, r.token, next)
				wantCode(rt, "reset", err, may(good, identity.CodeMailTokenInvalid))
				if err == nil {
					a.password = next
					a.endAll(nil)
				}
			},
			"everywhere": func(rt *rapid.T) {
				s := pick(rt)
				wantCode(rt, "everywhere", f.LogoutEverywhere(ctx, user, s.tok.SessionID), may(s.alive, identity.CodeSessionRevoked))
				if s.alive {
					a.endAll(s)
				}
			},
			"logout": func(rt *rapid.T) {
				s := pick(rt)
				wantCode(rt, "logout", f.Logout(ctx, user, s.tok.SessionID), "")
				s.alive = false
			},
			"disable": func(rt *rapid.T) {
				disabled := rapid.IntRange(0, 3).Draw(rt, "seldom") == 0
				if _, err := f.AdminUpdate(ctx, "usr_admin", user, identity.AdminPatch{Disabled: &disabled}); err != nil {
					rt.Fatal(err)
				}
				if a.disabled = disabled; disabled {
					a.endAll(nil)
				}
			},
			"minutes": func(rt *rapid.T) {
				f.clock.Advance(time.Duration(rapid.IntRange(1, 5).Draw(rt, "minutes")) * time.Minute)
			},
			"": func(rt *rapid.T) { a.check(rt, f, user) },
		})
	})
}

// check compares what lives with the model, without using anything up.
func (a *account) check(rt *rapid.T, f *posted, user string) {
	ctx := context.Background()
	list, err := f.Sessions(ctx, user)
	if err != nil {
		rt.Fatal(err)
	}
	listed := map[string]bool{}
	for _, s := range list {
		listed[s.ID] = true
	}
	for i, s := range a.sessions {
		want := identity.Code("")
		if !s.alive {
			want = identity.CodeSessionRevoked
		}
		_, err := f.Verifier().VerifyFresh(ctx, s.tok.Access)
		if identity.CodeOf(err) != identity.CodeTokenExpired { // fifteen minutes are over
			wantCode(rt, fmt.Sprintf("session %d", i), err, want)
			_, err = f.Verifier().Verify(ctx, s.tok.Access)
			wantCode(rt, fmt.Sprintf("session %d from the cache", i), err, want)
		}
		if listed[s.tok.SessionID] != s.alive {
			rt.Fatalf("session %d is listed: %v", i, listed[s.tok.SessionID])
		}
	}
}
