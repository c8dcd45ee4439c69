package function_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/internal/testclock"
	"github.com/aio-creative-hub/aio/shared/limit"
	"github.com/aio-creative-hub/aio/shared/limit/gcra"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// limitedWorld has the limits that the system has, on a clock that stands still.
func limitedWorld() *world {
	w := newWorld()
	w.Observe = nil // requests come at once
	clock := testclock.New(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
	w.Limit, w.Limits = limit.RememberDenials(gcra.New(gcra.Options{Now: clock.Now}), clock.Now), function.DefaultLimits()
	return w
}

// TestLimitsAreExact: of any number of requests at once just as many pass as the class
// allows, whatever headers they send.
func TestLimitsAreExact(t *testing.T) {
	const requests = 100
	for class, rule := range function.DefaultLimits() {
		t.Run(string(class), func(t *testing.T) {
			w := limitedWorld()
			events := min(rule.Events, 40) // of the larger ones a smaller number, to stay within a hundred
			w.Limits[class] = limit.Rule{Events: events, Period: rule.Period}
			h := w.handler(t, func() operation.Spec { s := spec(); s.Limit = class; return s }(), echo)
			var passed, refused atomic.Int64
			var wg sync.WaitGroup
			for i := range requests {
				wg.Go(func() {
					e := proxyEvent("x-forwarded-for", fmt.Sprintf("198.51.100.%d", i), "x-aio-client-ip", fmt.Sprintf("198.51.100.%d", i), "forwarded", "for=198.51.100.1")
					res, _ := rest(t, h, e)
					switch res.StatusCode {
					case http.StatusOK:
						passed.Add(1)
					case http.StatusTooManyRequests:
						refused.Add(1)
						if s, err := strconv.Atoi(get(res, "Retry-After")); err != nil || s < 1 {
							t.Errorf("Retry-After %q", get(res, "Retry-After"))
						}
					default:
						t.Errorf("%d %s", res.StatusCode, res.Body)
					}
				})
			}
			wg.Wait()
			if passed.Load() != int64(events) || refused.Load() != int64(requests-events) {
				t.Errorf("%d passed and %d were refused, want %d and %d", passed.Load(), refused.Load(), events, requests-events)
			}
		})
	}
}

// TestLimitHeaders: every answer says what is left, of the narrowest class it counted in.
func TestLimitHeaders(t *testing.T) {
	w := limitedWorld()
	w.Limits[operation.LimitTools] = limit.Rule{Events: 2, Period: time.Minute}
	tools := w.handler(t, spec(), echo)
	for i, want := range []string{`"tools";r=1;t=30`, `"tools";r=0;t=60`, `"tools";r=0;t=60`} {
		res, _ := rest(t, tools, proxyEvent())
		if get(res, "RateLimit") != want && get(res, "Ratelimit") != want || !strings.HasPrefix(first(get(res, "RateLimit-Policy"), get(res, "Ratelimit-Policy")), `"tools";q=2;w=60`) {
			t.Errorf("request %d: %v", i, res.MultiValueHeaders)
		}
		if (res.StatusCode == http.StatusTooManyRequests) != (i == 2) {
			t.Errorf("request %d: %d", i, res.StatusCode)
		}
	}
	res, _ := rest(t, tools, proxyEvent("authorization", "Bearer "+canary))
	if got := first(get(res, "RateLimit"), get(res, "Ratelimit")); res.StatusCode != 401 || !strings.HasPrefix(got, `"global";r=`) {
		t.Errorf("%d, %s", res.StatusCode, got)
	}
	if got := get(res, "Www-Authenticate"); got != `Bearer realm="aio", error="invalid_token"` {
		t.Errorf("WWW-Authenticate %q", got)
	}
}

func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// TestNetworksOfIPv6: the addresses of one customer's network count as one.
func TestNetworksOfIPv6(t *testing.T) {
	w := limitedWorld()
	s := spec()
	s.Auth, s.Limit = operation.Public, operation.LimitAuth
	h := w.handler(t, s, echo)
	status := func(ip string) int {
		e := proxyEvent("authorization", "")
		e.RequestContext.Identity.SourceIP = ip
		res, _ := rest(t, h, e)
		return res.StatusCode
	}
	for i := range 5 {
		if got := status(fmt.Sprintf("2001:db8:1:2::%d", i)); got != 200 {
			t.Fatalf("request %d: %d", i, got)
		}
	}
	for ip, want := range map[string]int{"2001:db8:1:2:ffff::1": 429, "2001:db8:1:3::1": 200, "::ffff:192.0.2.9": 200} {
		if got := status(ip); got != want {
			t.Errorf("%s: %d, want %d", ip, got, want)
		}
	}
}

// BenchmarkLimit is what counting adds to a request, in memory.
func BenchmarkLimit(b *testing.B) {
	l := limit.RememberDenials(gcra.New(gcra.Options{Now: time.Now}), time.Now)
	rule := limit.Rule{Events: 1_000_000, Period: time.Minute}
	for b.Loop() {
		if _, err := l.Allow(b.Context(), "global#203.0.113.7", rule); err != nil {
			b.Fatal(err)
		}
	}
}
