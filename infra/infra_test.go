package main

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/aio-creative-hub/aio/internal/dist"
	"github.com/aio-creative-hub/aio/shared/catalog"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// resource is one of a template.
type resource struct {
	Type                string
	Properties          props
	DeletionPolicy      string
	UpdateReplacePolicy string

	id, stack  string
	parameters map[string]string // of its stack: the SSM parameter that each is the value of
}

// template is what was synthesized, of all stacks.
type template []resource

func TestMain(m *testing.M) {
	code := m.Run()
	jsii.Close()
	os.Exit(code)
}

// synthesized gives the templates of a stage, made once.
var synthesized = func() func(t *testing.T, stage string) template {
	var mu sync.Mutex
	made := map[string]template{}
	return func(t *testing.T, stage string) template {
		t.Helper()
		mu.Lock()
		defer mu.Unlock()
		if made[stage] == nil {
			made[stage] = synthesize(t, stage)
		}
		return made[stage]
	}
}()

func goodContext(stage string) map[string]any {
	return map[string]any{"stage": stage, "region": "eu-central-1", "account": "111122223333", "mailFrom": "aio@example.org", "alarmMail": "ops@example.org"}
}

func synthesize(t *testing.T, stage string) template {
	t.Helper()
	dir, placeholders := t.TempDir(), t.TempDir()
	if err := dist.Placeholders(placeholders, "arm64"); err != nil {
		t.Fatal(err)
	}
	context := goodContext(stage)
	context["dist"] = placeholders
	app := awscdk.NewApp(&awscdk.AppProps{Outdir: &dir, Context: &context})
	s, err := readSettings(app.Node())
	if err != nil {
		t.Fatal(err)
	}
	if err := build(app, s); err != nil {
		t.Fatal(err)
	}
	app.Synth(nil)
	files, _ := filepath.Glob(filepath.Join(dir, "*.template.json"))
	var out template
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var doc struct {
			Resources  map[string]resource
			Parameters map[string]struct{ Type, Default string }
		}
		if err := json.Unmarshal(data, &doc); err != nil {
			t.Fatal(err)
		}
		parameters := map[string]string{}
		for id, p := range doc.Parameters {
			if p.Type == "AWS::SSM::Parameter::Value<String>" {
				parameters[id] = p.Default
			}
		}
		for _, id := range slices.Sorted(maps.Keys(doc.Resources)) {
			r := doc.Resources[id]
			r.id, r.parameters, r.stack = id, parameters, strings.TrimSuffix(filepath.Base(file), ".template.json")
			out = append(out, r)
		}
	}
	return out
}

// ids are those of the operations that have functions.
func ids() (out []string) {
	for _, s := range specs() {
		out = append(out, s.ID)
	}
	return out
}

func specs() (out []operation.Spec) {
	for _, d := range catalog.All() {
		if s := operation.SpecOf(d); !s.Planned {
			out = append(out, s)
		}
	}
	return out
}

func (t template) of(kind string) (out []resource) {
	for _, r := range t {
		if r.Type == kind {
			out = append(out, r)
		}
	}
	return out
}

// named is the one resource with an id.
func (t template) named(tt *testing.T, id string) resource {
	tt.Helper()
	at := slices.IndexFunc(t, func(r resource) bool { return r.id == id })
	if at < 0 {
		tt.Fatalf("there is no %s", id)
	}
	return t[at]
}

// text is a property as JSON.
func (r resource) text(name string) string {
	return textOf(r.Properties[name])
}

// textOf is a value of a template as JSON.
func textOf(v any) string {
	data, _ := json.Marshal(v)
	return string(data)
}

// own tells the resources of the system from those that the CDK adds for references
// between regions.
func own(r resource) bool {
	return !strings.Contains(r.id, "CrossRegion") && !strings.Contains(r.id, "CustomCrossRegion")
}
