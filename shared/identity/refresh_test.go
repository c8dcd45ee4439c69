package identity_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/aio-creative-hub/aio/shared/identity"
)

func TestRefreshRotates(t *testing.T) {
	f := setUp(t)
	made := f.register(t)
	f.clock.Advance(20 * time.Minute)
	next, err := f.Refresh(t.Context(), made.Refresh)
	if err != nil {
		t.Fatal(err)
	}
	if next.Refresh == made.Refresh || next.SessionID != made.SessionID || next.User.ID != made.User.ID || next.User.Email != email {
		t.Errorf("refreshed: %+v", next)
	}
	if _, err := f.Verifier().Verify(t.Context(), next.Access); err != nil {
		t.Errorf("new access token: %v", err)
	}
	_, err = f.Verifier().Verify(t.Context(), made.Access)
	wantCode(t, "old access token", err, identity.CodeTokenExpired)
}

// TestRefreshReuse: the second use of a token ends the session for both who hold it.
func TestRefreshReuse(t *testing.T) {
	f := setUp(t)
	made := f.register(t)
	next, err := f.Refresh(t.Context(), made.Refresh)
	if err != nil {
		t.Fatal(err)
	}
	f.clock.Advance(identity.RefreshGrace)
	_, err = f.Refresh(t.Context(), made.Refresh)
	wantCode(t, "second use", err, identity.CodeSessionRevoked)
	_, err = f.Refresh(t.Context(), next.Refresh)
	wantCode(t, "the other holder", err, identity.CodeSessionRevoked)
	_, err = f.Verifier().Verify(t.Context(), next.Access)
	wantCode(t, "access token", err, identity.CodeSessionRevoked)
	if e := f.store.Emitted(); len(e) != 1 || e[0].Subject != made.SessionID {
		t.Errorf("events %+v", e)
	}
	f.login(t) // the account is not locked
}

// TestRefreshGrace: a lost answer may be asked for again; both answers then work, and
// the next use of either begins one new generation.
func TestRefreshGrace(t *testing.T) {
	f := setUp(t)
	made := f.register(t)
	first, err := f.Refresh(t.Context(), made.Refresh)
	if err != nil {
		t.Fatal(err)
	}
	f.clock.Advance(identity.RefreshGrace - time.Millisecond)
	second, err := f.Refresh(t.Context(), made.Refresh)
	if err != nil {
		t.Fatalf("within the grace: %v", err)
	}
	f.clock.Advance(time.Hour)
	third, err := f.Refresh(t.Context(), second.Refresh)
	if err != nil {
		t.Fatalf("the repeated answer: %v", err)
	}
	if _, err := f.Refresh(t.Context(), first.Refresh); err != nil {
		t.Fatalf("the first answer, now of the generation before: %v", err)
	}
	_, err = f.Refresh(t.Context(), made.Refresh)
	wantCode(t, "two generations old, though within the grace", err, identity.CodeSessionRevoked)
	_, err = f.Refresh(t.Context(), third.Refresh)
	wantCode(t, "after that", err, identity.CodeSessionRevoked)
}

// TestRefreshManyWindows: many refresh with one token at a time; all go on.
func TestRefreshManyWindows(t *testing.T) {
	f := setUp(t)
	made := f.register(t)
	answers := make([]identity.Tokens, 30)
	var wg sync.WaitGroup
	for i := range answers {
		wg.Go(func() {
			var err error
			if answers[i], err = f.Refresh(t.Context(), made.Refresh); err != nil {
				t.Errorf("Refresh: %v", err)
			}
		})
	}
	wg.Wait()
	for _, a := range answers {
		if _, err := f.Refresh(t.Context(), a.Refresh); err != nil {
			t.Errorf("next refresh: %v", err)
		}
	}
}

func TestRefreshRefuses(t *testing.T) {
	f := setUp(t)
	made := f.register(t)
	flipped := []byte(made.Refresh)
	flipped[10] ^= 1
	for name, token := range map[string]string{
		"nothing": "", "short": made.Refresh[:45], "long": made.Refresh + "A", "access token": made.Access,
		"another": string(flipped), "prefix": "xx" + made.Refresh[2:], "line break": made.Refresh + "\n",
	} {
		_, err := f.Refresh(t.Context(), token)
		wantCode(t, name, err, identity.CodeTokenInvalid)
	}
	if _, err := f.Refresh(t.Context(), made.Refresh); err != nil {
		t.Errorf("the token itself, after all that: %v", err)
	}
}

// TestSessionLife: a session that is not used ends after RefreshLife, one that is used
// after SessionLife.
func TestSessionLife(t *testing.T) {
	f := setUp(t)
	idle := f.register(t)
	f.clock.Advance(identity.RefreshLife)
	_, err := f.Refresh(t.Context(), idle.Refresh)
	wantCode(t, "idle", err, identity.CodeTokenInvalid)

	busy := f.login(t)
	begun := f.clock.Now()
	for {
		f.clock.Advance(20 * 24 * time.Hour)
		next, err := f.Refresh(t.Context(), busy.Refresh)
		age := f.clock.Now().Sub(begun)
		if age >= identity.SessionLife {
			wantCode(t, "too old", err, identity.CodeTokenInvalid)
			return
		}
		if err != nil {
			t.Fatalf("after %v: %v", age, err)
		}
		if last := begun.Add(identity.SessionLife); next.RefreshExpires.After(last) {
			t.Fatalf("lives until %v, at most %v", next.RefreshExpires, last)
		}
		busy = next
	}
}

// family is the model of a session's refresh tokens.
type family struct {
	generation int
	rotated    time.Time
	expires    time.Time
	begun      time.Time
	revoked    bool
	session    string
	tokens     []familyToken
}

type familyToken struct {
	text       string
	generation int
	expires    time.Time
}

// use says what a refresh with a token must answer, and makes it so in the model. The
// session outlives its tokens, so an expired token is merely unknown.
func (m *family) use(k familyToken, now time.Time) identity.Code {
	switch {
	case !now.Before(k.expires):
		return identity.CodeTokenInvalid
	case m.revoked:
		return identity.CodeSessionRevoked
	case k.generation == m.generation:
		m.generation++
		m.rotated = now
		m.expires = now.Add(identity.RefreshLife)
		if last := m.begun.Add(identity.SessionLife); m.expires.After(last) {
			m.expires = last
		}
		return ""
	case k.generation == m.generation-1 && now.Sub(m.rotated) < identity.RefreshGrace:
		return ""
	}
	m.revoked = true
	return identity.CodeSessionRevoked
}

// TestRefreshModel: random uses of all tokens a session ever had, time passing, and
// signing out, against the model.
func TestRefreshModel(t *testing.T) {
	f := setUp(t)
	user := f.register(t).User.ID
	rapid.Check(t, func(rt *rapid.T) {
		start, err := f.Login(rt.Context(), identity.Credentials{Email: email, Password: password})
		if err != nil {
			rt.Fatal(err)
		}
		now := f.clock.Now()
		m := &family{generation: 1, rotated: now, begun: now, expires: now.Add(identity.RefreshLife), session: start.SessionID}
		m.tokens = []familyToken{{start.Refresh, 1, m.expires}}
		refresh := func(rt *rapid.T, k familyToken) {
			want := m.use(k, f.clock.Now())
			got, err := f.Refresh(rt.Context(), k.text)
			wantCode(rt, "refresh", err, want)
			if err == nil {
				m.tokens = append(m.tokens, familyToken{got.Refresh, m.generation, m.expires})
				if _, err := f.Verifier().VerifyFresh(rt.Context(), got.Access); err != nil {
					rt.Fatalf("new access token: %v", err)
				}
			}
		}
		rt.Repeat(map[string]func(*rapid.T){
			"latest": func(rt *rapid.T) { refresh(rt, m.tokens[len(m.tokens)-1]) },
			"recent": func(rt *rapid.T) {
				n := len(m.tokens)
				refresh(rt, m.tokens[rapid.IntRange(max(0, n-3), n-1).Draw(rt, "token")])
			},
			"any": func(rt *rapid.T) { refresh(rt, rapid.SampledFrom(m.tokens).Draw(rt, "token")) },
			"seconds": func(rt *rapid.T) {
				f.clock.Advance(time.Duration(rapid.IntRange(1, 11_000).Draw(rt, "ms")) * time.Millisecond)
			},
			"days": func(rt *rapid.T) {
				f.clock.Advance(time.Duration(rapid.IntRange(1, 16).Draw(rt, "days")) * 24 * time.Hour)
			},
			"logout": func(rt *rapid.T) {
				if rapid.IntRange(0, 5).Draw(rt, "seldom") > 0 {
					return
				}
				if err := f.Logout(rt.Context(), user, m.session); err != nil {
					rt.Fatal(err)
				}
				m.revoked = true
			},
		})
	})
}

// TestRefreshAgainstLogout: whatever comes first, after the end no token works.
func TestRefreshAgainstLogout(t *testing.T) {
	f := setUp(t)
	made := f.register(t)
	for range 20 {
		made = f.login(t)
		var next identity.Tokens
		var refreshErr error
		var wg sync.WaitGroup
		wg.Go(func() { next, refreshErr = f.Refresh(t.Context(), made.Refresh) })
		wg.Go(func() {
			if err := f.Logout(t.Context(), made.User.ID, made.SessionID); err != nil {
				t.Errorf("Logout: %v", err)
			}
		})
		wg.Wait()
		if refreshErr != nil {
			wantCode(t, "refresh beside the end", refreshErr, identity.CodeSessionRevoked)
			continue
		}
		_, err := f.Refresh(t.Context(), next.Refresh)
		wantCode(t, "refresh after the end", err, identity.CodeSessionRevoked)
		if _, err := f.Verifier().Verify(t.Context(), next.Access); !errors.As(err, new(*identity.Error)) {
			t.Errorf("access after the end: %v", err)
		}
	}
}
