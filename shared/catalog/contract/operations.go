package contract

import (
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

func (c *comparison) path(path string, before, after *openapi3.PathItem) {
	if after == nil {
		c.breaks(path, "removed")
		return
	}
	for method, old := range before.Operations() {
		where := method + " " + path
		if now := after.GetOperation(method); now != nil {
			c.operation(where, old, now)
		} else {
			c.breaks(where, "removed")
		}
	}
}

func (c *comparison) operation(where string, before, after *openapi3.Operation) {
	if before.OperationID != after.OperationID {
		c.breaks(where, "operationId %s became %s", before.OperationID, after.OperationID)
	}
	if strictness(after) > strictness(before) {
		c.breaks(where, "who may call it became stricter")
	}
	c.parameters(where, before.Parameters, after.Parameters)
	c.body(where, before.RequestBody, after.RequestBody)
	c.responses(where, before, after)
}

// strictness orders who may call: anyone, a signed-in person, an administrator.
func strictness(op *openapi3.Operation) int {
	switch auth, _ := op.Extensions["x-aio-auth"].(string); {
	case auth == "admin":
		return 2
	case auth == "user", op.Security != nil && len(*op.Security) > 0:
		return 1
	}
	return 0
}

func (c *comparison) parameters(where string, before, after openapi3.Parameters) {
	for _, ref := range before {
		old := ref.Value
		at := where + " " + old.In + "." + old.Name
		now := after.GetByInAndName(old.In, old.Name)
		if now == nil {
			c.breaks(at, "removed")
			continue
		}
		if now.Required && !old.Required {
			c.breaks(at, "became required")
		}
		c.schema(at, old.Schema, now.Schema, request)
	}
	for _, ref := range after {
		if now := ref.Value; now.Required && before.GetByInAndName(now.In, now.Name) == nil {
			c.breaks(where+" "+now.In+"."+now.Name, "new and required")
		}
	}
}

func (c *comparison) body(where string, before, after *openapi3.RequestBodyRef) {
	at := where + " body"
	switch {
	case before == nil && after == nil:
	case after == nil:
		c.breaks(at, "removed")
	case before == nil:
		if after.Value.Required {
			c.breaks(at, "new and required")
		}
	default:
		if after.Value.Required && !before.Value.Required {
			c.breaks(at, "became required")
		}
		c.content(at, before.Value.Content, after.Value.Content, request)
	}
}

// responses compares the answers of success. Refusals are told apart by their code, and
// each may come at any time.
func (c *comparison) responses(where string, before, after *openapi3.Operation) {
	for status, ref := range before.Responses.Map() {
		if !success(status) {
			continue
		}
		at := where + " " + status
		now := after.Responses.Value(status)
		if now == nil {
			c.breaks(at, "removed; the answer of success is now %s", strings.Join(successes(after), ", "))
			continue
		}
		for name, header := range ref.Value.Headers {
			if other := now.Value.Headers[name]; other != nil {
				c.schema(at+" header."+name, header.Value.Schema, other.Value.Schema, response)
			} else {
				c.breaks(at+" header."+name, "removed")
			}
		}
		c.content(at, ref.Value.Content, now.Value.Content, response)
	}
}

func success(status string) bool {
	return strings.HasPrefix(status, "2") || strings.HasPrefix(status, "3")
}

func successes(op *openapi3.Operation) []string {
	var out []string
	for status := range op.Responses.Map() {
		if success(status) {
			out = append(out, status)
		}
	}
	slices.Sort(out)
	return out
}

func (c *comparison) content(where string, before, after openapi3.Content, way direction) {
	for mediaType, old := range before {
		now := after[mediaType]
		if now == nil {
			c.breaks(where, "media type %s removed", mediaType)
			continue
		}
		c.schema(where, old.Schema, now.Schema, way)
	}
}
