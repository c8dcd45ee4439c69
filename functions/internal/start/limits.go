package start

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/aio-creative-hub/aio/shared/cloud"
	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/limit"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// parseLimits gives the default's limits with other numbers for the classes in text:
// auth=5/1m,tools=60/1m. The global class is the edge's to count (the rate rule of its
// firewall), which turns people away before a function is paid for.
func parseLimits(text string) (function.Limits, error) {
	limits := function.DefaultLimits()
	delete(limits, operation.LimitGlobal)
	var errs []error
	for _, part := range strings.Split(text, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		class, rule, err := parseLimit(part)
		if _, known := limits[class]; err != nil || !known {
			errs = append(errs, fmt.Errorf("%s: %q is not class=events/period of auth, tools, upload or edit, e.g. auth=5/1m", cloud.EnvLimits, part))
			continue
		}
		limits[class] = rule
	}
	return limits, errors.Join(errs...)
}

func parseLimit(text string) (operation.Class, limit.Rule, error) {
	class, numbers, _ := strings.Cut(text, "=")
	events, period, _ := strings.Cut(numbers, "/")
	n, err1 := strconv.Atoi(events)
	d, err2 := time.ParseDuration(period)
	r := limit.Rule{Events: n, Period: d}
	if err := errors.Join(err1, err2); err != nil {
		return "", r, err
	}
	return operation.Class(class), r, r.Validate()
}
