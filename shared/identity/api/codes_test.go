package api

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/identity"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// codes reads the codes that shared/identity declares.
func codes(t *testing.T) []identity.Code {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../errors.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []identity.Code
	ast.Inspect(file, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok || len(v.Names) != 1 || len(v.Values) != 1 || !strings.HasPrefix(v.Names[0].Name, "Code") {
			return true
		}
		if lit, ok := v.Values[0].(*ast.BasicLit); ok {
			text, err := strconv.Unquote(lit.Value)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, identity.Code(text))
		}
		return true
	})
	return out
}

// TestEveryCodeIsAnswered: no refusal of shared/identity reaches people as a fault of ours.
func TestEveryCodeIsAnswered(t *testing.T) {
	all := codes(t)
	if len(all) < 12 {
		t.Fatalf("found only %v", all)
	}
	cause := errors.New("host 12 is down")
	for _, c := range all {
		err := problem(&identity.Error{Code: c, Field: "password", Message: "what to do", RetryAfter: 90 * time.Second, Err: cause})
		p := operation.AsProblem(err)
		res := p.Response("req_1")
		if p.Status < 400 || p.Status >= 500 || p.Code != string(c) || p.Field != "body.password" || len(p.Errors) != 1 || p.Detail != "what to do" ||
			!errors.Is(p, cause) || res.Header.Get("Retry-After") != "90" || strings.Contains(string(res.Body), "host 12") {
			t.Errorf("%s: %d %s, cause %v, %s", c, p.Status, p.Code, p.Unwrap(), res.Body)
		}
	}
	if len(statuses) != len(all) {
		t.Errorf("%d statuses of %d codes", len(statuses), len(all))
	}
	for _, err := range []error{nil, cause, &identity.Error{Code: "of tomorrow"}} {
		if got := problem(err); !errors.Is(got, err) {
			t.Errorf("%v became %v", err, got)
		}
	}
}
