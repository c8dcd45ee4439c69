package functions

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/catalog"
	"github.com/aio-creative-hub/aio/shared/cloud"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// linked are the packages below shared/ that functions of an area link of other areas,
// each with its reason; "*" is every area.
var linked = map[string][]string{
	"*": {
		"identity", "identity/api", // tokens are verified in every function
		"usage", // so is use written down
	},
	"chat":     {"nlp"},                                       // understands in the same function: a call would cost more than it does
	"nlp":      {"chat"},                                      // the chat has the code of nlp.process
	"system":   {"nlp"},                                       // its health is asked of the model itself
	"graphics": {"document"},                                  // a canvas is a document
	"live":     append(schemas(), "document", "document/api"), // documents are followed
	"document": schemas(),
}

// schemas are the kinds of documents, with what they are made of: whoever opens a document
// knows them all.
func schemas() []string {
	return []string{"graphics/model", "graphics/text", "graphics/path", "graphics/paint", "graphics/geom", "graphics/colour"}
}

// forbidden is what no function links.
var forbidden = []string{"modernc.org/sqlite", Module + "/shared/store/sqlite", Module + "/shared/store/memory", Module + "/shared/local",
	Module + "/shared/blob/files", Module + "/shared/keys/keyfiles", Module + "/shared/bus/outbox", Module + "/shared/limit/gcra",
	"github.com/aws/aws-sdk-go-v2/config", "github.com/spf13/cobra"}

// TestFunctionsLinkTheirOwn: no function links the embedded runtime, its adapters or
// another area.
func TestFunctionsLinkTheirOwn(t *testing.T) {
	deps := dependencies(t)
	areas := map[string]bool{}
	for _, d := range catalog.All() {
		areas[operation.SpecOf(d).Area] = true
	}
	names, err := namesIn(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range catalog.All() {
		s := operation.SpecOf(d)
		if s.Planned {
			continue
		}
		own := names[s.ID].area
		for _, dep := range deps[Module+"/"+Dir+"/"+cloud.FunctionDir(s.ID)] {
			if slices.Contains(forbidden, dep) {
				t.Errorf("%s links %s", s.ID, dep)
			}
			if path, ok := strings.CutPrefix(dep, Module+"/shared/"); ok && foreign(path, own, areas) {
				t.Errorf("%s, of %s, links %s", s.ID, own, dep)
			}
		}
	}
}

// foreign tells whether a package below shared/ is another area's code.
func foreign(path, own string, areas map[string]bool) bool {
	area, rest, _ := strings.Cut(path, "/")
	switch {
	case !areas[area] || area == own || rest == "ops":
		return false
	case slices.Contains(linked["*"], path) || slices.Contains(linked[own], path):
		return false
	}
	for _, allowed := range linked[own] { // with what it is made of
		if strings.HasPrefix(path, allowed+"/") {
			return false
		}
	}
	return true
}

// dependencies lists what each function's main package links.
func dependencies(t *testing.T) map[string][]string {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps", "-tags", "lambda.norpc", "-json=ImportPath,Deps", "./"+Dir+"/...")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for dec := json.NewDecoder(strings.NewReader(string(out))); dec.More(); {
		var p struct {
			ImportPath string
			Deps       []string
		}
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		all[p.ImportPath] = p.Deps
	}
	return all
}
