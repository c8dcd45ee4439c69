package identity_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/identity"
	"github.com/aio-creative-hub/aio/shared/store"
)

func TestSessionsAreListed(t *testing.T) {
	f := setUp(t)
	first := f.register(t)
	f.clock.Advance(time.Minute)
	second, err := f.Login(t.Context(), identity.Credentials{Email: email, Password: password, UserAgent: "phone", Address: "203.0.113.7"})
	if err != nil {
		t.Fatal(err)
	}
	list, err := f.Sessions(t.Context(), first.User.ID)
	if err != nil || len(list) != 2 || list[0].ID != second.SessionID || list[1].ID != first.SessionID {
		t.Fatalf("%+v, %v", list, err)
	}
	if s := list[0]; s.UserAgent != "phone" || s.Address != "203.0.113.7" || !s.CreatedAt.Equal(f.clock.Now()) || !s.ExpiresAt.Equal(second.RefreshExpires) {
		t.Errorf("%+v", s)
	}
	if s := list[1]; s.UserAgent != "test" || s.Address != "" {
		t.Errorf("%+v", s)
	}
	f.clock.Advance(time.Second)
	if _, err := f.RefreshFrom(t.Context(), first.Refresh, "2001:db8::1"); err != nil {
		t.Fatal(err)
	}
	list, err = f.Sessions(t.Context(), first.User.ID)
	if err != nil || list[1].ID != first.SessionID || list[1].Address != "2001:db8::1" || !list[1].SeenAt.Equal(f.clock.Now()) {
		t.Errorf("after a refresh from elsewhere: %+v, %v", list, err)
	}
	if err := f.Logout(t.Context(), first.User.ID, first.SessionID); err != nil {
		t.Fatal(err)
	}
	if list, err = f.Sessions(t.Context(), first.User.ID); err != nil || len(list) != 1 {
		t.Errorf("after signing out: %+v, %v", list, err)
	}
	_, err = f.Sessions(t.Context(), "usr_nobody")
	wantCode(t, "nobody's sessions", err, identity.CodeUserNotFound)
}

// TestSessionsArePaged: every session is on one page, the latest sign-in first, and a
// cursor is of one account's list.
func TestSessionsArePaged(t *testing.T) {
	f := setUp(t)
	first := f.register(t)
	user, want := first.User.ID, []string{first.SessionID}
	for range 4 {
		f.clock.Advance(time.Minute)
		tok, err := f.Login(t.Context(), identity.Credentials{Email: email, Password: password})
		if err != nil {
			t.Fatal(err)
		}
		want = append([]string{tok.SessionID}, want...)
	}
	for limit := 1; limit <= 6; limit++ {
		list, err := allSessions(t.Context(), f.Service, user, limit)
		var got []string
		for _, s := range list {
			got = append(got, s.ID)
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("pages of %d: %v, %v; want %v", limit, got, err, want)
		}
	}
	_, next, err := f.Service.Sessions(t.Context(), user, 2, "")
	if err != nil || next == "" {
		t.Fatalf("no second page: %v", err)
	}
	other, err := f.Register(t.Context(), identity.Registration{Email: "bob@example.org", Password: password})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := f.Service.Sessions(t.Context(), other.User.ID, 2, next); store.CodeOf(err) != store.CodeInvalid {
		t.Errorf("another's cursor: %v, want %s", err, store.CodeInvalid)
	}
}

// TestSeen: uses are noted, and not each of them.
func TestSeen(t *testing.T) {
	f := setUp(t)
	tok := f.register(t)
	seen := func() time.Time {
		t.Helper()
		list, err := f.Sessions(t.Context(), tok.User.ID)
		if err != nil || len(list) != 1 {
			t.Fatalf("%+v, %v", list, err)
		}
		return list[0].SeenAt
	}
	begun := f.clock.Now()
	for range 59 {
		f.clock.Advance(time.Second)
		if _, err := f.Verifier().VerifyFresh(t.Context(), tok.Access); err != nil {
			t.Fatal(err)
		}
	}
	if !seen().Equal(begun) {
		t.Errorf("noted within a minute: %v", seen())
	}
	f.clock.Advance(time.Second)
	f.store.lose.Store(1) // a note whose reply is lost troubles nobody
	if _, err := f.Verifier().VerifyFresh(t.Context(), tok.Access); err != nil {
		t.Fatal(err)
	}
	if !seen().Equal(f.clock.Now()) {
		t.Errorf("seen %v, used %v", seen(), f.clock.Now())
	}
	if !f.live(t, &tok) {
		t.Error("the session did not survive its note")
	}
}

func TestEndSession(t *testing.T) {
	f := setUp(t)
	mine := f.register(t)
	other, err := f.Register(t.Context(), identity.Registration{Email: "bob@example.org", Password: password})
	if err != nil {
		t.Fatal(err)
	}
	wantCode(t, "somebody else's", f.EndSession(t.Context(), other.User.ID, mine.SessionID), identity.CodeSessionNotFound)
	wantCode(t, "unknown", f.EndSession(t.Context(), mine.User.ID, "ses_never"), identity.CodeSessionNotFound)
	wantCode(t, "mine", f.EndSession(t.Context(), mine.User.ID, mine.SessionID), "")
	wantCode(t, "again", f.EndSession(t.Context(), mine.User.ID, mine.SessionID), identity.CodeSessionNotFound)
	if f.live(t, &mine) || !f.live(t, &other) {
		t.Error("the wrong session ended")
	}
}

func TestLogoutEverywhere(t *testing.T) {
	f := setUp(t)
	tokens := []identity.Tokens{f.register(t), f.login(t), f.login(t)}
	user := tokens[0].User.ID
	ticket := f.ticket(t, tokens[2])
	if err := f.LogoutEverywhere(t.Context(), user, tokens[1].SessionID); err != nil {
		t.Fatal(err)
	}
	for i := range tokens {
		if f.live(t, &tokens[i]) != (i == 1) {
			t.Errorf("session %d", i)
		}
	}
	_, err := f.ConsumeTicket(t.Context(), ticket)
	wantCode(t, "ticket of an ended session", err, identity.CodeSessionRevoked)
	ended := map[string]bool{}
	for _, e := range f.store.Emitted() {
		var data identity.SessionEnded
		if err := json.Unmarshal(e.Data, &data); err != nil || e.Type != identity.EventSessionEnded || data.Reason != "logout" || data.UserID != user {
			t.Errorf("event %+v, %v", e, err)
		}
		ended[data.SessionID] = true
	}
	if len(ended) != 2 || ended[tokens[1].SessionID] {
		t.Errorf("ended %v", ended)
	}
	wantCode(t, "by a session that has ended", f.LogoutEverywhere(t.Context(), user, tokens[0].SessionID), identity.CodeSessionRevoked)
	wantCode(t, "all", f.LogoutEverywhere(t.Context(), user, ""), "")
	if f.live(t, &tokens[1]) {
		t.Error("a session is left")
	}
	if again := f.login(t); !f.live(t, &again) {
		t.Error("nobody can sign in any more")
	}
}

// TestLogoutOfVeryMany: more sessions than one transaction holds end all the same, and
// each end is told.
func TestLogoutOfVeryMany(t *testing.T) {
	f := setUp(t)
	keep := f.register(t)
	for range 99 {
		f.login(t)
	}
	if err := f.LogoutEverywhere(t.Context(), keep.User.ID, keep.SessionID); err != nil {
		t.Fatal(err)
	}
	if n := len(f.store.Emitted()); n != 99 {
		t.Errorf("%d ends told", n)
	}
	if list, err := f.Sessions(t.Context(), keep.User.ID); err != nil || len(list) != 1 || list[0].ID != keep.SessionID {
		t.Errorf("%+v, %v", list, err)
	}
}

// TestLogoutEverywhereAgainstRefresh: whatever comes first, nothing but the kept session
// is left, however often the others are refreshed meanwhile.
func TestLogoutEverywhereAgainstRefresh(t *testing.T) {
	f := setUp(t)
	keep := f.register(t)
	for round := range 10 {
		others := make([]identity.Tokens, 3)
		var wg sync.WaitGroup
		for i := range others {
			others[i] = f.login(t)
			wg.Go(func() {
				for range 5 {
					next, err := f.Refresh(t.Context(), others[i].Refresh)
					if err != nil {
						return
					}
					others[i] = next
				}
			})
		}
		var late identity.Tokens
		wg.Go(func() { late = f.login(t) })
		wg.Go(func() {
			if err := f.LogoutEverywhere(t.Context(), keep.User.ID, keep.SessionID); err != nil {
				t.Errorf("round %d: %v", round, err)
			}
		})
		wg.Wait()
		for i := range others {
			if f.live(t, &others[i]) {
				t.Fatalf("round %d: session %d is left", round, i)
			}
		}
		if !f.live(t, &keep) {
			t.Fatalf("round %d: the kept session ended", round)
		}
		list, err := f.Sessions(t.Context(), keep.User.ID)
		if err != nil || len(list) > 2 { // the late sign-in may have come after
			t.Fatalf("round %d: %s, %v", round, fmt.Sprint(list), err)
		}
		if f.live(t, &late) != (len(list) == 2) {
			t.Fatalf("round %d: the list and the late session disagree: %+v", round, list)
		}
	}
}
