package learn_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/nlp/custom/learn"
	"github.com/aio-creative-hub/aio/shared/nlp/custom/learn/small"
	"github.com/aio-creative-hub/aio/shared/nlp/custom/lesson"
	"github.com/aio-creative-hub/aio/shared/nlp/data"
	"github.com/aio-creative-hub/aio/shared/nlp/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// slang are examples of a person who says "zap" for exporting.
func slang(n int) []lesson.Example {
	things := []string{"logo", "headline", "sun", "frame", "arrow", "tagline", "circle", "photo"}
	ends := []string{"", " pls", " now", " for me", " off the poster", " quickly", " again", " would you"}
	var out []lesson.Example
	for i := range n {
		out = append(out, lesson.Example{ID: fmt.Sprintf("exm_%d", i), Text: "zap the " + things[i%len(things)] + ends[i/len(things)%len(ends)], Operation: "graphics.export"})
	}
	return out
}

func TestLearnsWhatAPersonSays(t *testing.T) {
	l := small.Learner(t)
	out, err := l.Learn(t.Context(), slang(40))
	if err != nil {
		t.Fatal(err)
	}
	if out.Report.Own.Rows != 8 || out.Report.Own.After <= out.Report.Own.Before || out.Learned != 40 || out.Slots != nil {
		t.Errorf("%+v, learned %d, %d bytes of slots", out.Report.Own, out.Learned, len(out.Slots))
	}
	r, err := small.Recognizer(t).With(out.Model, nil)
	if err != nil {
		t.Fatal(err)
	}
	if d := r.Understand("zap the banner", nlp.State{}); d.Operation != "export" {
		t.Errorf("%s.%s", d.Tool, d.Operation)
	}
	if b := out.Report.Base; b.Rows == 0 || b != small.Measures(t) {
		t.Errorf("base %+v", b)
	}
	again, err := l.Learn(t.Context(), slang(40))
	if err != nil || !slices.Equal(again.Model, out.Model) {
		t.Errorf("the same examples make another model: %v", err)
	}
}

func TestLearnsSlots(t *testing.T) {
	own := slang(10)
	for i := range own {
		thing := strings.Fields(own[i].Text)[2]
		own[i].Annotated = true
		own[i].Entities = []ops.Entity{{Slot: "layer", Raw: thing, Value: operation.Raw(`"` + thing + `"`)}}
	}
	out, err := small.Learner(t).Learn(t.Context(), own)
	if err != nil || len(out.Slots) == 0 {
		t.Fatalf("%d bytes of slots, %v", len(out.Slots), err)
	}
	r, err := small.Recognizer(t).With(out.Model, out.Slots)
	if err != nil {
		t.Fatal(err)
	}
	if d := r.Understand("zap the headline now", nlp.State{}); d.Entities["layer"] != "headline" {
		t.Errorf("%v", d.Entities)
	}
}

func TestLeavesOutWhatModelsAreMeasuredBy(t *testing.T) {
	l := small.Learner(t)
	own := append(slang(10),
		lesson.Example{ID: "exm_same", Text: small.DevText + " ", Operation: "graphics.create"},
		lesson.Example{ID: "exm_near", Text: strings.ToUpper(small.DevText) + "!", Operation: "graphics.create"})
	out, err := l.Learn(t.Context(), own)
	if err != nil {
		t.Fatal(err)
	}
	if len(out.LeftOut) != 2 || out.LeftOut[0].ExampleID != "exm_same" || out.LeftOut[1].ExampleID != "exm_near" || out.Learned != 10 {
		t.Errorf("%+v", out.LeftOut)
	}
	if _, err := l.Learn(t.Context(), own[10:]); !errors.Is(err, lesson.ErrExamples) {
		t.Errorf("nothing left: %v", err)
	}
}

func TestErrorsQuoteNobody(t *testing.T) {
	secret := "zap Miriam Kowalczyk"
	own := append(slang(10), lesson.Example{ID: "exm_x", Text: secret, Operation: "graphics.delete_layer", Annotated: true,
		Entities: []ops.Entity{{Slot: "layer", Raw: "not there", Value: operation.Raw(`"x"`)}}})
	_, err := small.Learner(t).Learn(t.Context(), own)
	if !errors.Is(err, lesson.ErrExamples) || strings.Contains(err.Error(), "Kowalczyk") {
		t.Errorf("%v", err)
	}
}

func TestNewOperationAndCancel(t *testing.T) {
	own := slang(10)
	for i := range own {
		own[i].Operation = "drive.sync" // the product has no messages of it
	}
	out, err := small.Learner(t).Learn(t.Context(), own)
	if err != nil || out.Report.Model.Rows == 0 {
		t.Fatalf("%v", err)
	}
	// In a conversation the product's ranker weighs it, which knows neither this operation nor
	// that others are missing.
	product, err := nlp.Default()
	if err != nil {
		t.Fatal(err)
	}
	r, err := product.With(out.Model, out.Slots)
	if err != nil {
		t.Fatal(err)
	}
	before := nlp.State{}.After(r.Understand("zap the circle", nlp.State{}), "doc", "art")
	if d := r.Understand("zap the headline now", before); d.Tool+"."+d.Operation != own[0].Operation {
		t.Errorf("%s.%s in a conversation", d.Tool, d.Operation)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := small.Learner(t).Learn(ctx, own); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// What is embedded is whole, and the evaluation is of the form that it is read in.
func TestEmbedded(t *testing.T) {
	base, err := nlp.Load(data.Files())
	if err != nil || len(base.Examples) < 1000 || len(base.Ambiguous) == 0 {
		t.Fatalf("%d messages, %v", len(base.Examples), err)
	}
	if _, err := learn.Embedded(); err != nil {
		t.Fatal(err)
	}
}
