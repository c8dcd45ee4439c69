package local

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// router finds the operation of a REST request by API Gateway's rules: segments are
// compared to the letter as they were sent, a static segment goes before a parameter, an
// empty segment matches nothing, and nothing is cleaned or redirected. A path that ends
// in a slash is another path.
type router struct{ root node }

// node is one segment's place in the tree of resources.
type node struct {
	static map[string]*node
	param  *node
	name   string            // of the parameter that leads here
	path   string            // the resource, e.g. /api/v1/things/{id}; "" if nothing ends here
	ops    map[string]string // method → operation id
}

// route is where a request goes.
type route struct {
	resource string
	params   map[string]string // percent-encoded as they were sent
	ops      map[string]string // method → operation id
}

// newRouter builds the tree from the operations with a REST trigger.
func newRouter(specs []operation.Spec) (*router, error) {
	r := &router{}
	var errs []error
	for _, s := range specs {
		if s.Has(operation.Rest) {
			if err := r.add(s); err != nil {
				errs = append(errs, fmt.Errorf("local: route of %s: %w", s.ID, err))
			}
		}
	}
	return r, errors.Join(errs...)
}

func (r *router) add(s operation.Spec) error {
	rest, ok := strings.CutPrefix(s.Path, "/")
	if !ok || s.Method == "" {
		return errors.New("needs a method and a path that begins with a slash")
	}
	at := &r.root
	for segment := range strings.SplitSeq(rest, "/") {
		next, err := at.child(segment)
		if err != nil {
			return err
		}
		at = next
	}
	if at.ops == nil {
		at.ops, at.path = map[string]string{}, s.Path
	}
	if other := at.ops[s.Method]; other != "" {
		return fmt.Errorf("%s %s is that of %s", s.Method, s.Path, other)
	}
	at.ops[s.Method] = s.ID
	return nil
}

func (n *node) child(segment string) (*node, error) {
	name, isParam := strings.CutPrefix(segment, "{")
	if !isParam {
		if n.static == nil {
			n.static = map[string]*node{}
		}
		if n.static[segment] == nil {
			n.static[segment] = &node{}
		}
		return n.static[segment], nil
	}
	name, ok := strings.CutSuffix(name, "}")
	if !ok || name == "" {
		return nil, fmt.Errorf("%q is not a parameter", segment)
	}
	if n.param == nil {
		n.param = &node{name: name}
	}
	if n.param.name != name {
		return nil, fmt.Errorf("parameter %q beside %q", name, n.param.name)
	}
	return n.param, nil
}

// maxSegments bounds what find looks at: no resource is deeper.
const maxSegments = 32

// find gives the route of a path as it was sent, still percent-encoded.
func (r *router) find(path string) (route, bool) {
	rest, ok := strings.CutPrefix(path, "/")
	if !ok || strings.Count(rest, "/") >= maxSegments {
		return route{}, false
	}
	params := map[string]string{}
	at := r.root.match(rest, params)
	if at == nil {
		return route{}, false
	}
	return route{resource: at.path, params: params, ops: at.ops}, true
}

// match walks the tree; it tries the static branch first and the parameter if that leads nowhere.
func (n *node) match(rest string, params map[string]string) *node {
	segment, rest, more := strings.Cut(rest, "/")
	for _, next := range []*node{n.static[segment], n.param} {
		if next == nil || (next == n.param && segment == "") {
			continue
		}
		found := next
		if more {
			found = next.match(rest, params)
		}
		if found == nil || found.ops == nil {
			continue
		}
		if next.name != "" {
			params[next.name] = segment
		}
		return found
	}
	return nil
}

// allow lists the methods of a route for the Allow header, with those the gateway answers itself.
func (r route) allow() string {
	methods := []string{"OPTIONS"}
	for m := range r.ops {
		methods = append(methods, m)
	}
	if r.ops["GET"] != "" && r.ops["HEAD"] == "" {
		methods = append(methods, "HEAD")
	}
	slices.Sort(methods)
	return strings.Join(slices.Compact(methods), ", ")
}
