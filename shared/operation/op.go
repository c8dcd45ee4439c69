package operation

import (
	"context"
	"fmt"
	"net/http"
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
	unavailable() *Bound
}

// SpecOf gives the Spec of a declaration.
func SpecOf(d Declared) Spec { return d.spec() }

func (o Op[I, O]) spec() Spec { return o.Spec }

// Handler is the code of an operation.
type Handler[I, O any] func(context.Context, *I) (*O, error)

// Describe adds the operation to an API description; it needs no handler.
func (o Op[I, O]) Describe(api huma.API) {
	huma.Register(api, humaOperation(o.Spec), notBuilt[I, O])
	withFields(api, o.Spec)
}

// notBuilt is the code of an operation that is planned.
func notBuilt[I, O any](context.Context, *I) (*O, error) { //nolint:unparam // it is a Handler
	return nil, NewProblem(http.StatusNotImplemented, CodeNotAvailable, notAvailable)
}

func (o Op[I, O]) unavailable() *Bound { return o.Bind(notBuilt[I, O]) }

// Unavailable binds a planned operation: it checks requests and answers tool_not_available.
func Unavailable(d Declared) *Bound { return d.unavailable() }

// notAvailable is what a planned operation answers.
const notAvailable = "This tool is not available yet."

// Bound is an operation with its code, free of any transport.
type Bound struct {
	Spec  Spec
	api   huma.API
	op    *huma.Operation
	serve func(huma.Context)
	args  []Argument

	uniqueItems bool // some list of the body must not hold an element twice
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
	return &Bound{Spec: o.Spec, api: api, op: adapter.op, serve: adapter.handle, args: arguments(api, adapter.op),
		uniqueItems: hasUniqueItems(api.OpenAPI().Components.Schemas)}
}

// Serve answers one request. It never panics: a panic of the code is a 500 whose cause
// holds the stack.
func (b *Bound) Serve(ctx context.Context, req *Request) (res *Response) {
	res = &Response{Status: http.StatusOK, Header: http.Header{}}
	defer func() {
		if r := recover(); r != nil {
			res = AsProblem(&PanicError{Value: r, Stack: debug.Stack()}).Response(MetaFrom(ctx).Correlation)
		}
	}()
	if p := b.check(req); p != nil {
		return p.Response(MetaFrom(ctx).Correlation)
	}
	want, p := b.chosen(req)
	if p != nil {
		return p.Response(MetaFrom(ctx).Correlation)
	}
	req.Header.Set("Accept", "application/json")
	var refused *Problem
	ctx = context.WithValue(ctx, problemKey{}, &refused)
	b.serve(&exchange{ctx: ctx, op: b.op, req: req, res: res})
	if refused != nil {
		return refused.Response(MetaFrom(ctx).Correlation)
	}
	if len(want.fields) > 0 && res.Status == http.StatusOK {
		if err := want.cut(res); err != nil {
			return AsProblem(err).Response(MetaFrom(ctx).Correlation)
		}
	}
	return res
}

// PanicError is a panic of an operation's code.
type PanicError struct {
	Value any
	Stack []byte
}

// Error implements error, for logs.
func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v\n%s", e.Value, e.Stack) }

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
			fmt.Sprintf("The request body may have at most %d bytes.", b.maxBody())).On("body")
	}
	if p := b.checkParams(req); p != nil {
		return p
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
	return b.checkBody(req.Body)
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
		op.Security = []map[string][]string{{bearerScheme: {}}}
	}
	if s.Planned {
		op.Extensions["x-aio-planned"] = true
	}
	return op
}

// errorStatuses are the refusals that an operation's description names; huma adds 500.
func errorStatuses(s Spec) []int {
	codes := []int{http.StatusBadRequest, http.StatusRequestURITooLong, http.StatusUnprocessableEntity,
		http.StatusTooManyRequests, http.StatusServiceUnavailable, http.StatusGatewayTimeout}
	codes = append(codes, s.Refusals...)
	if s.Auth != Public {
		codes = append(codes, http.StatusUnauthorized)
	}
	if s.Auth == User || s.Auth == Admin { // a role, or the scope of an API key, is missing
		codes = append(codes, http.StatusForbidden)
	}
	if strings.Contains(s.Path, "{") {
		codes = append(codes, http.StatusNotFound)
	}
	switch s.Method {
	case http.MethodPost, http.MethodPut, http.MethodPatch:
		codes = append(codes, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	case http.MethodDelete:
		codes = append(codes, http.StatusConflict)
	}
	if s.Planned {
		codes = append(codes, http.StatusNotImplemented)
	}
	return codes
}
