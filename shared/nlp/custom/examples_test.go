package custom_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	artifactops "github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/internal/optest"
	"github.com/aio-creative-hub/aio/shared/nlp/custom"
	"github.com/aio-creative-hub/aio/shared/nlp/ops"
)

func TestExamplesAreChecked(t *testing.T) {
	w := newWorld(t, nil)
	for _, c := range []struct{ name, body, code, field string }{
		{"unknown operation", `{"items":[{"text":"hi","operation":"graphics.explode"}]}`, "unknown_operation", "body.items[0].operation"},
		{"not for the chat", `{"items":[{"text":"hi","operation":"identity.delete_account"}]}`, "unknown_operation", "body.items[0].operation"},
		{"no readable text", `{"items":[{"text":"...","operation":"meta.greet"}]}`, "invalid_value", "body.items[0].text"},
		{"control characters", `{"items":[{"text":"a\u0007b","operation":"meta.greet"}]}`, "invalid_value", "body.items[0].text"},
		{"marks", `{"items":[{"text":"a` + strings.Repeat("\u0301", 9) + `","operation":"meta.greet"}]}`, "invalid_value", "body.items[0].text"},
		{"long in bytes", `{"items":[{"text":"` + strings.Repeat("é", 3000) + `","operation":"meta.greet"}]}`, "invalid_value", "body.items[0].text"},
		{"long in letters", `{"items":[{"text":"` + strings.Repeat("e", 5000) + `","operation":"meta.greet"}]}`, "invalid_value", "body.items[0].text"},
		{"second row", `{"items":[{"text":"hi","operation":"meta.greet"},{"text":"hi","operation":"x"}]}`, "unknown_operation", "body.items[1].operation"},
		{"raw not there", `{"items":[{"text":"delete it","operation":"graphics.delete_layer","entities":[{"slot":"layer","raw":"logo","value":"logo"}]}]}`, "not_in_text", "body.items[0].entities[0].raw"},
		{"raw in another case", `{"items":[{"text":"delete Logo","operation":"graphics.delete_layer","entities":[{"slot":"layer","raw":"logo","value":"logo"}]}]}`, "not_in_text", "body.items[0].entities[0].raw"},
		{"value is a list", `{"items":[{"text":"delete it","operation":"graphics.delete_layer","entities":[{"slot":"layer","raw":"it","value":["it"]}]}]}`, "invalid_value", "body.items[0].entities[0].value"},
		{"value is nothing", `{"items":[{"text":"delete it","operation":"graphics.delete_layer","entities":[{"slot":"layer","raw":"it","value":""}]}]}`, "invalid_value", "body.items[0].entities[0].value"},
		{"value is long", `{"items":[{"text":"delete it","operation":"graphics.delete_layer","entities":[{"slot":"layer","raw":"it","value":"` + strings.Repeat("x", 1001) + `"}]}]}`, "invalid_value", "body.items[0].entities[0].value"},
		{"slot's name", `{"items":[{"text":"delete it","operation":"graphics.delete_layer","entities":[{"slot":"Layer!","raw":"it","value":"it"}]}]}`, "invalid_value", "body.items[0].entities[0].slot"},
		{"slots of nothing", `{"items":[{"text":"who won","operation":"out_of_scope","entities":[{"slot":"layer","raw":"who","value":"who"}]}]}`, "invalid_value", "body.items[0].entities"},
		{"none", `{"items":[]}`, "invalid_value", "body.items"},
		{"unknown field", `{"items":[{"text":"hi","operation":"meta.greet","user":"bob"}]}`, "unknown_field", "body.items[0].user"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w.t = t
			p := w.fns.REST(ops.AddExamples, optest.Request{User: ada, Body: c.body})
			if p.Status != 422 || !strings.Contains(p.Body, `"code":"`+c.code+`"`) || !strings.Contains(p.Body, `"field":"`+c.field+`"`) {
				t.Errorf("%d %s", p.Status, p.Body)
			}
		})
	}
	if page := ok[ops.ExamplePage](w, ops.ListExamples, ada, nil, nil); len(page.Items) != 0 {
		t.Errorf("%d examples were kept", len(page.Items))
	}
	if log := w.logged(); strings.Contains(log, "logo") {
		t.Errorf("the log quotes: %s", log)
	}
}

func TestExamplesAreKeptOnce(t *testing.T) {
	w := newWorld(t, nil)
	add := func(text, op string) ops.ExampleSet {
		t.Helper()
		return ok[ops.ExampleSet](w, ops.AddExamples, ada, nil, ops.NewExamples{Items: []ops.NewExample{{Text: text, Operation: op}}})
	}
	if s := add("zap the logo", "graphics.delete_layer"); s.Added != 1 || s.Rows != 1 || s.Bytes == 0 {
		t.Errorf("%+v", s)
	}
	if s := add("zap the logo", "graphics.delete_layer"); s.Unchanged != 1 || s.Rows != 1 {
		t.Errorf("the same again: %+v", s)
	}
	if s := add("Zap  the LOGO", "graphics.export"); s.Replaced != 1 || s.Rows != 1 {
		t.Errorf("the same text, another meaning: %+v", s)
	}
	page := ok[ops.ExamplePage](w, ops.ListExamples, ada, nil, nil)
	if len(page.Items) != 1 || page.Items[0].Operation != "graphics.export" {
		t.Fatalf("%+v", page)
	}
	w.refused(ops.DeleteExample, bob, map[string]string{"exampleId": page.Items[0].ID}, nil, 404, "not_found")
	w.refused(ops.DeleteExample, ada, map[string]string{"exampleId": "exm_x#STATE"}, nil, 404, "not_found")
	ok[struct{}](w, ops.DeleteExample, ada, map[string]string{"exampleId": page.Items[0].ID}, nil)
	w.refused(ops.DeleteExample, ada, map[string]string{"exampleId": page.Items[0].ID}, nil, 404, "not_found")
	if s := add("zap", "graphics.undo"); s.Rows != 1 || s.Bytes != int64(len("zap"+"graphics.undo")) {
		t.Errorf("%+v", s)
	}
}

func TestASetIsBounded(t *testing.T) {
	w := newWorld(t, nil)
	long := ops.NewExamples{}
	for i := range ops.MaxAdded {
		long.Items = append(long.Items, ops.NewExample{Text: fmt.Sprintf("%d %s", i, strings.Repeat("x", 4000)), Operation: "meta.help"})
	}
	ok[ops.ExampleSet](w, ops.AddExamples, ada, nil, long)
	for i := range long.Items {
		long.Items[i].Text = "y" + long.Items[i].Text
	}
	if p := w.refused(ops.AddExamples, ada, nil, long, 422, "too_many_examples"); !strings.Contains(p.Detail, fmt.Sprint(custom.MaxBytes)) {
		t.Error(p.Detail)
	}
	for i := 0; i < custom.MaxRows; i += 50 {
		part := ops.NewExamples{}
		for k := range 50 {
			part.Items = append(part.Items, ops.NewExample{Text: fmt.Sprintf("row %d", i+k), Operation: "meta.help"})
		}
		ok[ops.ExampleSet](w, ops.AddExamples, bob, nil, part)
	}
	w.refused(ops.AddExamples, bob, nil, rows(1), 422, "too_many_examples")
}

func TestManyAddAtOnce(t *testing.T) {
	w := newWorld(t, nil)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			part := ops.NewExamples{}
			for k := range 10 {
				part.Items = append(part.Items, ops.NewExample{Text: fmt.Sprintf("row %d", (i/2)*10+k), Operation: "meta.help"})
			}
			if a := w.do(ops.AddExamples, ada, nil, part); a.Status != 200 {
				t.Errorf("%d %s", a.Status, a.Body)
			}
		})
	}
	wg.Wait()
	if s := ok[ops.ExampleSet](w, ops.AddExamples, ada, nil, rows(1)); s.Rows != 41 {
		t.Errorf("%+v", s)
	}
}

func (w *world) upload(user, id, content string) {
	w.t.Helper()
	key, err := blob.Key(blob.Artifacts, user, id, "rows.txt")
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.blob.Put(w.t.Context(), key, strings.NewReader(content), int64(len(content)), blob.PutOptions{}); err != nil {
		w.t.Fatal(err)
	}
	w.files[id] = artifactops.Artifact{ID: id, OwnerID: user, File: "rows.txt", Bytes: int64(len(content))}
}

func TestImport(t *testing.T) {
	w := newWorld(t, nil)
	var b strings.Builder
	for i := range 200 {
		fmt.Fprintf(&b, "{\"text\":\"row %d\",\"operation\":\"meta.help\"}\r\n\n", i)
	}
	w.upload(ada, "art_1", "\ufeff"+b.String())
	ask := func(id string) ops.ExampleFile { return ops.ExampleFile{ArtifactID: id} }
	for want := range 2 { // and again, as one who lost the answer
		s := ok[ops.ExampleSet](w, ops.ImportExamples, ada, nil, ask("art_1"))
		if s.Rows != 200 || s.Added != 200*(1-want) {
			t.Errorf("%+v", s)
		}
	}
	for name, c := range map[string]struct {
		content, code, field string
		status               int
	}{
		"no JSON":   {"{\"text\":\"a\",\"operation\":\"meta.help\"}\nnonsense\n", "invalid_value", "body.artifactId[2]", 422},
		"twice":     {"{\"text\":\"a\",\"text\":\"b\",\"operation\":\"meta.help\"}", "invalid_value", "body.artifactId[1]", 422},
		"more":      {"{\"text\":\"a\",\"operation\":\"meta.help\",\"weight\":99}", "invalid_value", "body.artifactId[1]", 422},
		"operation": {"{\"text\":\"a\",\"operation\":\"meta.rob\"}", "unknown_operation", "body.artifactId[1].operation", 422},
		"binary":    {"\x00\xff\xfe", "invalid_value", "body.artifactId[1]", 422},
		"empty":     {"\n\n", "invalid_value", "body.artifactId", 422},
		"large":     {strings.Repeat("\n", 1<<20+1), "too_large", "body.artifactId", 422},
		"rows":      {strings.Repeat("{\"text\":\"a\",\"operation\":\"meta.help\"}\n", custom.MaxRows+1), "too_many_examples", fmt.Sprintf("body.artifactId[%d]", custom.MaxRows+1), 422},
	} {
		t.Run(name, func(t *testing.T) {
			w.t = t
			w.upload(ada, "art_2", c.content)
			if p := w.refused(ops.ImportExamples, ada, nil, ask("art_2"), c.status, c.code); p.Field != c.field {
				t.Errorf("field %s", p.Field)
			}
		})
	}
	w.refused(ops.ImportExamples, bob, nil, ask("art_1"), 404, "not_found")
	w.refused(ops.ImportExamples, ada, nil, ask("art_none"), 404, "not_found")
}
