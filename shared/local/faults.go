package local

import (
	"errors"
	"fmt"
	"maps"
	"sync"
)

// FaultKind is a way in which a call can go wrong.
type FaultKind string

// The kinds of faults.
const (
	FaultThrottle       FaultKind = "throttle"        // refused before it is run
	FaultTimeout        FaultKind = "timeout"         // not run; the caller is told of a time-out
	FaultLostReply      FaultKind = "lost_reply"      // run; the caller is told of a time-out
	FaultLostConnection FaultKind = "lost_connection" // run; the client's connection breaks instead of the answer
	FaultError          FaultKind = "error"           // admitted, and then fails as by a mistake in its code
)

// errOnPurpose is the error of FaultError.
var errOnPurpose = errors.New("a fault that was switched on")

// AnyFunction switches a fault on for every function.
const AnyFunction = "*"

// MaxFaultTimes bounds Fault.Times.
const MaxFaultTimes = 1_000_000

// Fault makes the next Times calls of a function go wrong; 0 switches it off.
type Fault struct {
	Kind  FaultKind `json:"kind"`
	Times int       `json:"times"`
}

// Faults are the switches that tests and the inspector use to break things on purpose.
// Safe for concurrent use.
type Faults struct {
	mu sync.Mutex
	by map[string]Fault
}

// NewFaults makes switches that are all off.
func NewFaults() *Faults { return &Faults{by: map[string]Fault{}} }

// Set switches a fault on for a function's id, or for AnyFunction.
func (f *Faults) Set(id string, fault Fault) error {
	if err := fault.check(); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if fault.Times == 0 {
		delete(f.by, id)
		return nil
	}
	f.by[id] = fault
	return nil
}

// check says what is wrong with a fault, for a person.
func (f Fault) check() error {
	switch f.Kind {
	case FaultThrottle, FaultTimeout, FaultLostReply, FaultLostConnection, FaultError:
	default:
		return errors.New("a fault's kind is throttle, timeout, lost_reply, lost_connection or error")
	}
	if f.Times < 0 || f.Times > MaxFaultTimes {
		return fmt.Errorf("a fault's times must be from 0 to %d", MaxFaultTimes)
	}
	return nil
}

// replace sets all switches at once, or none.
func (f *Faults) replace(all map[string]Fault) error {
	on := map[string]Fault{}
	for id, fault := range all {
		if err := fault.check(); err != nil {
			return err
		}
		if fault.Times > 0 {
			on[id] = fault
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.by = on
	return nil
}

// All lists the faults that are on.
func (f *Faults) All() map[string]Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	return maps.Clone(f.by)
}

// take uses up one fault on the way to a function and gives its kind, "" for none.
func (f *Faults) take(id string) FaultKind {
	return f.use(id, func(k FaultKind) bool { return k != FaultError })
}

// fail uses up one fault within a function.
func (f *Faults) fail(id string) error {
	if f.use(id, func(k FaultKind) bool { return k == FaultError }) == "" {
		return nil
	}
	return errOnPurpose
}

func (f *Faults) use(id string, kind func(FaultKind) bool) FaultKind {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, key := range []string{id, AnyFunction} {
		fault, ok := f.by[key]
		if !ok || !kind(fault.Kind) {
			continue
		}
		if fault.Times--; fault.Times == 0 {
			delete(f.by, key)
		} else {
			f.by[key] = fault
		}
		return fault.Kind
	}
	return ""
}
