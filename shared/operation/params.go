package operation

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
)

// maxShownName bounds the names of a request that a refusal repeats: they are the
// client's own, so they tell nothing, but they may be long.
const maxShownName = 100 // bytes

// errType says that an argument has the wrong JSON type.
var errType = errors.New("is not of the right type")

// number is what a number in a path, query or header looks like. The parsers of Go also
// take NaN, Inf, 0x1p-2 and 1_000.
var number = regexp.MustCompile(`^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$`)

// paramText writes an argument of a direct call as the text of a parameter. It must have
// the type that the schema asks for: a string of digits is no number.
func paramText(v Raw, s *huma.Schema) (string, error) {
	if s.Type != huma.TypeArray {
		return scalarText(v, s.Type)
	}
	var elements []Raw
	if err := json.Unmarshal(v, &elements); err != nil {
		return "", errType
	}
	parts := make([]string, len(elements))
	for i, element := range elements {
		part, err := scalarText(element, s.Items.Type)
		if err != nil {
			return "", err
		}
		if strings.Contains(part, ",") {
			return "", errors.New("holds a comma, which separates the elements")
		}
		parts[i] = part
	}
	return strings.Join(parts, ","), nil
}

func scalarText(v Raw, want string) (string, error) {
	var value any
	if err := json.Unmarshal(v, &value); err != nil {
		return "", errType
	}
	switch value := value.(type) {
	case string:
		if want == huma.TypeString {
			return value, nil
		}
	case float64:
		if want == huma.TypeInteger || want == huma.TypeNumber {
			return string(v), nil
		}
	case bool:
		if want == huma.TypeBoolean {
			return strconv.FormatBool(value), nil
		}
	}
	return "", errType
}

// checkParams refuses text in path, query and header that must not reach validation:
// what is not UTF-8, a query parameter given twice (parsers disagree on which counts)
// or without a value, and numbers that are none.
func (b *Bound) checkParams(req *Request) *Problem {
	for name, v := range req.Path {
		if !validText(v) {
			return badText("path." + shortName(name))
		}
	}
	for _, name := range sortedKeys(req.Query) {
		values, field := req.Query[name], "query."+shortName(name)
		switch {
		case !validText(name) || len(values) > 0 && !validText(values[0]):
			return badText(field)
		case len(values) > 1:
			return NewProblem(http.StatusBadRequest, CodeBadRequest, field+" is given more than once.").On(field)
		}
	}
	for _, a := range b.args {
		text := req.param(a)
		if !validText(text) {
			return badText(a.In + "." + a.Name)
		}
		if text == "" && a.In == "query" && len(req.Query[a.Name]) > 0 && !emptyAllowed(a.Schema) {
			return Invalid(a.In+"."+a.Name, CodeInvalid, a.Name+" has no value; leave it out.")
		}
		if !numbers(text, a.Schema) {
			return Invalid(a.In+"."+a.Name, CodeInvalid, a.Name+" must be a number.")
		}
	}
	return nil
}

func badText(field string) *Problem {
	return NewProblem(http.StatusBadRequest, CodeBadRequest, field+" is not valid UTF-8 text.").On(field)
}

// param is the text of a parameter as it came, "" if it did not or is a body field.
func (r *Request) param(a Argument) string {
	switch a.In {
	case "path":
		return r.Path[a.Name]
	case "query":
		return url.Values(r.Query).Get(a.Name)
	case "header":
		return r.Header.Get(a.Name)
	}
	return ""
}

// emptyAllowed reports whether ?name= is a value of the schema: some text, or a list
// without elements. huma takes it for a parameter that is not given.
func emptyAllowed(s *huma.Schema) bool {
	switch s.Type {
	case huma.TypeArray:
		return s.MinItems == nil
	case huma.TypeString:
		return s.Format == "" && s.Pattern == "" && len(s.Enum) == 0 && s.MinLength == nil
	}
	return false
}

// numbers reports whether text has the form of a number wherever the schema wants one.
func numbers(text string, s *huma.Schema) bool {
	if text == "" {
		return true
	}
	parts := []string{text}
	if s.Type == huma.TypeArray {
		s, parts = s.Items, strings.Split(text, ",")
	}
	if s.Type != huma.TypeInteger && s.Type != huma.TypeNumber {
		return true
	}
	for _, part := range parts {
		if !number.MatchString(part) {
			return false
		}
	}
	return true
}

func validText(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

// shortName is a name of the client's, valid UTF-8 and not too long to repeat.
func shortName(name string) string {
	if len(name) > maxShownName {
		name = name[:maxShownName] + "..."
	}
	return strings.ToValidUTF8(name, "?")
}

// unknownArgument refuses an argument that the operation does not have.
func unknownArgument(name string) *Problem {
	field := shortName(name)
	return Invalid(field, codeUnknownField, fmt.Sprintf("There is no argument %q.", field))
}
