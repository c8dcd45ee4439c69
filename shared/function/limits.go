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

// limited counts the request and refuses it if a limit is reached: the operation's own
// class by address or by person, and the global class for what comes from outside.
func (f *function) limited(ctx context.Context, trigger operation.TriggerKind, m operation.Meta) *operation.Problem {
	if f.Limit == nil {
		return nil
	}
	class := f.b.Spec.Limit
	if m.ClientIP != "" && trigger == operation.Rest && class != operation.LimitGlobal {
		if p := f.count(ctx, operation.LimitGlobal, clientNet(m.ClientIP)); p != nil {
			return p
		}
	}
	switch class {
	case "":
		return nil
	case operation.LimitGlobal, operation.LimitAuth:
		if m.ClientIP == "" {
			return nil // a call from another function: counted where it came in
		}
		return f.count(ctx, class, clientNet(m.ClientIP))
	}
	return f.count(ctx, class, m.Principal.UserID)
}

func (f *function) count(ctx context.Context, class operation.Class, who string) *operation.Problem {
	rule, ok := f.Limits[class]
	if !ok {
		return nil
	}
	d, err := f.Limit.Allow(ctx, string(class)+"#"+who, rule)
	if err != nil {
		return operation.AsProblem(fmt.Errorf("limit %s: %w", class, err))
	}
	if d.Allowed {
		return nil
	}
	return operation.NewProblem(http.StatusTooManyRequests, operation.CodeRateLimited,
		fmt.Sprintf("Too many requests: at most %d in %s. Wait %d seconds.", rule.Events, spoken(rule.Period), seconds(d.RetryAfter))).
		RetryAfter(d.RetryAfter).
		WithHeader("RateLimit", fmt.Sprintf(`"%s";r=%d;t=%d`, class, d.Remaining, seconds(d.Reset))).
		WithHeader("RateLimit-Policy", fmt.Sprintf(`"%s";q=%d;w=%d`, class, rule.Events, seconds(rule.Period)))
}

func seconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }

func spoken(d time.Duration) string {
	if d == time.Minute {
		return "a minute"
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
