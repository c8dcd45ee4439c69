package catalog_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// unanswered are folders whose codes reach no client of the API: those of ports are told
// to areas, those of the terminal client to its user.
var unanswered = []string{"shared/store", "shared/fetch", "shared/client"}

// internal are codes that become a plain 500.
var internal = []string{"corrupt"}

// codeArgument is the place of the code among the arguments of what makes problems.
var codeArgument = map[string]int{"NewProblem": 1, "Invalid": 1, "problem": 2}

// sourceCodes collects the codes that the source can answer with: constants called Code…,
// and literals where a problem is made.
func sourceCodes(t *testing.T) map[string]string {
	t.Helper()
	root := filepath.Join("..", "..")
	found := map[string]string{}
	for _, dir := range []string{"shared", "cmd"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			rel, err := filepath.Rel(root, path)
			if err != nil || slices.ContainsFunc(unanswered, func(u string) bool { return strings.HasPrefix(filepath.ToSlash(rel), u+"/") }) {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				for _, code := range codesOf(n) {
					found[code] = rel
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return found
}

func codesOf(n ast.Node) []string {
	switch n := n.(type) {
	case *ast.ValueSpec:
		if name := n.Names[0].Name; len(n.Values) == 1 && (strings.HasPrefix(name, "Code") || strings.HasPrefix(name, "code")) {
			return literal(n.Values[0])
		}
	case *ast.CallExpr:
		name := ""
		switch f := n.Fun.(type) {
		case *ast.Ident:
			name = f.Name
		case *ast.SelectorExpr:
			name = f.Sel.Name
		}
		if at, ok := codeArgument[name]; ok && at < len(n.Args) {
			return literal(n.Args[at])
		}
	case *ast.KeyValueExpr:
		if key, ok := n.Key.(*ast.Ident); ok && key.Name == "Code" {
			return literal(n.Value)
		}
	}
	return nil
}

var codePattern = regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)

func literal(e ast.Expr) []string {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return nil
	}
	if s, err := strconv.Unquote(lit.Value); err == nil && codePattern.MatchString(s) {
		return []string{s}
	}
	return nil
}

// The page that explains the codes has all of them and no other.
func TestErrorsAreDocumented(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(docs, "errors.md"))
	if err != nil {
		t.Fatal(err)
	}
	documented := map[string]bool{}
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\|").FindAllStringSubmatch(string(page), -1) {
		if documented[row[1]] {
			t.Errorf("docs/errors.md has %s twice", row[1])
		}
		documented[row[1]] = true
	}
	inSource := sourceCodes(t)
	if len(inSource) < 30 {
		t.Fatalf("found only %d codes: the search is broken", len(inSource))
	}
	for _, code := range slices.Sorted(maps.Keys(inSource)) {
		if !documented[code] && !slices.Contains(internal, code) {
			t.Errorf("docs/errors.md lacks %s, which %s can answer", code, inSource[code])
		}
	}
	for code := range documented {
		if inSource[code] == "" {
			t.Errorf("docs/errors.md has %s, which nothing answers", code)
		}
	}
}
