package contract

import (
	"math"

	"github.com/getkin/kin-openapi/openapi3"
)

// limits finds limits of a request that let less pass than before.
func (c *comparison) limits(where string, before, after *openapi3.Schema) {
	oldLow, oldLowOpen := lowest(before)
	nowLow, nowLowOpen := lowest(after)
	if nowLow > oldLow || nowLow == oldLow && nowLowOpen && !oldLowOpen {
		c.breaks(where, "minimum raised")
	}
	oldHigh, oldHighOpen := highest(before)
	nowHigh, nowHighOpen := highest(after)
	if nowHigh < oldHigh || nowHigh == oldHigh && nowHighOpen && !oldHighOpen {
		c.breaks(where, "maximum lowered")
	}
	for _, l := range []struct {
		name        string
		before, now uint64
	}{
		{"minLength", before.MinLength, after.MinLength},
		{"minItems", before.MinItems, after.MinItems},
		{"minProperties", before.MinProps, after.MinProps},
	} {
		if l.now > l.before {
			c.breaks(where, "%s raised", l.name)
		}
	}
	for _, l := range []struct {
		name        string
		before, now *uint64
	}{
		{"maxLength", before.MaxLength, after.MaxLength},
		{"maxItems", before.MaxItems, after.MaxItems},
		{"maxProperties", before.MaxProps, after.MaxProps},
	} {
		if l.now != nil && (l.before == nil || *l.now < *l.before) {
			c.breaks(where, "%s lowered", l.name)
		}
	}
	if after.Pattern != "" && after.Pattern != before.Pattern {
		c.breaks(where, "pattern changed")
	}
	if after.UniqueItems && !before.UniqueItems {
		c.breaks(where, "items must now be unique")
	}
	if after.MultipleOf != nil && (before.MultipleOf == nil || *after.MultipleOf != *before.MultipleOf) {
		c.breaks(where, "multipleOf changed")
	}
}

// lowest gives the lower limit and whether it is itself excluded. 3.1 has two keywords,
// of which the stricter counts; 3.0 has a flag.
func lowest(s *openapi3.Schema) (limit float64, open bool) {
	limit = math.Inf(-1)
	if s.Min != nil {
		limit, open = *s.Min, s.ExclusiveMin.IsTrue()
	}
	if v := s.ExclusiveMin.Value; v != nil && *v >= limit {
		limit, open = *v, true
	}
	return limit, open
}

// highest is the same for the upper limit.
func highest(s *openapi3.Schema) (limit float64, open bool) {
	limit = math.Inf(1)
	if s.Max != nil {
		limit, open = *s.Max, s.ExclusiveMax.IsTrue()
	}
	if v := s.ExclusiveMax.Value; v != nil && *v <= limit {
		limit, open = *v, true
	}
	return limit, open
}
