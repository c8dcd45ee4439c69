package nlp_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/nlp"
)

func TestExplanationIsForPeople(t *testing.T) {
	var b bytes.Buffer
	if err := recognizer(t).Explain("remove the red circle").Print(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"act: graphics.delete_layer", "words:", "remove", "strongest for graphics.delete_layer", "margin over the runner-up", "is in scope"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in:\n%s", want, b.String())
		}
	}
}

func TestExplainAnyText(t *testing.T) {
	texts := hostile()
	texts["question"] = "?"
	texts["foreign"] = "Добавь красный круг"
	for name, text := range texts {
		e := recognizer(t).Explain(text)
		if d := recognizer(t).Understand(text, nlp.State{}); e.Decision.Action != d.Action || e.Decision.Confidence != d.Confidence {
			t.Errorf("%s: explained %v, understood %v", name, e.Decision, d)
		}
		if err := e.Print(&bytes.Buffer{}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPrintGivesTheErrorOfItsWriter(t *testing.T) {
	if err := recognizer(t).Explain("undo").Print(brokenWriter{}); !errors.Is(err, errBroken) {
		t.Errorf("error %v", err)
	}
}

type brokenWriter struct{}

var errBroken = errors.New("broken")

func (brokenWriter) Write([]byte) (int, error) { return 0, errBroken }
