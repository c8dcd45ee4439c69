package faults

import "net/http"

// accountScenarios are those of accounts and sessions.
func accountScenarios() []scenario {
	return []scenario{
		{name: "register", act: func(r *run) {
			r.do(request{op: "identity.register", body: r.credentials(password), again: []string{"email_taken"}})
			r.settle()
		}, check: func(r *run) {
			r.login(password)
			codes := r.codes(r.email())
			if n := len(codes); n != 1 && !r.mayComeTwice() || n > 2 {
				r.t.Errorf("%d mails", n)
			}
			r.do(request{op: "identity.confirm_email", body: map[string]any{"token": codes[0]}})
		}},
		{name: "sign in", setup: signedIn, act: func(r *run) {
			r.remember(r.do(request{op: "identity.login", body: r.credentials(password), single: true}))
			r.get("identity.get_me", nil)
			r.do(request{op: "identity.jwks", single: true})
		}, check: func(r *run) {
			r.get("identity.get_me", nil)
		}},
		{name: "refresh", setup: signedIn, act: func(r *run) {
			r.remember(r.do(request{op: "identity.refresh", body: map[string]any{"refreshToken": r.state["refresh"]}}))
		}, check: func(r *run) {
			r.get("identity.get_me", nil)
			r.remember(r.do(request{op: "identity.refresh", body: map[string]any{"refreshToken": r.state["refresh"]}}))
			r.get("identity.get_me", nil)
		}},
		{name: "verify the address", setup: signedIn, act: func(r *run) {
			r.do(request{op: "identity.confirm_email", body: map[string]any{"token": r.codes(r.email())[0]}, again: []string{"mail_token_invalid", "email_verified"}})
		}, check: func(r *run) {
			if a := r.get("identity.get_me", nil); a.field(r.t, "emailVerified") != "true" {
				r.t.Errorf("not verified: %s", a.Body)
			}
		}},
		{name: "reset the password", setup: signedIn, act: func(r *run) {
			r.do(request{op: "identity.forgot_password", body: map[string]any{"email": r.email()}, single: true})
			r.settle()
			codes := r.codes(r.email())
			r.do(request{op: "identity.reset_password", body: map[string]any{"token": codes[len(codes)-1], "newPassword": another}, again: []string{"mail_token_invalid"}})
			r.settle()
		}, check: func(r *run) {
			r.refuses(request{op: "identity.login", body: r.credentials(password)}, http.StatusUnauthorized)
			r.login(another)
			for subject, n := range r.mailsTo(r.email()) {
				if n > r.tries {
					r.t.Errorf("%q came %d times", subject, n)
				}
			}
		}},
		{name: "change the password", setup: signedIn, act: func(r *run) {
			q := r.as("identity.change_password", nil, map[string]any{"currentPassword": password, "newPassword": another})
			q.again = []string{"wrong_password"}
			r.do(q)
			r.settle()
		}, check: func(r *run) {
			r.refuses(request{op: "identity.login", body: r.credentials(password)}, http.StatusUnauthorized)
			r.login(another)
		}},
		{name: "change the address", setup: signedIn, act: func(r *run) {
			r.make("identity.change_email", nil, map[string]any{"newEmail": "new." + r.email(), "password": password})
			r.settle()
			codes := r.codes("new." + r.email())
			r.do(request{op: "identity.confirm_email", body: map[string]any{"token": codes[len(codes)-1]}, again: []string{"mail_token_invalid", "email_verified"}})
		}, check: func(r *run) {
			r.refuses(request{op: "identity.login", body: r.credentials(password)}, http.StatusUnauthorized)
			body := r.credentials(password)
			body["email"] = "new." + r.email()
			r.remember(r.do(request{op: "identity.login", body: body}))
		}},
		{name: "API keys", setup: signedIn, act: func(r *run) {
			r.make("identity.create_key", nil, map[string]any{"name": "one", "scopes": []string{"read"}})
			r.make("identity.create_key", nil, map[string]any{"name": "two", "scopes": []string{"read"}})
			var page struct{ Items []struct{ ID string } }
			r.get("identity.list_keys", nil).into(r.t, &page)
			q := r.as("identity.revoke_key", map[string]string{"keyId": page.Items[0].ID}, nil)
			q.again = []string{"key_not_found"}
			r.do(q)
		}, check: func(r *run) {
			r.want("keys", r.count("identity.list_keys", nil), 1)
		}},
		{name: "preferences", setup: signedIn, act: func(r *run) {
			r.make("identity.update_preferences", nil, map[string]any{"theme": "dark"})
			r.make("identity.update_me", nil, map[string]any{"displayName": "Ada"})
		}, check: func(r *run) {
			if a := r.get("identity.get_preferences", nil); a.field(r.t, "theme") != "dark" || a.field(r.t, "revision") != "1" {
				r.t.Errorf("%s", a.Body)
			}
			if a := r.get("identity.get_me", nil); a.field(r.t, "displayName") != "Ada" {
				r.t.Errorf("%s", a.Body)
			}
		}},
		{name: "end a session", setup: func(r *run) {
			signedIn(r)
			r.connect("con-" + r.name)
			r.advance(openTime)
			r.state["old"], r.state["oldSession"] = r.state["token"], r.state["session"]
			r.login(password)
		}, act: func(r *run) {
			q := r.as("identity.end_session", map[string]string{"sessionId": r.state["oldSession"]}, nil)
			q.again = []string{"session_not_found"}
			r.do(q)
			r.settle()
		}, check: func(r *run) {
			r.advance(openTime) // a session that ended may be believed for seconds
			r.refuses(request{op: "identity.get_me", token: r.state["old"]}, http.StatusUnauthorized)
			r.get("identity.get_me", nil)
			if _, open := r.sockets.received("con-" + r.name); open {
				r.t.Error("its connection is open")
			}
		}},
		{name: "sign out everywhere", setup: signedIn, act: func(r *run) {
			r.do(request{op: "identity.logout_everywhere", token: r.state["token"], body: map[string]any{}, again: []string{"session_revoked"}})
			r.settle()
		}, check: func(r *run) {
			r.advance(openTime)
			r.refuses(request{op: "identity.get_me", token: r.state["token"]}, http.StatusUnauthorized)
			r.login(password)
		}},
		{name: "rotate the keys", setup: func(r *run) {
			r.advance(rotationPause)
			signedIn(r)
		}, act: func(r *run) {
			r.state["occasion"] = string(r.schedule("identity.rotate_keys"))
		}, check: func(r *run) {
			r.deliver("identity.rotate_keys", []byte(r.state["occasion"]))
			r.advance(openTime)           // a function believes its ring of keys for a while
			r.get("identity.get_me", nil) // a second rotation would end the token from before
			r.login(password)
			r.get("identity.get_me", nil)
		}},
	}
}
