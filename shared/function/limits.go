package function

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"strconv"
	"time"

	"github.com/aio-creative-hub/aio/shared/limit"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// Limits are the numbers of the limit classes.
type Limits map[operation.Class]limit.Rule

// DefaultLimits are the requirement's numbers, and ours for live editing.
func DefaultLimits() Limits {
	return Limits{
		operation.LimitGlobal: {Events: 1000, Period: time.Minute},
		operation.LimitAuth:   {Events: 5, Period: time.Minute},
		operation.LimitTools:  {Events: 60, Period: time.Minute},
		operation.LimitUpload: {Events: 20, Period: time.Minute},
		operation.LimitEdit:   {Events: 600, Period: time.Minute},
	}
}

// limited counts the request and refuses it if the limit of the operation's own class is
// reached: by person or, where there is none or the class says so, by address. A call from
// another function has no address: it was counted where it came in. The global class was
// counted in preflight if the request came by REST.
func (f *function) limited(ctx context.Context, trigger operation.TriggerKind, m operation.Meta) *operation.Problem {
	class := f.b.Spec.Limit
	who := m.Principal.UserID
	if class == operation.LimitGlobal || class == operation.LimitAuth || who == "" {
		who = ""
		if m.ClientIP != "" || trigger == operation.Rest {
			who = clientNet(m.ClientIP)
		}
	}
	if class == "" || who == "" || class == operation.LimitGlobal && trigger == operation.Rest {
		return nil
	}
	return f.count(ctx, class, who)
}

func (f *function) count(ctx context.Context, class operation.Class, who string) *operation.Problem {
	if f.Limit == nil {
		return nil
	}
	rule, ok := f.Limits[class]
	if !ok {
		return nil
	}
	d, err := f.Limit.Allow(ctx, string(class)+"#"+who, rule)
	if err != nil {
		return operation.AsProblem(fmt.Errorf("limit %s: %w", class, err))
	}
	if seen, ok := ctx.Value(countedKey{}).(*counted); ok {
		*seen = counted{class, rule, d}
	}
	if d.Allowed {
		return nil
	}
	return operation.NewProblem(http.StatusTooManyRequests, operation.CodeRateLimited,
		fmt.Sprintf("Too many requests: at most %d in %s. Wait %s.", rule.Events, spoken(rule.Period), spoken(d.RetryAfter))).
		RetryAfter(d.RetryAfter)
}

// counted is how the request counted in the narrowest class that it was counted in.
type counted struct {
	class    operation.Class
	rule     limit.Rule
	decision limit.Decision
}

type countedKey struct{}

// withCount makes a context in which the counting of a request is noted.
func withCount(ctx context.Context) (context.Context, *counted) {
	c := &counted{}
	return context.WithValue(ctx, countedKey{}, c), c
}

// headers tells a client what is left to it (IETF draft "RateLimit header fields for
// HTTP"), with every answer and not only when it is too late.
func (c *counted) headers(h http.Header) {
	if c.class == "" {
		return
	}
	h.Set("RateLimit", fmt.Sprintf("%q;r=%d;t=%d", string(c.class), c.decision.Remaining, seconds(c.decision.Reset)))
	h.Set("RateLimit-Policy", fmt.Sprintf("%q;q=%d;w=%d", string(c.class), c.rule.Events, seconds(c.rule.Period)))
}

func seconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }

func spoken(d time.Duration) string {
	switch {
	case d == time.Minute:
		return "a minute"
	case d <= time.Second:
		return "a second"
	}
	return strconv.Itoa(seconds(d)) + " seconds"
}

// clientNet is what an address counts as: an IPv4 address itself, of IPv6 the /64, which
// is one customer's network.
func clientNet(ip string) string {
	a, err := netip.ParseAddr(ip)
	if err != nil {
		return "unknown"
	}
	a = a.Unmap()
	if a.Is4() {
		return a.String()
	}
	p, err := a.WithZone("").Prefix(64)
	if err != nil {
		return "unknown"
	}
	return p.Addr().String()
}
