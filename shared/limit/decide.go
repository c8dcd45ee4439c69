package limit

import "time"

// Decide is the algorithm, in its virtual scheduling form (ITU-T I.371 annex A): a subject
// has a theoretical arrival time (TAT), the time at which it will have used up nothing, and
// an event is allowed if the TAT, one interval later, would lie no further ahead of now than
// the period. It gives the new TAT: later if the event is allowed, earlier if the old one
// lies further ahead than this rule can bring it.
func Decide(now, tat time.Time, r Rule) (Decision, time.Time) {
	interval := r.Interval()
	full := interval * time.Duration(r.Events) // the period, but for rounding
	// A clock that was set back, or a rule made shorter, must not lock anyone out longer
	// than a period.
	ahead := min(max(tat.Sub(now), 0), full)
	d := Decision{Limit: r.Events, Allowed: ahead+interval <= full}
	if d.Allowed {
		ahead += interval
	} else {
		d.RetryAfter = ahead + interval - full
	}
	d.Remaining = int((full - ahead) / interval)
	d.Reset = ahead
	return d, now.Add(ahead)
}
