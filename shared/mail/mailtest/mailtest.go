// Package mailtest is the contract of the mail port: a suite that every adapter's test
// runs.
package mailtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aio-creative-hub/aio/shared/mail"
)

// Harness is a sender under test.
type Harness struct {
	Sender mail.Sender
	// Sent lists what went out, in any order, as a provider or the outbox shows it.
	Sent func(t *testing.T) []mail.Message
}

// Run runs the suite. Each call of open gives a sender that has sent nothing.
func Run(t *testing.T, open func(t *testing.T) Harness) {
	t.Helper()
	for _, c := range []struct {
		name string
		test func(*testing.T, Harness)
	}{
		{"Sends", sends},
		{"SameIDOnce", sameIDOnce},
		{"Refuses", refuses},
		{"Concurrency", concurrency},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

func message(id string) mail.Message {
	return mail.Message{ID: id, To: "ada@example.org", Subject: "Hello", Text: "A short notice.\n"}
}

func sends(t *testing.T, h Harness) {
	var want []mail.Message
	for i, change := range []func(*mail.Message){
		func(*mail.Message) {},
		func(m *mail.Message) { m.To = "o'neil+x@sub.example.org" },
		func(m *mail.Message) { m.Subject = "Gr\u00fc\u00dfe \u2603" },
		func(m *mail.Message) { m.Text = "line\r\n.\r\nFrom me\n\tBcc: nobody@example.org" },
		func(m *mail.Message) { m.Text = strings.Repeat("\u00e4", mail.MaxBody/2) },
		func(m *mail.Message) { m.Subject = strings.Repeat("s", mail.MaxSubject) },
	} {
		m := message(fmt.Sprintf("msg_%d", i))
		change(&m)
		if err := h.Sender.Send(t.Context(), m); err != nil {
			t.Fatalf("Send %d: %v", i, err)
		}
		want = append(want, m)
	}
	wantSent(t, h, want)
}

// sameIDOnce: the first message of an id counts, also if another one follows under it.
func sameIDOnce(t *testing.T, h Harness) {
	first, other := message("msg_1"), message("msg_1")
	other.Subject = "Something else"
	for _, m := range []mail.Message{first, first, other, first} {
		if err := h.Sender.Send(t.Context(), m); err != nil {
			t.Fatalf("Send again: %v", err)
		}
	}
	wantSent(t, h, []mail.Message{first})
}

func refuses(t *testing.T, h Harness) {
	for name, spoil := range map[string]func(*mail.Message){
		"no id":                   func(m *mail.Message) { m.ID = "" },
		"endless id":              func(m *mail.Message) { m.ID = strings.Repeat("x", mail.MaxID+1) },
		"no recipient":            func(m *mail.Message) { m.To = "" },
		"no at sign":              func(m *mail.Message) { m.To = "ada" },
		"no domain":               func(m *mail.Message) { m.To = "ada@" },
		"two recipients":          func(m *mail.Message) { m.To = "ada@example.org, bob@example.org" },
		"recipient with a name":   func(m *mail.Message) { m.To = "Ada <ada@example.org>" },
		"recipient in brackets":   func(m *mail.Message) { m.To = "<ada@example.org>" },
		"recipient with a break":  func(m *mail.Message) { m.To = "ada@example.org\r\nBcc: bob@example.org" },
		"endless recipient":       func(m *mail.Message) { m.To = strings.Repeat("x", mail.MaxAddress) + "@example.org" },
		"no subject":              func(m *mail.Message) { m.Subject = "" },
		"blank subject":           func(m *mail.Message) { m.Subject = " " },
		"subject with a break":    func(m *mail.Message) { m.Subject = "Hello\nBcc: bob@example.org" },
		"subject with a return":   func(m *mail.Message) { m.Subject = "Hello\rBcc: bob@example.org" },
		"subject not UTF-8":       func(m *mail.Message) { m.Subject = "a\xff" },
		"endless subject":         func(m *mail.Message) { m.Subject = strings.Repeat("x", mail.MaxSubject+1) },
		"no text":                 func(m *mail.Message) { m.Text = "" },
		"blank text":              func(m *mail.Message) { m.Text = " \n " },
		"text not UTF-8":          func(m *mail.Message) { m.Text = "a\xff" },
		"text with a NUL":         func(m *mail.Message) { m.Text = "a\x00b" },
		"text longer than it may": func(m *mail.Message) { m.Text = strings.Repeat("x", mail.MaxBody+1) },
	} {
		m := message("msg_1")
		spoil(&m)
		err := h.Sender.Send(t.Context(), m)
		if !errors.Is(err, mail.ErrInvalid) {
			t.Errorf("%s: %v, want ErrInvalid", name, err)
		} else if m.To != "" && strings.Contains(err.Error(), m.To) {
			t.Errorf("%s: the error tells the recipient", name)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := h.Sender.Send(ended, message("msg_1")); !errors.Is(err, context.Canceled) {
		t.Errorf("after the request's end: %v", err)
	}
	wantSent(t, h, nil)
	if err := h.Sender.Send(t.Context(), message("msg_1")); err != nil { // what was refused did not use up the id
		t.Errorf("Send after refusals: %v", err)
	}
	wantSent(t, h, []mail.Message{message("msg_1")})
}

func concurrency(t *testing.T, h Harness) {
	var want []mail.Message
	for i := range 10 {
		want = append(want, message(fmt.Sprintf("msg_%d", i)))
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for _, m := range want {
				if err := h.Sender.Send(t.Context(), m); err != nil {
					t.Errorf("Send: %v", err)
				}
			}
		})
	}
	wg.Wait()
	wantSent(t, h, want)
}

func wantSent(t *testing.T, h Harness, want []mail.Message) {
	t.Helper()
	got := h.Sent(t)
	byID := func(a, b mail.Message) int { return strings.Compare(a.ID, b.ID) }
	slices.SortFunc(got, byID)
	slices.SortFunc(want, byID)
	if !slices.Equal(got, want) {
		t.Errorf("sent %d messages, want %d, or others", len(got), len(want))
	}
}
