package faults

import (
	"context"
	"fmt"
	"strings"

	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/nlp/custom"
	"github.com/aio-creative-hub/aio/shared/nlp/custom/lesson"
	"github.com/aio-creative-hub/aio/shared/nlp/ops"
)

// parrot is a training that takes no time: its model is the product's own.
func parrot(_ context.Context, examples []lesson.Example) (*lesson.Outcome, error) {
	model, _, _ := nlp.Embedded()
	return &lesson.Outcome{Model: model, Learned: len(examples)}, nil
}

// taught has examples.
func taught(r *run) {
	signedIn(r)
	r.make("nlp.add_examples", nil, lessons(12))
}

func lessons(n int) map[string]any {
	items := []any{}
	for i := range n {
		items = append(items, map[string]any{"text": fmt.Sprintf("zap thing %d", i), "operation": "graphics.delete_layer"})
	}
	return map[string]any{"items": items}
}

// train trains a model, and gives its id.
func (r *run) train() string {
	r.t.Helper()
	id := r.make("nlp.train_model", nil, nil).field(r.t, "id")
	r.settle()
	return id
}

func own(id string) map[string]string { return map[string]string{"modelId": id} }

// activeModels are the ids of the models in use.
func (r *run) activeModels() (active []string) {
	r.t.Helper()
	var page struct{ Items []ops.Model }
	r.get("nlp.list_models", nil).into(r.t, &page)
	for _, m := range page.Items {
		if m.State != ops.StateReady {
			r.t.Errorf("%+v", m)
		}
		if m.Active {
			active = append(active, m.ID)
		}
	}
	return active
}

// modelScenarios are those of models of one's own.
func modelScenarios() []scenario {
	return []scenario{
		{name: "teach", setup: signedIn, act: func(r *run) {
			r.make("nlp.add_examples", nil, lessons(3))
			var page struct{ Items []struct{ ID string } }
			r.get("nlp.list_examples", nil).into(r.t, &page)
			q := r.as("nlp.delete_example", map[string]string{"exampleId": page.Items[0].ID}, nil)
			q.again = []string{"not_found"}
			r.do(q)
		}, check: func(r *run) {
			r.want("examples", r.count("nlp.list_examples", nil), 2)
			r.want("examples, counted", atoi(r, r.make("nlp.add_examples", nil, lessons(3)).field(r.t, "rows")), 3)
		}},
		{name: "import lessons", setup: func(r *run) {
			signedIn(r)
			r.state["file"] = r.uploadsLines()
		}, act: func(r *run) {
			r.make("nlp.import_examples", nil, map[string]any{"artifactId": r.state["file"]})
		}, check: func(r *run) {
			r.want("examples", r.count("nlp.list_examples", nil), 2)
		}},
		{name: "train a model", setup: func(r *run) {
			taught(r)
			r.connect("con-" + r.name)
		}, act: func(r *run) {
			r.state["model"] = r.train()
			r.make("nlp.promote_model", own(r.state["model"]), nil)
			r.get("nlp.get_model", own(r.state["model"]))
		}, check: func(r *run) {
			r.want("models", r.count("nlp.list_models", nil), 1)
			if got := r.activeModels(); len(got) != 1 || got[0] != r.state["model"] {
				r.t.Errorf("%v", got)
			}
			messages, _ := r.sockets.received("con-" + r.name)
			if hit, _ := r.plan.broken(); !hit && !strings.Contains(fmt.Sprint(messages), "nlp.model") { // a push may be lost
				r.t.Errorf("told %q", messages)
			}
			r.want("uses", r.charged(), 1)
		}},
		{name: "be understood by a model of one's own", setup: func(r *run) {
			taught(r)
			r.make("nlp.promote_model", own(r.train()), nil)
			r.advance(custom.Staleness)
		}, act: func(r *run) {
			if a := r.make("nlp.process", nil, map[string]any{"text": "undo the last change"}); a.field(r.t, "operation") != "undo" {
				r.t.Errorf("%s", a.Body)
			}
		}, check: func(r *run) {
			r.advance(2 * openTime) // what could not be read is tried again
			r.make("nlp.process", nil, map[string]any{"text": "undo the last change"})
		}},
		{name: "go back", setup: func(r *run) {
			taught(r)
			for _, as := range []string{"first", "second"} {
				r.advance(openTime)
				r.state[as] = r.train()
				r.make("nlp.promote_model", own(r.state[as]), nil)
			}
		}, act: func(r *run) {
			r.make("nlp.rollback_model", nil, nil)
			q := r.as("nlp.delete_model", own(r.state["second"]), nil)
			q.again = []string{"not_found"}
			r.do(q)
		}, check: func(r *run) {
			r.want("models", r.count("nlp.list_models", nil), 1)
			if got := r.activeModels(); len(got) != 1 || got[0] != r.state["first"] {
				r.t.Errorf("%v", got)
			}
		}},
	}
}

func atoi(r *run, text string) int {
	var n int
	if _, err := fmt.Sscan(text, &n); err != nil {
		r.t.Fatal(err)
	}
	return n
}

// uploadsLines makes a file of two examples.
func (r *run) uploadsLines() string {
	r.t.Helper()
	data := []byte("{\"text\":\"zap it\",\"operation\":\"graphics.undo\"}\n{\"text\":\"howdy\",\"operation\":\"meta.greet\"}\n")
	var u struct {
		ID  string
		Put *signed
	}
	r.make("artifact.begin_upload", nil, map[string]any{"name": "lessons.txt", "bytes": len(data), "sha256": digest(data)}).into(r.t, &u)
	r.put(*u.Put, data)
	return r.make("artifact.complete_upload", map[string]string{"uploadId": u.ID}, nil).field(r.t, "id")
}
