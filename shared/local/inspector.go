package local

import (
	"sync"
	"time"
)

// Limits of what the inspector keeps.
const (
	inspectorRecords = 200      // the latest
	inspectorBytes   = 8 << 20  // of events and answers together
	inspectorEvent   = 64 << 10 // bytes of an event or an answer above which only its size is kept
)

// Record is one call of a function.
type Record struct {
	Time     time.Time
	Function string
	Duration time.Duration
	Event    []byte // JSON
	Answer   []byte // JSON
	Err      error

	seq                     uint64
	eventBytes, answerBytes int // as they were, also where the bytes are not kept
}

// Inspector keeps the latest calls in memory. They are kept as they came, because
// redacting costs more than the call itself, and redacted before anybody sees them: no
// method returns what was not redacted. A nil Inspector keeps nothing.
type Inspector struct {
	now func() time.Time

	mu    sync.Mutex
	ring  []Record // oldest first
	bytes int
	seq   uint64
}

// NewInspector makes an empty inspector; now is the clock of its page.
func NewInspector(now func() time.Time) *Inspector { return &Inspector{now: now} }

func (i *Inspector) record(r Record) {
	if i == nil {
		return
	}
	r.eventBytes, r.answerBytes = len(r.Event), len(r.Answer)
	if r.eventBytes > inspectorEvent {
		r.Event = nil
	}
	if r.answerBytes > inspectorEvent {
		r.Answer = nil
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.seq++
	r.seq = i.seq
	i.ring = append(i.ring, r)
	i.bytes += len(r.Event) + len(r.Answer)
	for len(i.ring) > inspectorRecords || i.bytes > inspectorBytes {
		i.bytes -= len(i.ring[0].Event) + len(i.ring[0].Answer)
		i.ring[0] = Record{}
		i.ring = i.ring[1:]
	}
}
