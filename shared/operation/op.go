package operation

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// Op declares an operation: its Spec and the types of its input and output. I and O are
// huma structs: fields tagged path, query or header, and a field Body of a named type.
type Op[I, O any] struct{ Spec Spec }

// Declared is an operation without its types, as the catalogue lists it.
type Declared interface {
	Describe(api huma.API)
	spec() Spec
}

// SpecOf gives the Spec of a declaration.
func SpecOf(d Declared) Spec { return d.spec() }

func (o Op[I, O]) spec() Spec { return o.Spec }

// Handler is the code of an operation.
type Handler[I, O any] func(context.Context, *I) (*O, error)

// Describe adds the operation to an API description; it needs no handler.
func (o Op[I, O]) Describe(api huma.API) {
	huma.Register(api, humaOperation(o.Spec), func(context.Context, *I) (*O, error) {
		return nil, NewProblem(http.StatusNotImplemented, CodeNotAvailable, "This tool is not available yet.")
	})
}

// Bound is an operation with its code, free of any transport.
type Bound struct {
	Spec  Spec
	api   huma.API
	op    *huma.Operation
	serve func(huma.Context)
	args  []Argument
}

// Bind joins the declaration and its code. It panics on a declaration that huma
// refuses, which a test of the catalogue finds first.
func (o Op[I, O]) Bind(h Handler[I, O]) *Bound {
	adapter := &solo{}
	api := huma.NewAPI(humaConfig("AIO Creative Hub", "1"), adapter)
	huma.Register(api, humaOperation(o.Spec), func(ctx context.Context, in *I) (*O, error) {
		out, err := h(ctx, in)
		if err != nil {
			return nil, capture(ctx, AsProblem(err))
		}
		return out, nil
	})
	return &Bound{Spec: o.Spec, api: api, op: adapter.op, serve: adapter.handle, args: arguments(api, adapter.op)}
}

// Serve answers one request. It never panics: a panic of the code is a 500 whose cause
// holds the stack.
func (b *Bound) Serve(ctx context.Context, req *Request) (res *Response) {
	res = &Response{Status: http.StatusOK, Header: http.Header{}}
	defer func() {
		if r := recover(); r != nil {
			res = AsProblem(fmt.Errorf("panic: %v\n%s", r, debug.Stack())).Response(MetaFrom(ctx).Correlation)
		}
	}()
	if p := b.check(req); p != nil {
		return p.Response(MetaFrom(ctx).Correlation)
	}
	req.Header.Set("Accept", "application/json")
	var refused *Problem
	ctx = context.WithValue(ctx, problemKey{}, &refused)
	b.serve(&exchange{ctx: ctx, op: b.op, req: req, res: res})
	if refused != nil {
		return refused.Response(MetaFrom(ctx).Correlation)
	}
	return res
}

type problemKey struct{}

// capture keeps a refusal for Serve, with the private cause that huma would not carry.
func capture(ctx context.Context, p *Problem) *Problem {
	if slot, ok := ctx.Value(problemKey{}).(**Problem); ok {
		*slot = p
	}
	return p
}

// check refuses what must not reach validation: bodies above the limit, of another
// media type, or not well-formed, and text that is not UTF-8 in path or query.
func (b *Bound) check(req *Request) *Problem {
	if req.Header == nil {
		req.Header = http.Header{}
	}
	if len(req.Body) > b.maxBody() {
		return NewProblem(http.StatusRequestEntityTooLarge, CodeTooLarge,
			fmt.Sprintf("The request body may have at most %d bytes.", b.maxBody()))
	}
	if err := checkText(req); err != nil {
		return NewProblem(http.StatusBadRequest, CodeBadRequest, sentence(err.Error()))
	}
	if len(req.Body) == 0 {
		return nil
	}
	if b.op.RequestBody == nil {
		return NewProblem(http.StatusBadRequest, CodeBadRequest, "This request takes no body.").On("body")
	}
	if mt := req.Header.Get("Content-Type"); mt != "" && !isJSON(mt) {
		return NewProblem(http.StatusUnsupportedMediaType, CodeMediaType, "Send the body as application/json.").On("body")
	}
	req.Header.Set("Content-Type", "application/json")
	if err := CheckJSON(req.Body); err != nil {
		return NewProblem(http.StatusBadRequest, CodeBadRequest, sentence("The body is "+err.Error())).On("body")
	}
	return nil
}

func (b *Bound) maxBody() int {
	if b.Spec.MaxBody > 0 {
		return b.Spec.MaxBody
	}
	return DefaultMaxBody
}

func isJSON(contentType string) bool {
	mt, _, _ := strings.Cut(contentType, ";")
	return strings.EqualFold(strings.TrimSpace(mt), "application/json")
}

func checkText(req *Request) error {
	for name, v := range req.Path {
		if !validText(v) {
			return fmt.Errorf("path.%s is not valid UTF-8 text", name)
		}
	}
	for name, values := range req.Query {
		if !validText(name) {
			return fmt.Errorf("a query parameter's name is not valid UTF-8 text")
		}
		if len(values) > 1 {
			return fmt.Errorf("query.%s is given more than once", name)
		}
		if !validText(values[0]) {
			return fmt.Errorf("query.%s is not valid UTF-8 text", name)
		}
	}
	return nil
}

// humaOperation is the declaration in huma's terms.
func humaOperation(s Spec) huma.Operation {
	op := huma.Operation{
		OperationID: s.ID, Method: s.Method, Path: s.Path,
		Summary: s.Summary, Description: s.Description, Tags: []string{s.Area},
		DefaultStatus: s.Status, MaxBodyBytes: -1, // Bound.check counts
		Errors:     errorStatuses(s),
		Extensions: map[string]any{"x-aio-limit": string(s.Limit), "x-aio-auth": string(s.Auth)},
	}
	if op.Method == "" { // no REST trigger: huma still wants a route
		op.Method, op.Path = http.MethodPost, "/-/"+s.ID
	}
	if s.Auth == User || s.Auth == Admin {
		op.Security = []map[string][]string{{"bearer": {}}}
	}
	if s.Planned {
		op.Extensions["x-aio-planned"] = true
	}
	return op
}

func errorStatuses(s Spec) []int {
	codes := []int{http.StatusBadRequest, http.StatusTooManyRequests}
	if s.Auth != Public {
		codes = append(codes, http.StatusUnauthorized)
	}
	if strings.Contains(s.Path, "{") {
		codes = append(codes, http.StatusNotFound)
	}
	if s.Method != http.MethodGet {
		codes = append(codes, http.StatusConflict)
	}
	return codes
}

// Args builds the request of a direct call from one flat object of arguments, whatever
// part of a REST request each of them is.
func (b *Bound) Args(args map[string]Raw) (*Request, error) {
	req := &Request{Method: b.op.Method, Path: map[string]string{}, Query: url.Values{}, Header: http.Header{}}
	rest := make(map[string]Raw, len(args))
	for name, v := range args {
		rest[name] = v
	}
	for _, a := range b.args {
		v, given := rest[a.Name]
		if !given || a.In == "body" {
			continue
		}
		delete(rest, a.Name)
		text, err := paramText(v)
		if err != nil {
			return nil, Invalid(a.In+"."+a.Name, CodeInvalid, a.Name+" is not of the right type")
		}
		switch a.In {
		case "path":
			req.Path[a.Name] = text
		case "query":
			req.Query.Set(a.Name, text)
		case "header":
			req.Header.Set(a.Name, text)
		}
	}
	return req, b.bodyOf(req, rest)
}

func (b *Bound) bodyOf(req *Request, rest map[string]Raw) error {
	if b.op.RequestBody == nil {
		for name := range rest {
			return Invalid(name, "unknown_field", "unknown argument "+quoteName(name))
		}
		return nil
	}
	if len(rest) == 0 && !b.op.RequestBody.Required {
		return nil
	}
	body, err := marshalArgs(rest)
	if err != nil {
		return NewProblem(http.StatusBadRequest, CodeBadRequest, "The arguments are not valid JSON.")
	}
	req.Body = bytes.Clone(body)
	return nil
}
