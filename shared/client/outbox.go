package client

import (
	"context"
	"slices"
	"strconv"
	"sync"
)

// Limits of what waits for a slow reader of pushes.
const (
	maxQueued      = 1024    // pushes
	maxQueuedBytes = 4 << 20 // bytes of data in them
	maxSeen        = 512     // pushes remembered to tell doubles
)

// outbox holds pushes until they are read. It is bounded: what does not fit is refused.
type outbox struct {
	ch   chan Push
	some chan struct{}

	mu      sync.Mutex
	queue   []Push
	bytes   int
	refused bool // something was refused for want of room
	seen    []string
}

func newOutbox() *outbox {
	return &outbox{ch: make(chan Push), some: make(chan struct{}, 1)}
}

// put adds a push; false if there is no room.
func (o *outbox) put(p Push) bool {
	if o.full() {
		return false
	}
	o.force(p)
	return true
}

// force adds a push, room or not. Only for what is rare by itself.
func (o *outbox) force(p Push) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.queue = append(o.queue, p)
	o.bytes += len(p.Data)
	select {
	case o.some <- struct{}{}:
	default:
	}
}

// once adds a push unless it came before: delivery is at least once.
func (o *outbox) once(p Push) {
	key := p.ID
	if p.Seq != 0 {
		key = p.Type + " " + p.Topic + " " + strconv.FormatInt(p.Seq, 10)
	}
	o.mu.Lock()
	double := key != "" && slices.Contains(o.seen, key)
	if !double && key != "" {
		if o.seen = append(o.seen, key); len(o.seen) > maxSeen {
			o.seen = slices.Delete(o.seen, 0, maxSeen/2)
		}
	}
	o.mu.Unlock()
	if !double {
		o.put(p)
	}
}

// full reports whether put would refuse; who was told so is told of room later.
func (o *outbox) full() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	full := len(o.queue) >= maxQueued || o.bytes >= maxQueuedBytes
	o.refused = o.refused || full
	return full
}

// take gives the next push; room says that what was refused before now fits.
func (o *outbox) take() (p Push, ok, room bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.queue) == 0 {
		return p, false, false
	}
	p = o.queue[0]
	o.queue[0] = Push{}
	o.queue = o.queue[1:]
	o.bytes -= len(p.Data)
	room = o.refused && len(o.queue) <= maxQueued/2 && o.bytes <= maxQueuedBytes/2
	if room {
		o.refused = false
	}
	return p, true, room
}

// pump hands pushes to the reader until ctx ends; relieved is called when there is room
// again.
func (o *outbox) pump(ctx context.Context, relieved func()) {
	defer close(o.ch)
	for {
		p, ok, room := o.take()
		if room {
			relieved()
		}
		if !ok {
			select {
			case <-o.some:
				continue
			case <-ctx.Done():
				return
			}
		}
		select {
		case o.ch <- p:
		case <-ctx.Done():
			return
		}
	}
}
