package functions

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

// name is how an operation's declaration is called in the source.
type name struct {
	area     string // the folder of its ops package below shared/: graphics
	variable string // AddLayer, which its method is called, too
}

// declarations reads from the source which variable declares which operation: the
// catalogue knows values only. A variable is an operation's if the first text in its value
// that names one of the catalogue does: in full, or without its area.
func declarations(root fs.FS, known func(id string) bool) (map[string]name, error) {
	files, err := fs.Glob(root, "shared/*/ops/*.go")
	if err != nil {
		return nil, fmt.Errorf("functions: %w", err)
	}
	out := map[string]name{}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := fs.ReadFile(root, file)
		if err != nil {
			return nil, fmt.Errorf("functions: %w", err)
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, text, parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("functions: %w", err)
		}
		area := path.Base(path.Dir(path.Dir(file)))
		for _, d := range tree.Decls {
			readVariables(d, area, known, out)
		}
	}
	return out, nil
}

// readVariables notes the exported variables whose value holds an operation's id.
func readVariables(d ast.Decl, area string, known func(string) bool, out map[string]name) {
	group, ok := d.(*ast.GenDecl)
	if !ok || group.Tok != token.VAR {
		return
	}
	for _, s := range group.Specs {
		v, ok := s.(*ast.ValueSpec)
		if !ok {
			continue
		}
		for i, value := range v.Values {
			if id := idIn(value, area, known); id != "" && v.Names[i].IsExported() {
				out[id] = name{area: area, variable: v.Names[i].Name}
			}
		}
	}
}

// idIn finds the first text within an expression that names an operation.
func idIn(e ast.Expr, area string, known func(string) bool) (id string) {
	ast.Inspect(e, func(n ast.Node) bool {
		text, ok := n.(*ast.BasicLit)
		if !ok || id != "" || text.Kind != token.STRING {
			return id == ""
		}
		value, err := strconv.Unquote(text.Value)
		switch {
		case err != nil:
		case known(value):
			id = value
		case known(area + "." + value):
			id = area + "." + value
		}
		return id == ""
	})
	return id
}
