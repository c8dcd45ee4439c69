package local

import (
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/aio-creative-hub/aio/shared/call"
	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// Limits of running functions.
const (
	DefaultConcurrency = 1000                   // calls under way; Lambda's default quota of a region
	asyncPending       = 256                    // accepted asynchronous calls; with call.MaxAsyncPayload at most 64 MB
	asyncWorkers       = 8                      // asynchronous calls that run at the same time
	asyncLong          = 1                      // of them those that run longer than a request may: they take whole processors
	asyncAttempts      = 3                      // Lambda tries an asynchronous call twice more
	asyncRetryWait     = time.Second            // before the second attempt; doubled before the third
	answerGrace        = 500 * time.Millisecond // for a function that notices its own deadline to say so
)

// The failures beside those of package call.
var (
	ErrThrottled = fmt.Errorf("local: %w", call.ErrThrottled)
	ErrStopped   = errors.New("local: the server is stopping; nothing was run")
)

// FunctionsOptions configures NewFunctions. The zero value works.
type FunctionsOptions struct {
	Log         *slog.Logger     // nil discards
	Now         func() time.Time // nil means the system's clock
	Faults      *Faults          // nil means none
	Inspector   *Inspector       // nil keeps nothing
	Concurrency int              // calls under way at most; 0 means DefaultConcurrency
	RetryWait   time.Duration    // before a failed asynchronous call is run again; 0 means a second
}

// Functions runs operations as functions in the process. It is safe for concurrent use.
type Functions struct {
	o       FunctionsOptions
	pending chan struct{}
	workers chan struct{}
	long    chan struct{}

	mu        sync.RWMutex
	byID      map[string]*entry
	byTrigger map[operation.Trigger]string // socket actions and authorizers, to operation ids

	work   underway
	stop   chan struct{} // closed by Drain: asynchronous calls wait no longer for their next attempt
	stopIt func()
}

var _ call.Invoker = (*Functions)(nil)

// entry is one registered function.
type entry struct {
	spec    operation.Spec
	handler lambda.Handler
}

// NewFunctions makes an empty set of functions.
func NewFunctions(o FunctionsOptions) *Functions {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Faults == nil {
		o.Faults = NewFaults()
	}
	if o.Concurrency <= 0 {
		o.Concurrency = DefaultConcurrency
	}
	if o.RetryWait <= 0 {
		o.RetryWait = asyncRetryWait
	}
	stop := make(chan struct{})
	return &Functions{
		o: o, byID: map[string]*entry{}, byTrigger: map[operation.Trigger]string{}, stop: stop, stopIt: sync.OnceFunc(func() { close(stop) }),
		pending: make(chan struct{}, asyncPending), workers: make(chan struct{}, asyncWorkers), long: make(chan struct{}, asyncLong),
		work: underway{most: o.Concurrency},
	}
}

// Register adds operations that run in r, all or, on an error, none. An id or a socket
// action that is registered already is refused, and so is a runtime that lacks what an
// operation needs.
func (f *Functions) Register(r *function.Runtime, bounds ...*operation.Bound) error {
	added := make([]*entry, 0, len(bounds))
	var errs []error
	for _, b := range bounds {
		h, err := r.Handler(b)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		added = append(added, &entry{spec: b.Spec, handler: h})
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	return f.put(added...)
}

func (f *Functions) put(added ...*entry) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	byID, byTrigger := maps.Clone(f.byID), maps.Clone(f.byTrigger)
	for _, e := range added {
		if byID[e.spec.ID] != nil {
			return fmt.Errorf("local: operation %s is registered twice", e.spec.ID)
		}
		byID[e.spec.ID] = e
		for _, t := range e.spec.Triggers {
			if t.Kind != operation.Socket && t.Kind != operation.Authorizer {
				continue
			}
			if other := byTrigger[t]; other != "" {
				return fmt.Errorf("local: %s %s sets off both %s and %s", t.Kind, t.On, other, e.spec.ID)
			}
			byTrigger[t] = e.spec.ID
		}
	}
	f.byID, f.byTrigger = byID, byTrigger
	return nil
}

// Specs lists the registered operations by id.
func (f *Functions) Specs() []operation.Spec {
	f.mu.RLock()
	defer f.mu.RUnlock()
	specs := make([]operation.Spec, 0, len(f.byID))
	for _, e := range f.byID {
		specs = append(specs, e.spec)
	}
	slices.SortFunc(specs, func(a, b operation.Spec) int { return strings.Compare(a.ID, b.ID) })
	return specs
}

// on finds the operation that a socket action or the authorizer's trigger sets off, "" if
// there is none.
func (f *Functions) on(kind operation.TriggerKind, on string) string {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.byTrigger[operation.Trigger{Kind: kind, On: on}]
}

func (f *Functions) find(id string) (*entry, bool) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	e, ok := f.byID[id]
	return e, ok
}
