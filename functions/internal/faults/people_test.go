package faults

import (
	"fmt"
	"net/http"
	"net/url"
	"time"
)

const (
	password = "plum-tuba-44-cavern"
	another  = "fig-oboe-45-harbour"
)

func (r *run) email() string { return fmt.Sprintf("ada.%s@example.org", r.name) }

func (r *run) credentials(with string) map[string]any {
	return map[string]any{"email": r.email(), "password": with, "refreshIn": "body"}
}

// signedIn makes the account of the walk, and remembers its tokens.
func signedIn(r *run) {
	r.t.Helper()
	a := r.do(request{op: "identity.register", body: r.credentials(password)})
	r.remember(a)
	r.settle()
	var page struct{ Items []struct{ ID string } }
	r.get("identity.list_sessions", nil).into(r.t, &page)
	r.state["session"] = page.Items[0].ID
}

// friend does something as another person, who has an account of their own.
func (r *run) friend(do func()) {
	r.t.Helper()
	swap := func() {
		for _, of := range []string{"user", "token", "refresh", "session"} {
			r.state[of], r.state["friend "+of] = r.state["friend "+of], r.state[of]
		}
	}
	swap()
	defer swap()
	do()
}

func (r *run) friendsEmail() string { return "friend." + r.email() }

// withFriend is a person with a canvas, and another one whose address is confirmed.
func withFriend(r *run) {
	r.t.Helper()
	canvas(r)
	r.friend(func() {
		r.remember(r.do(request{op: "identity.register", body: map[string]any{"email": r.friendsEmail(), "password": password, "refreshIn": "body"}}))
		r.settle()
		r.do(request{op: "identity.confirm_email", body: map[string]any{"token": r.codes(r.friendsEmail())[0]}})
		r.settle()
	})
}

// remember keeps the tokens of an answer.
func (r *run) remember(a answer) {
	r.t.Helper()
	var tokens struct {
		User                      struct{ ID string }
		AccessToken, RefreshToken string
	}
	a.into(r.t, &tokens)
	r.state["user"], r.state["token"], r.state["refresh"] = tokens.User.ID, tokens.AccessToken, tokens.RefreshToken
}

// as is a request of the person of the walk, under a key of its own.
func (r *run) as(op string, path map[string]string, body any) request {
	r.marks["key"]++
	return request{op: op, token: r.state["token"], path: path, body: body, key: fmt.Sprintf("key-%s-%d", r.name, r.marks["key"])}
}

// make is a request of the person that must leave its effect once.
func (r *run) make(op string, path map[string]string, body any) answer {
	r.t.Helper()
	return r.do(r.as(op, path, body))
}

// get reads something of the person's.
func (r *run) get(op string, path map[string]string, query ...string) answer {
	r.t.Helper()
	q := request{op: op, token: r.state["token"], path: path, query: url.Values{}, single: true}
	for i := 0; i+1 < len(query); i += 2 {
		q.query.Set(query[i], query[i+1])
	}
	return r.do(q)
}

// count is how many items a list has.
func (r *run) count(op string, path map[string]string, query ...string) int {
	r.t.Helper()
	var page struct{ Items []any }
	r.get(op, path, query...).into(r.t, &page)
	return len(page.Items)
}

// want checks a number.
func (r *run) want(what string, got, want int) {
	r.t.Helper()
	if got != want {
		r.t.Errorf("%s: %d, want %d", what, got, want)
	}
}

// refuses checks that a request is refused with a status.
func (r *run) refuses(q request, status int) {
	r.t.Helper()
	if a := r.once(q); a.Status != status {
		r.t.Errorf("%s: %d %s, want %d", q.op, a.Status, a.Body, status)
	}
}

// login signs in without faults, and remembers the tokens.
func (r *run) login(with string) {
	r.t.Helper()
	a := r.once(request{op: "identity.login", body: r.credentials(with)})
	if a.Status != http.StatusOK {
		r.t.Fatalf("sign in: %d %s", a.Status, a.Body)
	}
	r.remember(a)
}

// rotationPause is more than a day, which is between two rotations.
const rotationPause = 25 * time.Hour

// mayComeTwice says that a mail may have: SES tells nobody which mails it took, so one
// whose sending was not answered, or not noted, is sent again rather than never (package ses).
func (r *run) mayComeTwice() bool {
	hit, _ := r.plan.broken()
	return hit && r.secret != ""
}

// charged is how many uses the ledger has.
func (r *run) charged() int {
	r.t.Helper()
	return r.count("usage.list_entries", nil, "limit", "100")
}
