// Package contract judges whether an API description breaks the clients of an earlier
// one. It knows this API's own rules, which are stricter than those of general tools
// (compare oasdiff and the "breaking changes" of Google's AIP-180): a request may hold
// no unknown field or query parameter, so taking one away breaks whoever sends it; an
// answer may gain fields, which clients ignore, but no new enum values, because clients
// generated from the description have closed types.
package contract

import (
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Load reads an OpenAPI document, JSON or YAML, with its references resolved.
func Load(data []byte) (*openapi3.T, error) {
	doc, err := openapi3.NewLoader().LoadFromData(data)
	if err != nil {
		return nil, fmt.Errorf("contract: %w", err)
	}
	if doc.Info == nil {
		return nil, fmt.Errorf("contract: the document has no info")
	}
	return doc, nil
}

// Check compares the present API with the released one. It fails if the version went
// back, or if something breaks clients and the version does not say so.
func Check(released, present []byte) error {
	before, err := Load(released)
	if err != nil {
		return err
	}
	after, err := Load(present)
	if err != nil {
		return err
	}
	step, err := stepBetween(before.Info.Version, after.Info.Version)
	if err != nil {
		return err
	}
	broken := Breaking(before, after)
	if len(broken) == 0 || step == stepBreaking {
		return nil
	}
	return fmt.Errorf("contract: version %s follows %s, but this breaks clients:\n\t%s\nraise the version (%s) or take the change back",
		after.Info.Version, before.Info.Version, strings.Join(broken, "\n\t"), breakingHint(before.Info.Version))
}

// Breaking lists what of after breaks clients of before, sorted.
func Breaking(before, after *openapi3.T) []string {
	c := &comparison{inside: map[pair]bool{}}
	for path, old := range before.Paths.Map() {
		c.path(path, old, after.Paths.Value(path))
	}
	slices.Sort(c.found)
	return slices.Compact(c.found)
}

// comparison collects findings. inside are the schemas under comparison, to end recursion
// through those that hold themselves.
type comparison struct {
	found  []string
	inside map[pair]bool
}

type pair struct {
	before, after *openapi3.Schema
	way           direction
}

func (c *comparison) breaks(where, format string, args ...any) {
	c.found = append(c.found, where+": "+fmt.Sprintf(format, args...))
}
