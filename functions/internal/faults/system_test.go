package faults

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/mail"
)

// system is what the scenarios are walked on.
type system struct {
	plan    *plan
	invoke  func(ctx context.Context, operation string, event []byte) ([]byte, error)
	restart func()                                      // of functions, which then remember nothing; nil if they do not
	upload  func(*http.Request) (*http.Response, error) // of what a signed request is for
	now     func() time.Time
	advance func(time.Duration)
	secret  string // of the edge; "" if there is none
	sockets *sockets
	missed  int // walks in which the call to be broken was not made
	outside
}

// outside keeps what left the functions: events, mails, calls to be made some time.
type outside struct {
	mu     sync.Mutex
	seen   map[string]bool
	events []bus.Event
	mails  []mail.Message
	starts []started
}

type started struct {
	function string
	payload  []byte
}

// publish takes events, each once however often a write was repeated.
func (o *outside) publish(all ...bus.Event) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.seen == nil {
		o.seen = map[string]bool{}
	}
	for _, e := range all {
		if !o.seen[e.ID] {
			o.seen[e.ID] = true
			o.events = append(o.events, e)
		}
	}
}

// publishAgain hands on an event that was taken.
func (o *outside) publishAgain(e bus.Event) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.events = append(o.events, e)
}

func (o *outside) send(m mail.Message) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if m.ID != "" && slices.ContainsFunc(o.mails, func(sent mail.Message) bool { return sent.ID == m.ID }) {
		return // the sender sends an id once
	}
	o.mails = append(o.mails, m)
}

func (o *outside) start(function string, payload []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.starts = append(o.starts, started{function, payload})
}

// take gives what is to be delivered and run, once.
func (o *outside) take() ([]bus.Event, []started) {
	o.mu.Lock()
	defer o.mu.Unlock()
	events, starts := o.events, o.starts
	o.events, o.starts = nil, nil
	return events, starts
}

var mailCode = regexp.MustCompile(`mt_[A-Za-z0-9_-]{43}`)

// codes are those in the mails to an address, in the order of the mails.
func (o *outside) codes(to string) []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	var out []string
	for _, m := range o.mails {
		if strings.EqualFold(m.To, to) {
			out = append(out, mailCode.FindAllString(m.Text, -1)...)
		}
	}
	return out
}

// mailsTo counts the mails to an address by their subjects.
func (o *outside) mailsTo(to string) map[string]int {
	o.mu.Lock()
	defer o.mu.Unlock()
	out := map[string]int{}
	for _, m := range o.mails {
		if strings.EqualFold(m.To, to) {
			out[m.Subject]++
		}
	}
	return out
}

// target is a place where the scenarios are walked.
type target struct {
	name string
	open func(t *testing.T) *system
	// cases says which of the calls that a scenario makes are broken, and how.
	cases func(names []string) []broken
	ports bool // the calls are those of the ports
}

// clock goes on by itself, and further if a scenario waits.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

func (c *clock) advance(d time.Duration) { c.ahead.Add(int64(d)) }
