package dynamo

import (
	"sync"
	"time"
)

// maxHints bounds the subjects remembered, at some hundred bytes each. A hint that is gone
// costs one call.
const maxHints = 10_000

// hints are the TATs that this process saw last. They only choose which call to make first.
type hints struct {
	mu  sync.Mutex
	tat map[string]time.Time
}

// lies tells whether a subject's TAT probably lies ahead of now.
func (h *hints) lies(subject string, now time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.tat[subject].After(now)
}

func (h *hints) saw(subject string, tat time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.tat == nil || len(h.tat) >= maxHints {
		h.tat = map[string]time.Time{}
	}
	h.tat[subject] = tat
}
