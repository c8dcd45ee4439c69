package cloud

import (
	"slices"
	"strings"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// Grants are the rights of an operation's function: those it declares and those that
// shared/function needs around it. Each (Kind, On) is there once, sorted.
func Grants(s operation.Spec) []operation.Grant {
	all := slices.Clone(s.Grants)
	all = append(all, operation.Table("runtime", operation.ReadWrite)) // groups of unexpected errors; limits; kept answers
	if s.Has(operation.Rest) && s.Auth != operation.Public {
		// Sessions and keys are looked up, and that they are in use is noted there.
		all = append(all, operation.Verify("tokens"), operation.Table("identity", operation.ReadWrite))
	}
	if s.Price.Unit() != "" {
		all = append(all, operation.Table("ledger", operation.ReadWrite)) // the chain's end is read, its next link written
	}
	for _, g := range s.Grants {
		switch g.Kind {
		case "sign", "rotate":
			all = append(all, operation.Verify(g.On), operation.Table("identity", operation.ReadWrite)) // which keys there are stands there
		case "seal":
			all = append(all, operation.Table("identity", operation.ReadWrite)) // the sealed keys stand there
		case "verify":
			all = append(all, operation.Table("identity", operation.Read))
		}
	}
	return merge(all)
}

// merge joins grants of the same thing: read and write are readwrite.
func merge(all []operation.Grant) []operation.Grant {
	var out []operation.Grant
	for _, g := range all {
		at := slices.IndexFunc(out, func(o operation.Grant) bool { return o.Kind == g.Kind && o.On == g.On })
		switch {
		case at < 0:
			out = append(out, g)
		case out[at].Access != g.Access:
			out[at].Access = operation.ReadWrite
		}
	}
	slices.SortFunc(out, func(a, b operation.Grant) int {
		if c := strings.Compare(a.Kind, b.Kind); c != 0 {
			return c
		}
		return strings.Compare(a.On, b.On)
	})
	return out
}
