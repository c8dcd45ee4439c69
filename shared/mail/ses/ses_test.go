package ses_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/aio-creative-hub/aio/internal/faulty"
	"github.com/aio-creative-hub/aio/shared/internal/testclock"
	"github.com/aio-creative-hub/aio/shared/mail"
	"github.com/aio-creative-hub/aio/shared/mail/mailtest"
	"github.com/aio-creative-hub/aio/shared/mail/ses"
	"github.com/aio-creative-hub/aio/shared/store/memory"
)

const from = "aio@example.org"

// fake speaks the wire protocol of SES v2's SendEmail, and keeps what was sent.
type fake struct {
	mu   sync.Mutex
	sent []mail.Message
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body := json.NewDecoder(r.Body)
	body.DisallowUnknownFields()
	var in struct {
		FromEmailAddress string
		Destination      struct{ ToAddresses []string }
		Content          struct {
			Simple struct {
				Subject struct{ Data, Charset string }
				Body    struct {
					Text struct{ Data, Charset string }
				}
			}
		}
	}
	if r.Method != http.MethodPost || r.URL.Path != "/v2/email/outbound-emails" || !strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 ") ||
		body.Decode(&in) != nil || in.FromEmailAddress != from || len(in.Destination.ToAddresses) != 1 ||
		in.Content.Simple.Subject.Charset != "UTF-8" || in.Content.Simple.Body.Text.Charset != "UTF-8" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sent = append(f.sent, mail.Message{ID: r.Header.Get("X-Test-Id"), To: in.Destination.ToAddresses[0], Subject: in.Content.Simple.Subject.Data, Text: in.Content.Simple.Body.Text.Data})
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write([]byte(`{"MessageId":"1"}`))
}

func (f *fake) all() []mail.Message {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]mail.Message(nil), f.sent...)
}

// open makes a sender of a fake service.
func open(t *testing.T, f *fake, client aws.HTTPClient) (*ses.Sender, *testclock.Clock) {
	t.Helper()
	s := httptest.NewServer(f)
	t.Cleanup(s.Close)
	clock := testclock.New(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
	return ses.New(aws.Config{Region: "us-east-1", BaseEndpoint: &s.URL, HTTPClient: client, Credentials: credentials.NewStaticCredentialsProvider("a", "b", "")},
		ses.Options{From: from, Store: memory.New(memory.Options{Now: clock.Now}), Now: clock.Now}), clock
}

// TestContractOnFake runs the suite against a fake of SES's wire protocol: no emulator
// shows what it sent. SES knows no ids, so each message's is told to the fake beside it.
func TestContractOnFake(t *testing.T) {
	mailtest.Run(t, func(t *testing.T) mailtest.Harness {
		f := &fake{}
		s, _ := open(t, f, carrying{})
		return mailtest.Harness{Sender: named{s, f}, Sent: func(*testing.T) []mail.Message { return f.all() }}
	})
}

// named sends a message, and has its id told to the fake.
type named struct {
	to *ses.Sender
	f  *fake
}

func (n named) Send(ctx context.Context, m mail.Message) error {
	return n.to.Send(context.WithValue(ctx, idKey{}, m.ID), m)
}

type idKey struct{}

// carrying is a client that tells the fake the id of the message in a header.
type carrying struct{}

func (carrying) Do(r *http.Request) (*http.Response, error) {
	if id, ok := r.Context().Value(idKey{}).(string); ok {
		r.Header.Set("X-Test-Id", id)
	}
	return http.DefaultClient.Do(r)
}

func message() mail.Message {
	return mail.Message{ID: "msg_1", To: "ada@example.org", Subject: "Hello", Text: "A short notice.\n"}
}

// TestFaults: a mail that certainly did not go out may be sent again at once; one that may
// have is not until its claim has ended, and is then sent rather than lost.
func TestFaults(t *testing.T) {
	for _, kind := range faulty.Kinds() {
		f, client := &fake{}, &faulty.Client{}
		s, clock := open(t, f, client)
		client.Set("POST outbound-emails", kind, 1)
		err := s.Send(t.Context(), message())
		if kind == faulty.Throttle {
			if err != nil || len(f.all()) != 1 {
				t.Errorf("%s: %v, sent %d", kind, err, len(f.all()))
			}
			continue
		}
		if err == nil {
			t.Errorf("%s: no error", kind)
		}
		before := len(f.all())
		if err := s.Send(t.Context(), message()); err == nil || len(f.all()) != before {
			t.Errorf("%s: again at once: %v, sent %d", kind, err, len(f.all()))
		}
		clock.Advance(2 * time.Minute)
		if err := s.Send(t.Context(), message()); err != nil || len(f.all()) != before+1 {
			t.Errorf("%s: after its claim: %v, sent %d", kind, err, len(f.all()))
		}
		if err := s.Send(t.Context(), message()); err != nil || len(f.all()) != before+1 {
			t.Errorf("%s: once more: %v, sent %d", kind, err, len(f.all()))
		}
	}
}
