package catalog_test

import (
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/catalog"
	"github.com/aio-creative-hub/aio/shared/operation"
)

var idPattern = regexp.MustCompile(`^[a-z]+\.[a-z_]+$`)

func TestEverySpecIsComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, d := range catalog.All() {
		s := operation.SpecOf(d)
		switch {
		case !idPattern.MatchString(s.ID):
			t.Errorf("%q: not an operation id", s.ID)
		case seen[s.ID]:
			t.Errorf("%s: declared twice", s.ID)
		case s.Area == "" || s.Summary == "" || s.Auth == "" || s.Price == "":
			t.Errorf("%s: area, summary, auth and price are required", s.ID)
		case s.Has(operation.Rest) != (s.Method != "" && s.Path != ""):
			t.Errorf("%s: method and path go with the REST trigger", s.ID)
		case s.Has(operation.Rest) && s.Limit == "":
			t.Errorf("%s: everything reachable by REST has a limit class", s.ID)
		case s.Deadline() > operation.MaxTimeout && s.Has(operation.Rest):
			t.Errorf("%s: times out after API Gateway does", s.ID)
		}
		seen[s.ID] = true
	}
}

func TestArgumentNamesAreUnique(t *testing.T) {
	for _, d := range catalog.All() {
		seen := map[string]bool{}
		for _, a := range operation.Arguments(d) {
			if seen[a.Name] {
				t.Errorf("%s: argument %s stands in two parts of the request", operation.SpecOf(d).ID, a.Name)
			}
			seen[a.Name] = true
		}
	}
}

// API Gateway wants one name for the parameters at one place of a path, and a router
// must never have to choose between two operations.
func TestPathsDoNotCollide(t *testing.T) {
	param := map[string]string{}
	route := map[string]string{}
	for _, d := range catalog.All() {
		s := operation.SpecOf(d)
		if !s.Has(operation.Rest) {
			continue
		}
		shape := s.Method
		prefix := ""
		for _, segment := range strings.Split(s.Path, "/") {
			if strings.HasPrefix(segment, "{") {
				if other, ok := param[prefix]; ok && other != segment {
					t.Errorf("%s: %s beside %s under %s", s.ID, segment, other, prefix)
				}
				param[prefix] = segment
				segment = "{}"
			}
			prefix += "/" + segment
			shape += "/" + segment
		}
		if other, ok := route[shape]; ok {
			t.Errorf("%s and %s have the same route", s.ID, other)
		}
		route[shape] = s.ID
	}
}

func TestChatDeclarationsNameArguments(t *testing.T) {
	for _, d := range catalog.All() {
		s := operation.SpecOf(d)
		if s.Chat == nil {
			continue
		}
		names := map[string]bool{"": true}
		for _, a := range operation.Arguments(d) {
			names[a.Name] = true
		}
		for _, name := range []string{s.Chat.Document, s.Chat.Artifact} {
			if !names[name] {
				t.Errorf("%s: chat names the argument %q, which does not exist", s.ID, name)
			}
		}
		for slot, name := range s.Chat.Slots {
			if !names[name] {
				t.Errorf("%s: slot %s fills %q, which does not exist", s.ID, slot, name)
			}
		}
		if s.Chat.Show != "" {
			if _, ok := catalog.Find(s.Chat.Show); !ok {
				t.Errorf("%s: shows by %s, which does not exist", s.ID, s.Chat.Show)
			}
		}
	}
}

// The catalogue is read by small programs and at every function's start.
func TestDependsOnHumaAndTheStandardLibraryOnly(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, pkg := range strings.Fields(string(out)) {
		ours := strings.HasPrefix(pkg, "github.com/aio-creative-hub/aio/shared/")
		if ours && (strings.HasSuffix(pkg, "/ops") || strings.HasSuffix(pkg, "/operation") || strings.HasSuffix(pkg, "/catalog")) {
			continue
		}
		if strings.HasPrefix(pkg, "github.com/danielgtaylor/huma/v2") {
			continue
		}
		t.Errorf("depends on %s", pkg)
	}
}

// What the chat may call has words of its own: no two operations are offered by the same.
func TestChatDeclarationsHaveWords(t *testing.T) {
	said := map[string]string{}
	for _, d := range catalog.All() {
		s := operation.SpecOf(d)
		if s.Chat == nil {
			continue
		}
		for _, words := range []string{s.Chat.Label, s.Chat.Example} {
			if other := said[words]; words == "" || (other != "" && other != s.ID) {
				t.Errorf("%s: the chat offers it by %q, as %q", s.ID, words, other)
			}
			said[words] = s.ID
		}
	}
}

// Every tool and operation of the chat's vocabulary is declared; what has no code is planned.
func TestVocabularyIsDeclared(t *testing.T) {
	for tool, operations := range map[string]string{
		"graphics": "create add_layer edit_layer delete_layer transform filter undo redo export",
		"web":      "generate edit validate preview export",
		"ide":      "execute validate scan generate",
		"cad":      "create boolean transform measure view export",
		"video":    "trim concat convert effect speed text audio thumbnail status",
		"artifact": "list open share delete",
		"drive":    "save import",
	} {
		for _, op := range strings.Fields(operations) {
			id := tool + "." + op
			d, ok := catalog.Find(id)
			if !ok || operation.SpecOf(d).Chat == nil {
				t.Errorf("%s is not declared for the chat", id)
				continue
			}
			leaves := id == "artifact.share" || id == "artifact.delete" || id == "drive.save"
			if s := operation.SpecOf(d); s.Chat.Careful != leaves {
				t.Errorf("%s: careful is %v; what destroys, or gives to others, is asked about", id, s.Chat.Careful)
			}
		}
	}
}
