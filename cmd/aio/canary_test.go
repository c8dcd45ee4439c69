package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// secretShapes are what must never stand in a log, whoever's it is: tokens of all kinds,
// codes of mails, API keys, secrets of links, signatures of addresses, and the e-mail
// addresses and passwords of these tests.
var secretShapes = regexp.MustCompile(strings.Join([]string{
	`eyJ[A-Za-z0-9_-]{8,}\.`,                 // JWT
	`\b(?:rt|mt|wst)_[A-Za-z0-9_-]{20,}`,     // refresh token, mail code, ticket
	`\baio_[0-9A-Za-z]{10,}_[A-Za-z0-9_-]+`,  // API key
	`aioshare\.`,                             // link
	`[?&](?:signature|ticket|token|cursor)=`, // addresses that open something
	`[A-Za-z0-9._%+-]+@[a-z0-9.-]*example\.(?:org|com)`,
	regexp.QuoteMeta(testPassword),
}, "|"))

// personal are the fields of requests whose values are somebody's own.
var personal = map[string]bool{"password": true, "newPassword": true, "currentPassword": true, "email": true, "newEmail": true, "displayName": true,
	"token": true, "refreshToken": true, "text": true, "name": true, "title": true}

// The lengths of values that are looked for: "Hi" stands in words of ours.
const (
	minCanary = 8
	maxCanary = 4000
)

// ownWord is a value that may be a word of ours, such as "password".
var ownWord = regexp.MustCompile(`^[a-z_]+$`)

// canaries are values that went to a server and must not be found in its log.
type canaries struct {
	mu     sync.Mutex
	values map[string]bool
}

// learn takes what is somebody's own out of a request's body.
func (c *canaries) learn(body string) {
	var fields map[string]any
	if json.Unmarshal([]byte(body), &fields) != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.values == nil {
		c.values = map[string]bool{}
	}
	for name, v := range fields {
		if text, ok := v.(string); ok && personal[name] && len(text) >= minCanary && len(text) < maxCanary && !ownWord.MatchString(text) {
			c.values[text] = true
		}
	}
}

// found lists what of it stands in a text.
func (c *canaries) found(text string) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := secretShapes.FindAllString(text, 5)
	for v := range c.values {
		if strings.Contains(text, v) {
			out = append(out, v)
		}
	}
	return out
}

// checkLog fails the test if the server's log holds what nobody should read there. Every
// server of these tests is checked when it ends.
func (s *server) checkLog() {
	s.t.Helper()
	logs := s.Log()
	if found := s.canaries.found(logs); len(found) > 0 {
		for line := range strings.SplitSeq(logs, "\n") {
			if strings.Contains(line, found[0]) {
				s.t.Errorf("the log holds %q: %s", found, line)
				return
			}
		}
	}
	if strings.Count(logs, "\n") > 0 && !strings.Contains(logs, `"msg":`) {
		s.t.Errorf("the log is not what is expected, so nothing can be found in it: %.200s", logs)
	}
}

// learning is a transport that learns what a client sends.
type learning struct{ to *canaries }

// RoundTrip implements http.RoundTripper.
func (l learning) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil && r.Header.Get("Content-Type") == "application/json" {
		body, err := io.ReadAll(r.Body)
		_ = r.Body.Close() // all of it was read
		if err != nil {
			return nil, err
		}
		l.to.learn(string(body))
		r = r.Clone(r.Context())
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	return http.DefaultTransport.RoundTrip(r)
}

// TestCanaries: what is looked for is found.
func TestCanaries(t *testing.T) {
	var c canaries
	c.learn(`{"text":"My secret plan","email":"x@example.org","other":"not learned at all","name":"password"}`)
	for line, want := range map[string]bool{
		`{"msg":"request","op":"chat.send","text":"My secret plan"}`:                       true,
		`{"error":"no account ada@example.org"}`:                                           true,
		`{"token":"eyJhbGciOiJSUzI1NiJ9.eyJ9.x"}`:                                          true,
		`{"url":"/blob/a?expires=1&signature=abc"}`:                                        true,
		`{"error":"rt_AAAAAAAAAAAAAAAAAAAAAAAA"}`:                                          true,
		`{"error":"aio_01J8Z3N4V0_abcdef"}`:                                                true,
		`{"msg":"request","op":"identity.register","code":"weak_password"}`:                false,
		`{"user":"usr_01J8Z3N4V00000000000000000","correlation":"req_01J8Z3N4V000000000"}`: false,
		`{"x":"not learned at all"}`:                                                       false,
	} {
		if got := len(c.found(line)) > 0; got != want {
			t.Errorf("%s: %v, want %v", line, got, want)
		}
	}
}
