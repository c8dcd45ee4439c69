package faults

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/aio-creative-hub/aio/internal/faulty"
)

// maxTries is how often a client sends a request again: one that finds its own first try
// under way waits until that counts as dead, a second at a time.
const maxTries = 60

// run is one walk of a scenario.
type run struct {
	*system
	t     *testing.T
	kind  faulty.Kind
	name  string // unlike that of any other walk
	tries int    // requests and deliveries made under the plan
	state map[string]string
	marks map[string]int
}

// answer is what came of a request.
type answer struct {
	Status int
	Code   string
	Header http.Header
	Body   []byte
}

// into decodes an answer's body.
func (a answer) into(t *testing.T, out any) {
	t.Helper()
	if err := json.Unmarshal(a.Body, out); err != nil {
		t.Fatalf("%d %s: %v", a.Status, a.Body, err)
	}
}

// field is a text of the answer's body.
func (a answer) field(t *testing.T, name string) string {
	t.Helper()
	var fields map[string]any
	a.into(t, &fields)
	return fmt.Sprint(fields[name])
}

// do makes a request as a client does: again, with the same words, until it succeeds. If a
// call was broken meanwhile, it is then made once more, as by one who lost the answer.
func (r *run) do(q request) answer {
	r.t.Helper()
	before, _ := r.plan.broken()
	a := r.persist(q)
	if after, _ := r.plan.broken(); after && !before && !q.single {
		if b := r.persist(q); b.Status != a.Status && a.Status < http.StatusBadRequest && b.Status < http.StatusBadRequest {
			r.t.Errorf("%s: %d, and again %d", q.op, a.Status, b.Status)
		}
	}
	return a
}

// persist makes a request until it succeeds, or is refused because it was done.
func (r *run) persist(q request) answer {
	r.t.Helper()
	for range maxTries {
		was, _ := r.plan.broken()
		a := r.once(q)
		hit, _ := r.plan.broken()
		r.tries++
		switch {
		case a.Status < http.StatusBadRequest:
			return a
		case hit && (slices.Contains(q.again, a.Code) || a.Code == "answer_not_kept"):
			return a
		}
		if why := r.wrong(a, hit, hit && !was); why != "" {
			r.t.Fatalf("%s: %d %s: %s", q.op, a.Status, a.Body, why)
		}
		r.advance(time.Second)
	}
	r.t.Fatalf("%s: never succeeds", q.op)
	return answer{}
}

// expected are the answers to a broken call, by its kind: a code and a status each.
var expected = map[faulty.Kind][]string{
	faulty.Error:    {"internal 500", "unavailable 503", "timed_out 504", "busy 503"},
	faulty.Throttle: {"unavailable 503", "busy 503", "rate_limited 429"},
	faulty.Timeout:  {"unavailable 503", "timed_out 504", "busy 503"},
	faulty.Lost:     {"unavailable 503", "timed_out 504", "busy 503"},
}

// wrong says what is wrong with a refusal; hit is that a call was broken, and now that it
// was within this very request.
func (r *run) wrong(a answer, hit, now bool) string {
	got := fmt.Sprintf("%s %d", a.Code, a.Status)
	switch {
	case !hit:
		return "nothing was broken"
	case a.Header.Get("Content-Type") != "application/problem+json":
		return "no problem"
	case (a.Status == http.StatusServiceUnavailable || a.Status == http.StatusTooManyRequests || a.Code == "in_progress") && a.Header.Get("Retry-After") == "":
		return "it does not say when to try again"
	case a.Code == "in_progress":
		return ""
	case !now:
		return "a later request fails"
	case !slices.Contains(expected[r.kind], got):
		return "the status is not one for a " + string(r.kind)
	}
	return ""
}

// once makes a request one time.
func (r *run) once(q request) answer {
	r.t.Helper()
	data, err := r.invoke(r.t.Context(), q.op, q.event(r.t, r.secret))
	if err != nil {
		r.t.Fatalf("%s: fault of the function: %v", q.op, err)
	}
	var res events.APIGatewayProxyResponse
	if err := json.Unmarshal(data, &res); err != nil || res.IsBase64Encoded {
		r.t.Fatalf("%s: answer %s: %v", q.op, data, err)
	}
	a := answer{Status: res.StatusCode, Header: http.Header(res.MultiValueHeaders), Body: []byte(res.Body)}
	var p struct{ Code string }
	if a.Status >= http.StatusBadRequest && json.Unmarshal(a.Body, &p) == nil {
		a.Code = p.Code
	}
	return a
}
