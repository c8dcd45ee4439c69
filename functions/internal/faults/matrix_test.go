package faults

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/internal/faulty"
	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/call"
	"github.com/aio-creative-hub/aio/shared/keys"
	"github.com/aio-creative-hub/aio/shared/limit"
	"github.com/aio-creative-hub/aio/shared/mail"
	"github.com/aio-creative-hub/aio/shared/push"
	"github.com/aio-creative-hub/aio/shared/store"
)

// scenario is some operations and what they must leave.
type scenario struct {
	name  string
	setup func(*run) // nothing is broken; may be nil
	act   func(*run) // one call is broken
	check func(*run) // nothing is broken
}

// walk carries a scenario out with one call broken, or none, and gives the calls made.
func walk(t *testing.T, s *system, sc scenario, name string, call nth, kind faulty.Kind) []string {
	t.Helper()
	r := &run{system: s, t: t, kind: kind, name: name, state: map[string]string{}, marks: map[string]int{}}
	s.plan.arm(false)
	s.take() // what the walk before left
	if s.restart != nil {
		s.restart() // each walk asks for the same
	}
	s.plan.begin(call, kind)
	if sc.setup != nil {
		sc.setup(r)
	}
	s.plan.arm(true)
	sc.act(r)
	s.plan.arm(false)
	hit, calls := s.plan.broken()
	if call.n > 0 && !hit {
		s.missed++
		t.Logf("call %d of %s was not made", call.n, call.name)
	}
	sc.check(r)
	return calls
}

// mostMissed is which part of the cases may go by without their fault, as where a function
// remembers what it would ask for.
const mostMissed = 20

// matrix walks every scenario with every call broken in every way.
func matrix(t *testing.T, to target) {
	s := to.open(t)
	begun, cases := time.Now(), 0
	used := map[string]bool{}
	scenarios := slices.Concat(accountScenarios(), workScenarios(), modelScenarios(), fileScenarios())
	for i, sc := range scenarios {
		t.Run(sc.name, func(t *testing.T) {
			if i == 0 { // it also makes what a stage makes once, as its keys; their own tests break that
				walk(t, s, sc, "begin", nth{}, "")
			}
			calls := walk(t, s, sc, fmt.Sprintf("%02d", i), nth{}, "")
			for _, name := range calls {
				used[name] = true
			}
			if t.Failed() {
				return // what fails without faults shows nothing with them
			}
			for _, c := range to.cases(calls) {
				cases++
				t.Run(fmt.Sprintf("%s of call %d %s", c.kind, c.at, calls[c.at]), func(t *testing.T) {
					defer s.plan.arm(false)
					walk(t, s, sc, fmt.Sprintf("%02d-%d-%s", i, c.at, strings.ReplaceAll(string(c.kind), " ", "-")), nthOf(calls, c.at), c.kind)
				})
			}
		})
	}
	t.Logf("%s: %d scenarios, %d cases (%d without a fault), %.1f s", to.name, len(scenarios), cases, s.missed, time.Since(begun).Seconds())
	if s.missed > cases/mostMissed {
		t.Errorf("in %d of %d cases the call to be broken was not made", s.missed, cases)
	}
	if to.ports && !t.Failed() {
		allUsed(t, used)
	}
}

// unused are the methods of ports that no operation calls, with the reason.
var unused = map[string]string{
	"blob.PutPart": "clients send parts by signed requests",
	"push.Get":     "nobody asks for a connection's age; it is a connection's own item that counts",
}

// allUsed checks that the scenarios between them call every method of every port.
func allUsed(t *testing.T, used map[string]bool) {
	t.Helper()
	for port, of := range map[string]reflect.Type{
		"store": reflect.TypeFor[store.Store](), "blob": reflect.TypeFor[blob.Store](), "keys": reflect.TypeFor[keys.Keys](),
		"limit": reflect.TypeFor[limit.Limiter](), "mail": reflect.TypeFor[mail.Sender](), "push": reflect.TypeFor[push.Pusher](),
		"call": reflect.TypeFor[call.Invoker](),
	} {
		for i := range of.NumMethod() {
			name := port + "." + of.Method(i).Name
			if _, excepted := unused[name]; used[name] == excepted {
				t.Errorf("%s: called %t, excepted %t", name, used[name], excepted)
			}
		}
	}
}

// EnvAll, if set, has every call broken in every way, which takes some four minutes.
const EnvAll = "AIO_FAULTS"

// broken is a call that goes wrong, and how.
type broken struct {
	at   int
	kind faulty.Kind
}

// some picks, of each name, the first and the last call: each is made without an answer,
// and the first is not made at all, too, in one of the ways in turn. With EnvAll it picks
// everything.
func some() func(names []string) []broken {
	n := 0
	return func(names []string) (out []broken) {
		first, last := map[string]int{}, map[string]int{}
		for i, name := range names {
			if _, ok := first[name]; !ok {
				first[name] = i
			}
			last[name] = i
		}
		for i, name := range names {
			switch {
			case os.Getenv(EnvAll) != "":
				for _, kind := range faulty.Kinds() {
					out = append(out, broken{i, kind})
				}
			case i == first[name]:
				undone := []faulty.Kind{faulty.Error, faulty.Throttle, faulty.Timeout}
				out = append(out, broken{i, faulty.Lost}, broken{i, undone[n%len(undone)]})
				n++
			case i == last[name]:
				out = append(out, broken{i, faulty.Lost})
			}
		}
		return out
	}
}

// few picks what is new: of each name the first call in any scenario, without an answer
// and not made at all, and of each scenario its last write, without an answer.
func few() func(names []string) []broken {
	known, more := map[string]bool{}, some()
	return func(names []string) (out []broken) {
		if os.Getenv(EnvAll) != "" {
			return more(names)
		}
		write := -1
		for i, name := range names {
			if name == "dynamodb.UpdateItem" || name == "dynamodb.TransactWriteItems" {
				write = i
			}
			if !known[name] {
				known[name] = true
				undone := []faulty.Kind{faulty.Error, faulty.Throttle, faulty.Timeout}
				out = append(out, broken{i, faulty.Lost}, broken{i, undone[len(known)%len(undone)]})
			}
		}
		if lost := (broken{write, faulty.Lost}); write >= 0 && !slices.Contains(out, lost) {
			out = append(out, lost)
		}
		return out
	}
}

func TestEmbedded(t *testing.T) {
	t.Parallel() // the other one mostly waits
	matrix(t, target{name: "embedded", open: embedded, cases: some(), ports: true})
}
