package function_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
)

func TestWrongWiringIsRefusedAtStart(t *testing.T) {
	for name, tt := range map[string]struct {
		wire func(*function.Runtime)
		spec func(*operation.Spec)
		want string
	}{
		"log":                 {wire: func(r *function.Runtime) { r.Log = nil }, want: "Log"},
		"clock":               {wire: func(r *function.Runtime) { r.Now = nil }, want: "Now"},
		"ids":                 {wire: func(r *function.Runtime) { r.NewID = nil }, want: "NewID"},
		"verifier":            {wire: func(r *function.Runtime) { r.Verify = nil }, want: "Verify"},
		"verifier of admin":   {wire: func(r *function.Runtime) { r.Verify = nil }, spec: auth(operation.Admin), want: "Verify"},
		"no verifier for all": {wire: func(r *function.Runtime) { r.Verify = nil }, spec: auth(operation.Public)},
		"limiter":             {wire: func(r *function.Runtime) { r.Limit = nil }, want: "Limit"},
		"rule":                {wire: func(r *function.Runtime) { r.Limits = function.Limits{} }, want: "limit class tools"},
		"rule of the edge":    {wire: func(r *function.Runtime) { r.Limits = function.Limits{} }, spec: func(s *operation.Spec) { s.Limit = operation.LimitGlobal }},
		"empty secret":        {wire: func(r *function.Runtime) { r.Secrets = []string{"a", ""} }, want: "secrets"},
		"nothing missing":     {wire: func(*function.Runtime) {}},
		"everything":          {wire: func(r *function.Runtime) { *r = function.Runtime{} }, want: "NewID\nneeds Verify\nneeds Limit"},
	} {
		r, s := newWorld().Runtime, spec()
		tt.wire(&r)
		if tt.spec != nil {
			tt.spec(&s)
		}
		_, err := r.Handler(operation.Op[ItemInput, ItemOutput]{Spec: s}.Bind(echo))
		switch {
		case tt.want == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), s.ID)):
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
}

// What trying again may mend says so, wherever it fails: in the code, at the token or at
// the limit.
func TestTransientFailures(t *testing.T) {
	throttled := &store.Error{Code: store.CodeThrottled, Op: "Get", Err: errors.New(canary)}
	for name, tt := range map[string]struct {
		err    error
		status int
		code   string
	}{
		"throttled":   {throttled, 503, "unavailable"},
		"unavailable": {fmt.Errorf("load: %w", &store.Error{Code: store.CodeUnavailable, Op: "Write"}), 503, "unavailable"},
		"too late":    {fmt.Errorf("render: %w", context.DeadlineExceeded), 504, "timed_out"},
		"a bug":       {&store.Error{Code: store.CodeInvalid, Op: "Write"}, 500, "internal"},
		"conflict":    {&store.Conflict{}, 500, "internal"},
		"a refusal":   {operation.NewProblem(409, "stale", "x").Because(throttled), 409, "stale"},
	} {
		for place, w := range map[string]*world{"code": newWorld(), "token": newWorld(), "limit": newWorld()} {
			code := echo
			switch place {
			case "code":
				code = fails(tt.err)
			case "token":
				w.Verify = tokens{err: tt.err}
			case "limit":
				w.limiter.err = tt.err
			}
			res, p := rest(t, w.handler(t, spec(), code), proxyEvent())
			if p.Status != tt.status || p.Code != tt.code || p.Correlation != "req_made" || strings.Contains(res.Body, canary) {
				t.Errorf("%s in the %s: %s", name, place, res.Body)
			}
			if retry := get(res, "Retry-After"); (retry != "") != (tt.status == 503) {
				t.Errorf("%s in the %s: Retry-After %q", name, place, retry)
			}
		}
	}
}

// The log says what happened to whom and why, and holds nothing of what was sent.
func TestLogLines(t *testing.T) {
	secretBody := proxyEvent("x-aio-origin", canary+"-origin", "cookie", "rt="+canary+"-cookie", "x-correlation-id", "client-id-42")
	secretBody.Body = `{"text":"` + canary + `-body"}`
	badBody := secretBody
	badBody.Body = `{"text":["` + canary + `-body"],"` + "x" + `":"` + canary + `"}`
	badToken := proxyEvent("authorization", "Bearer "+canary, "x-correlation-id", "client-id-42")
	for name, tt := range map[string]struct {
		event any
		code  itemHandler
		want  map[string]any
	}{
		"success":   {secretBody, echo, map[string]any{"level": "INFO", "status": 200.0, "user": "usr_1"}},
		"refused":   {badBody, echo, map[string]any{"level": "WARN", "status": 422.0, "code": "invalid_value"}},
		"bad token": {badToken, echo, map[string]any{"level": "WARN", "status": 401.0, "code": "token_invalid"}},
		"failed":    {secretBody, fails(errors.New("disk full")), map[string]any{"level": "ERROR", "status": 500.0, "code": "internal", "error": "internal: disk full"}},
	} {
		w := newWorld()
		w.Secrets = nil
		if _, err := invoke(t, w.handler(t, spec(), tt.code), tt.event); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(w.log.String(), canary) || strings.Contains(w.log.String(), goodToken) {
			t.Errorf("%s: the log holds a secret: %s", name, w.log)
		}
		if strings.Count(w.log.String(), "\n") != 1 {
			t.Errorf("%s: not one line: %s", name, w.log)
		}
		var line map[string]any
		if err := json.Unmarshal(w.log.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		tt.want["op"], tt.want["trigger"], tt.want["correlation"] = "items.put", "rest", "client-id-42"
		for key, want := range tt.want {
			if line[key] != want {
				t.Errorf("%s: %s is %v, want %v", name, key, line[key], want)
			}
		}
	}
}

// Whatever bytes come as an event, Invoke returns: an answer or an error, no panic, and
// the answers to clients are JSON.
func FuzzInvoke(f *testing.F) {
	for _, event := range []any{proxyEvent(), frameEvent(`{"id":"f","action":"items.put","args":{"id":"a"}}`), map[string]any{"id": "a"},
		operation.Envelope{AIO: 1, Args: map[string]operation.Raw{"id": operation.Raw(`"a"`)}}} {
		data, err := json.Marshal(event)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(`{"httpMethod":"PUT","multiValueQueryStringParameters":{"more":[]},"isBase64Encoded":true,"body":"e30="}`))
	w := newWorld()
	w.Log, w.Observe, w.Limit = slog.New(slog.DiscardHandler), nil, nil
	s := spec()
	s.Limit = ""
	h := w.handler(f, s, echo)
	f.Fuzz(func(t *testing.T, payload []byte) {
		data, err := h.Invoke(t.Context(), payload)
		if err == nil && !json.Valid(data) {
			t.Errorf("%q was answered by %q", payload, data)
		}
	})
}
