package sam_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/internal/deploy"
	"github.com/aio-creative-hub/aio/internal/dist"
	"github.com/aio-creative-hub/aio/internal/sam"
	"github.com/aio-creative-hub/aio/shared/catalog"
	"github.com/aio-creative-hub/aio/shared/cloud"
	"github.com/aio-creative-hub/aio/shared/operation"
)

const stage = "sam"

// made is what a template says of a resource, as far as it is checked here.
type made struct {
	Type       string
	Properties struct {
		FunctionName, CodeUri string //nolint:revive // SAM's name
		Environment           struct{ Variables map[string]string }
		DefinitionBody        struct {
			Paths map[string]map[string]json.RawMessage
		}
	}
}

// TestTemplate: the one template has every function of the stage with what it is told, and
// every route of the REST API leads to one of them.
func TestTemplate(t *testing.T) {
	dir := t.TempDir()
	settings := deploy.ForEmulator(stage, "amd64")
	settings["dist"] = filepath.Join(dir, "dist")
	if err := dist.Placeholders(settings["dist"], "amd64"); err != nil {
		t.Fatal(err)
	}
	assembly := filepath.Join(dir, "cdk.out")
	if err := deploy.Synthesize(t.Context(), "../..", assembly, settings); err != nil {
		t.Fatal(err)
	}
	text, err := sam.Template(sam.Options{Assembly: assembly, Stage: stage, Programs: filepath.Join(settings["dist"], "amd64"),
		Environment: func(f string) map[string]string { return map[string]string{"SELF": f} }})
	if err != nil {
		t.Fatal(err)
	}
	var doc struct{ Resources map[string]made }
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	functions := map[string]bool{} // by name
	var api *made
	for _, r := range doc.Resources {
		switch r.Type {
		case "AWS::Serverless::Function":
			functions[r.Properties.FunctionName] = true
			if r.Properties.Environment.Variables["SELF"] != r.Properties.FunctionName {
				t.Errorf("%s is told %v", r.Properties.FunctionName, r.Properties.Environment.Variables)
			}
			if found, _ := filepath.Glob(filepath.Join(r.Properties.CodeUri, dist.Bootstrap)); len(found) != 1 {
				t.Errorf("%s: there is no program in %s", r.Properties.FunctionName, r.Properties.CodeUri)
			}
		case "AWS::Serverless::Api":
			api = &r
		}
	}
	if api == nil {
		t.Fatal("there is no API")
	}
	routes := 0
	for path, methods := range api.Properties.DefinitionBody.Paths {
		for method, text := range methods {
			var m struct {
				Integration struct {
					Type string
					URI  map[string]string
				} `json:"x-amazon-apigateway-integration"`
			}
			if err := json.Unmarshal(text, &m); err != nil || m.Integration.Type != "aws_proxy" {
				continue
			}
			routes++
			_, id, _ := strings.Cut(m.Integration.URI["Fn::Sub"], "functions/${")
			id, _, _ = strings.Cut(id, ".Arn}/invocations")
			if r := doc.Resources[id]; r.Type != "AWS::Serverless::Function" {
				t.Errorf("%s %s leads to %q", method, path, m.Integration.URI)
			}
		}
	}
	for _, d := range catalog.All() {
		if s := operation.SpecOf(d); !s.Planned && !functions[cloud.FunctionName(stage, s.ID)] {
			t.Errorf("%s has no function", s.ID)
		} else if !s.Planned && s.Method != "" {
			routes--
		}
	}
	if routes != 0 {
		t.Errorf("%d more routes than operations with a method", routes)
	}
}

func TestNothingSynthesized(t *testing.T) {
	if _, err := sam.Template(sam.Options{Assembly: t.TempDir(), Stage: stage}); err == nil {
		t.Error("an empty folder was taken for an assembly")
	}
}

// TestTwice: ids are unique in a stack only, and the one template has those of all.
func TestTwice(t *testing.T) {
	for name, tt := range map[string]struct {
		second string
		fails  bool
	}{"own ids": {"B", false}, "one id twice": {"A", true}} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for stack, id := range map[string]string{"one": "A", "two": tt.second} {
				text := `{"Resources": {"` + id + `": {"Type": "AWS::Lambda::Function", "Properties": {"FunctionName": "` + stack + `", "Runtime": "provided.al2023"}}}}`
				if err := os.WriteFile(filepath.Join(dir, stack+".template.json"), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			_, err := sam.Template(sam.Options{Assembly: dir, Stage: stage, Environment: func(string) map[string]string { return map[string]string{} }})
			if (err != nil) != tt.fails {
				t.Errorf("error: %v", err)
			}
		})
	}
}
