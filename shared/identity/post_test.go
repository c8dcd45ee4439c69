package identity_test

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aio-creative-hub/aio/shared/identity"
	"github.com/aio-creative-hub/aio/shared/mail"
	"github.com/aio-creative-hub/aio/shared/store"
)

// post is a mail service that keeps what it was given, once a message's id.
type post struct {
	mu    sync.Mutex
	mails []mail.Message
}

// Send implements mail.Sender.
func (p *post) Send(_ context.Context, m mail.Message) error {
	if err := m.Validate(); err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if !slices.ContainsFunc(p.mails, func(o mail.Message) bool { return o.ID == m.ID }) {
		p.mails = append(p.mails, m)
	}
	return nil
}

// posted is a fixture with mail: what is due is sent by deliver.
type posted struct {
	*fixture
	post      *post
	delivered int
}

func setUpPost(t testing.TB, change ...func(*identity.Config)) *posted {
	t.Helper()
	p := &post{}
	return &posted{fixture: setUp(t, append(change, func(c *identity.Config) { c.Mail = p })...), post: p}
}

// deliver hands all new events to their consumers, each twice as a bus may, and gives the
// mails that were sent.
func (f *posted) deliver(t fataler) []mail.Message {
	t.Helper()
	before := len(f.post.mails)
	events := f.store.Emitted()
	for _, e := range events[f.delivered:] {
		for range 2 {
			var err error
			switch e.Type {
			case identity.EventMailDue:
				var due identity.MailDue
				if err = json.Unmarshal(e.Data, &due); err == nil {
					due.About = e.Subject
					err = f.SendDue(context.Background(), e.ID, due)
				}
			case identity.EventAccountDeleted:
				err = f.Purge(context.Background(), e.Subject)
			}
			if err != nil {
				t.Fatalf("%s: %v", e.Type, err)
			}
		}
	}
	f.delivered = len(events)
	return f.post.mails[before:]
}

var tokenInMail = regexp.MustCompile(`(?m)^mt_[A-Za-z0-9_-]{43}$`)

// tokenTo delivers, and gives the token of the one new mail to an address.
func (f *posted) tokenTo(t fataler, address string) string {
	t.Helper()
	token := ""
	for _, m := range f.deliver(t) {
		if m.To == address && tokenInMail.MatchString(m.Text) {
			token = tokenInMail.FindString(m.Text)
		}
	}
	if token == "" {
		t.Fatalf("no mail with a token to %s among %d", address, len(f.post.mails))
	}
	return token
}

func (f *posted) subjects(t fataler) string {
	var out []string
	for _, m := range f.deliver(t) {
		out = append(out, m.To+": "+m.Subject)
	}
	return strings.Join(out, "; ")
}

// live says whether a session's tokens work, both of them, and fails if they disagree.
func (f *fixture) live(t fataler, tok *identity.Tokens) bool {
	t.Helper()
	_, accessErr := f.Verifier().VerifyFresh(context.Background(), tok.Access)
	next, refreshErr := f.Refresh(context.Background(), tok.Refresh)
	if (accessErr == nil) != (refreshErr == nil) {
		t.Fatalf("access token: %v, refresh token: %v", accessErr, refreshErr)
	}
	if refreshErr == nil {
		*tok = next
	}
	return refreshErr == nil
}

// traced is a store that writes down which calls reach it, with tables and sort keys, and
// the sizes of what is written, but not whom they concern.
type traced struct {
	store.Store
	mu    sync.Mutex
	calls []string
}

func (s *traced) call(op string, k store.Key, size, events int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, fmt.Sprint(op, " ", k.Table, " ", k.SK, " ", size, " ", events))
}

func (s *traced) take() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := strings.Join(s.calls, "; ")
	s.calls = nil
	return out
}

// Get implements store.Store.
func (s *traced) Get(ctx context.Context, keys ...store.Key) ([]store.Item, error) {
	for _, k := range keys {
		s.call("get", k, 0, 0)
	}
	return s.Store.Get(ctx, keys...)
}

// Write implements store.Store.
func (s *traced) Write(ctx context.Context, w store.Write) (store.Item, error) {
	s.call("write", w.Item.Key, len(w.Item.Data), len(w.Item.Emit))
	return s.Store.Write(ctx, w)
}
