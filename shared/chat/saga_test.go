package chat_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	artifactops "github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/chat"
	chatops "github.com/aio-creative-hub/aio/shared/chat/ops"
	liveops "github.com/aio-creative-hub/aio/shared/live/ops"
	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/operation"
	shareops "github.com/aio-creative-hub/aio/shared/share/ops"
	"github.com/aio-creative-hub/aio/shared/store/memory"
)

// scripted understands what it was told, and else what the recognizer does.
type scripted struct {
	*nlp.Recognizer
	plans map[string][]nlp.Step
}

func (s scripted) Plan(text string, st nlp.State) nlp.Plan {
	if steps, ok := s.plans[text]; ok {
		return nlp.Plan{Steps: slices.Clone(steps)}
	}
	return s.Recognizer.Plan(text, st)
}

// step is one that was understood, from "graphics.create 0.95 {entities}".
func step(t *testing.T, text, operation string, confidence float64, entities string) nlp.Step {
	t.Helper()
	d := nlp.Decision{Confidence: confidence, Action: nlp.ActionAct}
	d.Tool, d.Operation, _ = strings.Cut(operation, ".")
	if err := json.Unmarshal([]byte(entities), &d.Entities); err != nil {
		t.Fatal(err)
	}
	return nlp.Step{Text: text, Decision: d}
}

func freshStore() *memory.Store {
	return memory.New(memory.Options{Now: time.Now, CursorKey: make([]byte, 32)})
}

// saga is a world in which "all" means the steps.
func saga(t *testing.T, steps []nlp.Step, with ...func(*chat.Config)) *world {
	t.Helper()
	recognizer, err := nlp.Default()
	if err != nil {
		t.Fatal(err)
	}
	return newWorld(t, freshStore(), append(with, func(c *chat.Config) {
		c.NLP = chat.Always(scripted{recognizer, map[string][]nlp.Step{"all": steps}})
	})...)
}

func statuses(r chatops.Reply) string {
	var out []string
	for _, s := range r.Message.Steps {
		out = append(out, s.Status)
	}
	return strings.Join(out, " ")
}

func bannerToShare(t *testing.T, sure float64) []nlp.Step {
	return []nlp.Step{
		step(t, "make a banner", "graphics.create", 0.95, `{"width":"300px","height":"100px"}`),
		step(t, "export it as jpg", "graphics.export", 0.95, `{"format":"jpg","ref":"$last"}`),
		step(t, "share it", "artifact.share", sure, `{"ref":"$last"}`),
		step(t, "list my files", "artifact.list", 0.95, `{}`),
	}
}

// What is not sure enough to be shared is asked about; the answer has the rest done, too.
func TestShareWithConfirmation(t *testing.T) {
	w := saga(t, bannerToShare(t, 0.8))
	asked := w.say(t, "", "all")
	if got := statuses(asked); got != "done done asked not_done" || asked.Message.Status != "asked" {
		t.Fatalf("%s: %s", got, asked.Message.Text)
	}
	if len(asked.Artifacts) != 1 || asked.Artifacts[0].ContentType != "image/jpeg" || len(asked.Documents) != 1 || len(asked.Clarification.Choices) != 2 {
		t.Errorf("%+v", asked)
	}
	if links := w.links(t, asked.Artifacts[0].ID); links != 0 {
		t.Errorf("%d links before the answer", links)
	}
	done := w.say(t, asked.SessionID, "yes")
	if got := statuses(done); got != "done done" || done.Message.Status != "done" || !strings.Contains(done.Message.Text, "Whoever has this link") {
		t.Errorf("%s: %s", got, done.Message.Text)
	}
	if links := w.links(t, asked.Artifacts[0].ID); links != 1 {
		t.Errorf("%d links to what was exported", links)
	}
}

func TestShareIsLeft(t *testing.T) {
	w := saga(t, bannerToShare(t, 0.8))
	asked := w.say(t, "", "all")
	left := w.say(t, asked.SessionID, "no, leave it")
	if want := "All right. Not done: “list my files”."; left.Message.Text != want {
		t.Errorf("%q, want %q", left.Message.Text, want)
	}
	if again := w.say(t, asked.SessionID, "yes"); again.Message.Steps != nil || w.links(t, asked.Artifacts[0].ID) != 0 {
		t.Errorf("%+v", again.Message)
	}
}

func (w *world) links(t *testing.T, artifact string) int {
	t.Helper()
	if w.functions[artifactops.ListShares.Spec.ID] == nil {
		t.Fatal("links cannot be listed")
	}
	out, err := artifactops.ListShares.Call(w.ctx(), w, &artifactops.SharesInput{IDInput: artifactops.IDInput{ArtifactID: artifact}, PageInput: operation.PageInput{Limit: 10}})
	if err != nil {
		t.Fatal(err)
	}
	return len(out.Body.Items)
}

func tenSteps(t *testing.T) []nlp.Step {
	steps := []nlp.Step{step(t, "make a picture", "graphics.create", 0.95, `{"width":"64px","height":"64px"}`)}
	for i := range 8 {
		steps = append(steps, step(t, fmt.Sprintf("add circle %d", i), "graphics.add_layer", 0.95, `{"shape":"ellipse"}`))
	}
	return append(steps, step(t, "export it as jpg", "graphics.export", 0.95, `{"format":"jpg"}`))
}

// A step is one of many, and the same message does none of them again.
func TestTenStepsOnce(t *testing.T) {
	w := saga(t, tenSteps(t))
	calls := 0
	w.before = func(id string) {
		if id != chatops.Send.Spec.ID {
			calls++
		}
	}
	m := chatops.NewMessage{ID: "message-0001", Text: "all"}
	first, err := w.send(m)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := statuses(first), strings.TrimSpace(strings.Repeat("done ", 10)); got != want {
		t.Fatalf("%s: %s", got, first.Message.Text)
	}
	once := calls
	again, err := w.send(m)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, again); diff != "" || calls != once {
		t.Errorf("%d calls, then %d more; replies differ:\n%s", once, calls-once, diff)
	}
	if n := len(w.canvas(t, first.Documents[0].ID).Layers); n != 8 {
		t.Errorf("%d layers", n)
	}
	if len(first.Artifacts) != 1 { // the export; nothing is drawn besides
		t.Errorf("files %+v", first.Artifacts)
	}
}

// Whenever the chat dies, before a call or after it, what was done is not done again.
func TestCrashBetweenSteps(t *testing.T) {
	steps := func(t *testing.T) []nlp.Step {
		return []nlp.Step{
			step(t, "make a picture", "graphics.create", 0.95, `{"width":"64px","height":"64px"}`),
			step(t, "add a circle", "graphics.add_layer", 0.95, `{"shape":"ellipse"}`),
			step(t, "add a circle", "graphics.add_layer", 0.95, `{"shape":"ellipse"}`),
			step(t, "delete it", "graphics.delete_layer", 0.95, `{"ref":"$last"}`),
			step(t, "undo the last two", "graphics.undo", 0.95, `{"count":2}`),
			step(t, "export it", "graphics.export", 0.95, `{"format":"png"}`),
		}
	}
	const calls = 7 // of operations; undo is called twice
	for at := range 2 * calls {
		t.Run(fmt.Sprint(at), func(t *testing.T) {
			w := saga(t, steps(t))
			w.dieAt(at)
			m := chatops.NewMessage{ID: "message-0001", Text: "all"}
			if _, err := w.send(m); operation.AsProblem(err).Status < http.StatusInternalServerError {
				t.Fatalf("the chat survived: %v", err)
			}
			w.say(t, w.newest(t), "create a 10x10 picture") // somebody goes on meanwhile
			got, err := w.send(m)
			if err != nil {
				t.Fatal(err)
			}
			if s := statuses(got); s != "done done done done done done" {
				t.Fatalf("%s: %s", s, got.Message.Text)
			}
			if n := len(w.canvas(t, got.Documents[0].ID).Layers); n != 1 {
				t.Errorf("%d layers", n)
			}
			docs, _, err := w.docs.List(w.ctx(), w.user, "", 100, "")
			if err != nil || len(docs) != 2 {
				t.Errorf("%d pictures (%v)", len(docs), err)
			}
			files, err := artifactops.List.Call(w.ctx(), w, &artifactops.ListInput{PageInput: operation.PageInput{Limit: 50}})
			if err != nil || len(files.Body.Items) != 2 {
				t.Errorf("%d files (%v)", len(files.Body.Items), err)
			}
		})
	}
}

// dieAt has the chat die once: before the first call of graphics (0), after it (1), before the
// second (2), and so on.
func (w *world) dieAt(at int) {
	n := 0
	die := func(when int) func(string) {
		return func(id string) {
			if !strings.HasPrefix(id, "graphics.") || at%2 != when {
				return
			}
			if n++; n == at/2+1 {
				panic("power cut")
			}
		}
	}
	w.before, w.after = die(0), die(1)
}

func (w *world) newest(t *testing.T) string {
	t.Helper()
	out, err := chatops.ListSessions.Call(w.ctx(), w, &chatops.SessionsInput{PageInput: operation.PageInput{Limit: 1}})
	if err != nil || len(out.Body.Items) == 0 {
		t.Fatalf("no conversation (%v)", err)
	}
	return out.Body.Items[0].ID
}

// A turn answers before the gateway gives up; what did not fit is done when one says so.
func TestNoTimeLeft(t *testing.T) {
	now := time.Now()
	w := saga(t, tenSteps(t), func(c *chat.Config) { c.Now = func() time.Time { return now } })
	w.after = func(id string) {
		if id == "graphics.add_layer" {
			now = now.Add(4 * time.Second)
		}
	}
	began := now
	paused := w.say(t, "", "all")
	if got, want := statuses(paused), "done done done done done done not_done not_done not_done not_done"; got != want || paused.Message.Status != "asked" {
		t.Fatalf("%s: %s", got, paused.Message.Text)
	}
	if took := now.Sub(began); took > 25*time.Second {
		t.Errorf("took %s", took)
	}
	if len(paused.Artifacts) != 1 || paused.Clarification == nil || paused.Clarification.Choices[0].Label != "Go on" {
		t.Errorf("%+v", paused.Message)
	}
	done := w.say(t, paused.SessionID, paused.Clarification.Choices[0].Text)
	if got := statuses(done); got != "done done done done" || done.Message.Status != "done" {
		t.Fatalf("%s: %s", got, done.Message.Text)
	}
	if n := len(w.canvas(t, paused.Documents[0].ID).Layers); n != 8 {
		t.Errorf("%d layers", n)
	}
	if again := w.say(t, paused.SessionID, "go on"); len(again.Message.Steps) > 0 {
		t.Errorf("it goes on and on: %+v", again.Message)
	}
}

// Going on is no confirmation of what comes next.
func TestGoingOnConfirmsNothing(t *testing.T) {
	now := time.Now()
	w := saga(t, bannerToShare(t, 0.8), func(c *chat.Config) { c.Now = func() time.Time { return now } })
	w.after = func(id string) {
		if id == "graphics.export" {
			now = now.Add(17 * time.Second)
		}
	}
	paused := w.say(t, "", "all")
	asked := w.say(t, paused.SessionID, "yes")
	if got := statuses(asked); got != "asked not_done" {
		t.Errorf("%s: %s", got, asked.Message.Text)
	}
}

// What fails in the middle leaves what was done, says so, and offers to undo just that.
func TestFailureInTheMiddle(t *testing.T) {
	w := saga(t, []nlp.Step{
		step(t, "make the background red", "graphics.edit_layer", 0.95, `{"background":"red"}`),
		step(t, "make the background red", "graphics.edit_layer", 0.95, `{"background":"red"}`), // a change that changes nothing
		step(t, "add a circle", "graphics.add_layer", 0.95, `{"shape":"ellipse"}`),
		step(t, "open the file x", "artifact.open", 0.95, `{"file":"art_unknown"}`),
		step(t, "undo", "graphics.undo", 0.95, `{}`),
	})
	first := w.say(t, "", "create a 64x64 picture, white")
	failed := w.say(t, first.SessionID, "all")
	if got := statuses(failed); got != "done done done failed not_done" || failed.Message.Status != "failed" || failed.Message.Code != "not_found" {
		t.Fatalf("%s: %+v", got, failed.Message)
	}
	if failed.Clarification == nil || len(failed.Artifacts) != 1 {
		t.Fatalf("%+v", failed.Message)
	}
	undone := w.say(t, first.SessionID, failed.Clarification.Choices[0].Text)
	if c := w.canvas(t, first.Documents[0].ID); c.Background != "#ffffff" || len(c.Layers) != 0 {
		t.Errorf("%s with %d layers: %s", c.Background, len(c.Layers), undone.Message.Text)
	}
}

// Each step is told while it is done.
func TestStepsAreTold(t *testing.T) {
	w := saga(t, bannerToShare(t, 0.95))
	var told []string
	last := 0
	w.start = func(_ string, payload []byte) {
		var e struct {
			Args liveops.Notice `json:"args"`
		}
		var p chat.Progress
		if json.Unmarshal(payload, &e) != nil || e.Args.Type != liveops.TypeProgress || json.Unmarshal(e.Args.Data, &p) != nil {
			return
		}
		if p.Number != last+1 {
			t.Errorf("number %d after %d", p.Number, last)
		}
		last = p.Number
		told = append(told, fmt.Sprintf("%s %s %d/%d", p.Step, p.Operation, p.At, p.Of))
	}
	w.say(t, "", "all")
	want := []string{"understood  0/0", "running graphics.create 1/4", "running graphics.export 2/4", "running artifact.share 3/4", "running artifact.list 4/4"}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// In a shared conversation another's answer is an answer, but no consent to what somebody
// else wants besides.
func TestOthersAnswer(t *testing.T) {
	w := saga(t, []nlp.Step{
		step(t, "add a circle", "graphics.add_layer", 0.95, `{"shape":"ellipse"}`),
		step(t, "delete the file", "artifact.delete", 0.99, `{"ref":"$last"}`),
	})
	first := w.say(t, "", "hello")
	link, err := chatops.Share.Call(w.ctx(), w, &chatops.ShareInput{SessionInput: chatops.SessionInput{SessionID: first.SessionID}, Body: shareops.Sharing{Request: shareops.Request{Role: "editor"}}})
	if err != nil {
		t.Fatal(err)
	}
	asked := w.say(t, first.SessionID, "all")
	if got := statuses(asked); got != "asked not_done" {
		t.Fatalf("%s: %s", got, asked.Message.Text)
	}
	w.user = "usr_2"
	if _, err := chatops.AcceptShare.Call(w.ctx(), w, &shareops.TokenInput{Body: shareops.Token{Token: link.Body.Token}}); err != nil {
		t.Fatal(err)
	}
	answered := w.say(t, first.SessionID, asked.Clarification.Choices[0].Text)
	if answered.Message.Status != "done" || answered.Message.Steps != nil || !strings.Contains(answered.Message.Text, "Not done: “delete the file”.") {
		t.Errorf("%+v", answered.Message)
	}
	if len(w.canvas(t, answered.Documents[0].ID).Layers) != 1 {
		t.Error("what was asked about was not done")
	}
	w.user = "usr_1"
	if later := w.say(t, first.SessionID, "yes"); later.Message.Steps != nil {
		t.Errorf("%+v", later.Message)
	}
}
