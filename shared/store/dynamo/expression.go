package dynamo

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/aio-creative-hub/aio/shared/cloud"
	"github.com/aio-creative-hub/aio/shared/store"
)

// expression collects the parts of a request that refer to names and values.
type expression struct {
	names  map[string]string
	values attributes
}

func newExpression() *expression {
	return &expression{names: map[string]string{}, values: attributes{}}
}

// name gives the placeholder of an attribute.
func (e *expression) name(attribute string) string {
	for p, known := range e.names {
		if known == attribute {
			return p
		}
	}
	p := fmt.Sprintf("#a%d", len(e.names)) // short: an expression has at most 4 KB
	e.names[p] = attribute
	return p
}

// value gives a placeholder of a value.
func (e *expression) value(v types.AttributeValue) string {
	p := fmt.Sprintf(":v%d", len(e.values))
	e.values[p] = v
	return p
}

// valuesOrNil is nil if there are none: the service refuses an empty map.
func (e *expression) valuesOrNil() attributes {
	if len(e.values) == 0 {
		return nil
	}
	return e.values
}

func (e *expression) namesOrNil() map[string]string {
	if len(e.names) == 0 {
		return nil
	}
	return e.names
}

// live says that the item, if there is one, has not expired.
func (e *expression) live(now int64) string {
	exp := e.name(attrExp)
	return "(attribute_not_exists(" + exp + ") OR " + exp + " > " + e.value(number(now)) + ")"
}

// condition is the write's, together with "not expired". A delete of what must be absent
// may meet what has expired.
func (e *expression) condition(w store.Write, now int64) string {
	switch {
	case w.If == nil && w.Delete:
		return ""
	case w.If == nil:
		return e.live(now)
	case *w.If == 0 && w.Delete:
		exp := e.name(attrExp)
		return "(attribute_not_exists(" + e.name(AttrPK) + ") OR " + exp + " <= " + e.value(number(now)) + ")"
	case *w.If == 0:
		return "attribute_not_exists(" + e.name(AttrPK) + ")"
	case *w.If < 0:
		return "attribute_exists(" + e.name(AttrPK) + ") AND " + e.live(now)
	}
	return e.name(attrRev) + " = " + e.value(number(*w.If)) + " AND " + e.live(now)
}

// update is what makes the item as the write says: what is empty is removed, so that its
// events are not published again; counters stay, and are added to.
func (e *expression) update(w store.Write, base int64, indexes []string) (string, error) {
	set, err := fields(w.Item)
	if err != nil {
		return "", err
	}
	rev := e.name(attrRev)
	sets := []string{rev + " = if_not_exists(" + rev + ", " + e.value(number(base-1)) + ") + " + e.value(number(1))}
	for _, a := range slices.Sorted(maps.Keys(set)) {
		sets = append(sets, e.name(a)+" = "+e.value(set[a]))
	}
	var removes []string
	for _, a := range all(indexes) {
		if set[a] == nil {
			removes = append(removes, e.name(a))
		}
	}
	text := "SET " + strings.Join(sets, ", ") + " REMOVE " + strings.Join(removes, ", ")
	if len(removes) == 0 {
		text = "SET " + strings.Join(sets, ", ")
	}
	if len(w.Add) > 0 {
		var adds []string
		for _, name := range slices.Sorted(maps.Keys(w.Add)) {
			adds = append(adds, e.name(counter+name)+" "+e.value(number(w.Add[name])))
		}
		text += " ADD " + strings.Join(adds, ", ")
	}
	return text, nil
}

// all lists the attributes that a write sets or removes.
func all(indexes []string) []string {
	out := []string{attrData, attrExp, AttrTTL, attrEmit, AttrEmits}
	for _, name := range indexes {
		pk, sk := cloud.IndexKeys(name)
		out = append(out, pk, sk)
	}
	return out
}
