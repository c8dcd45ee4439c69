package operation

import (
	"errors"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
)

// configureHuma sets huma's package-wide switches, once. They are the strict ones: a
// field's name must match to the letter, a missing list is a list, and what huma refuses
// becomes a Problem that repeats neither a value sent nor a cause.
var configureHuma = sync.OnceFunc(func() {
	huma.ValidateStrictCasing = true
	huma.DefaultArrayNullable = false
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		return humaProblem(status, msg, errs)
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, msg string, errs ...error) huma.StatusError {
		return capture(ctx.Context(), humaProblem(status, msg, errs))
	}
})

var statusCodes = map[int]string{
	http.StatusBadRequest:            CodeBadRequest,
	http.StatusRequestEntityTooLarge: CodeTooLarge,
	http.StatusUnsupportedMediaType:  CodeMediaType,
	http.StatusUnprocessableEntity:   CodeInvalid,
}

// maxFieldProblems bounds the fields that one refusal lists: a body of the most bytes has
// room for a hundred thousand wrong ones.
const maxFieldProblems = 20

func humaProblem(status int, msg string, errs []error) *Problem {
	code, known := statusCodes[status]
	if !known {
		return AsProblem(errors.Join(append([]error{errors.New(msg)}, errs...)...))
	}
	p := NewProblem(status, code, sentence(msg))
	for _, err := range errs {
		var d huma.ErrorDetailer
		if !errors.As(err, &d) {
			continue
		}
		detail := d.ErrorDetail()
		message := publicMessage(detail.Message)
		field := shortName(detail.Location)
		if name, ok := missingField(message); ok { // huma names the object that lacks it
			field, message = field+"."+name, "required and missing"
		}
		p.Errors = append(p.Errors, FieldProblem{Field: field, Code: fieldCode(message), Message: message})
	}
	// huma finds unknown fields in the order of a map.
	slices.SortStableFunc(p.Errors, func(a, b FieldProblem) int { return strings.Compare(a.Field, b.Field) })
	p.Errors = p.Errors[:min(len(p.Errors), maxFieldProblems)]
	switch {
	case len(p.Errors) > 0:
		p.Field = p.Errors[0].Field
		p.Detail = sentence(p.Errors[0].Field + ": " + p.Errors[0].Message)
	case status == http.StatusBadRequest: // a missing body is all that huma itself answers so
		p.Field = "body"
	}
	return p
}

// publicMessage lets pass what huma itself says about a value. Other texts are those of
// decoders and parsers, which quote the value, and some of huma's end in one.
func publicMessage(message string) string {
	for _, own := range []string{"expected ", "required ", "unexpected property", "unknown query", "invalid integer", "invalid float", "invalid boolean"} {
		if !strings.HasPrefix(message, own) {
			continue
		}
		for _, quoting := range []string{"expected string to be", "expected duration"} {
			if strings.HasPrefix(message, quoting) {
				message, _, _ = strings.Cut(message, ": ")
			}
		}
		return message
	}
	return "not a value that fits here"
}

// missingField gives the property that huma's message says is missing.
func missingField(message string) (string, bool) {
	name, ok := strings.CutPrefix(message, "expected required property ")
	if !ok {
		return "", false
	}
	return strings.CutSuffix(name, " to be present")
}

// fieldCode sorts huma's validation messages into stable codes.
func fieldCode(message string) string {
	switch {
	case strings.HasPrefix(message, "required "):
		return codeRequired
	case strings.HasPrefix(message, "unexpected property"), strings.HasPrefix(message, "unknown query"):
		return codeUnknownField
	}
	return CodeInvalid
}

func sentence(s string) string {
	s = strings.TrimSpace(s)
	if s == "" {
		return "The request was refused."
	}
	if strings.ContainsAny(s[len(s)-1:], ".!?") {
		return s
	}
	return s + "."
}

// humaConfig is huma without its extras: no $schema, no documentation routes.
func humaConfig(title, version string) huma.Config {
	configureHuma()
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI:    "3.1.0",
			Info:       &huma.Info{Title: title, Version: version},
			Components: &huma.Components{Schemas: huma.NewMapRegistry("#/components/schemas/", schemaName)},
		},
		Formats:                      map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "application/problem+json": huma.DefaultJSONFormat},
		DefaultFormat:                "application/json",
		RejectUnknownQueryParameters: true,
	}
}

// schemaName names a schema by area and type: graphics/ops.Canvas is GraphicsCanvas, and
// a generic Page[graphics/ops.Canvas] is GraphicsCanvasPage, so that two areas may use
// the same type name.
func schemaName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	name := t.Name()
	if name == "" {
		return huma.DefaultSchemaNamer(t, hint)
	}
	if generic, arg, ok := strings.Cut(name, "["); ok {
		arg = strings.TrimSuffix(arg, "]")
		path, element := "", arg
		if dot := strings.LastIndex(arg, "."); dot >= 0 {
			path, element = arg[:dot], arg[dot+1:]
		}
		return areaPrefix(path, element) + element + generic
	}
	return areaPrefix(t.PkgPath(), name) + name
}

// areaPrefix is the capitalised folder that holds the ops package, "" elsewhere, and ""
// if the name begins with it already.
func areaPrefix(pkgPath, name string) string {
	area, found := strings.CutSuffix(pkgPath, "/ops")
	if !found {
		return ""
	}
	area = area[strings.LastIndex(area, "/")+1:]
	prefix := strings.ToUpper(area[:1]) + area[1:]
	if strings.HasPrefix(name, prefix) {
		return ""
	}
	return prefix
}

// solo is a huma adapter for exactly one operation: it keeps the handler, and there is
// no router.
type solo struct {
	op     *huma.Operation
	handle func(huma.Context)
}

func (s *solo) Handle(op *huma.Operation, handler func(huma.Context)) { s.op, s.handle = op, handler }

// ServeHTTP implements huma.Adapter; requests come as Request, so it has nothing to serve.
func (s *solo) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	http.Error(w, "not served over net/http", http.StatusNotImplemented)
}
