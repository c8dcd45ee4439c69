package nlp_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/aio-creative-hub/aio/shared/nlp"
)

// hostile are messages that must never be acted on.
func hostile() map[string]string {
	noise := make([]byte, 100<<10)
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range noise {
		noise[i] = byte(rng.Uint32())
	}
	return map[string]string{
		"empty":          "",
		"space":          " \t\n ",
		"long":           strings.Repeat("add a red circle ", 6400),
		"binary":         string(noise),
		"invalid UTF-8":  "add a red circle \xff\xfe",
		"zero byte":      "add a red \x00circle",
		"escape":         "undo \x1b[31m",
		"marks":          "add a circle" + strings.Repeat("\u0301", 900),
		"only marks":     strings.Repeat("\u0301", 400),
		"punctuation":    "... !!! ---",
		"replacement":    "add \ufffd circle",
		"emoji":          "\U0001f600\U0001f600\U0001f600",
		"zero width":     strings.Repeat("\u200b", 50),
		"right to left":  "\u202e\u202e",
		"one long word":  strings.Repeat("x", nlp.MaxTextBytes),
		"quotes":         strings.Repeat(`"`, nlp.MaxTextBytes),
		"open quotes":    strings.Repeat(`' "«„`, nlp.MaxTextBytes/8),
		"digits":         strings.Repeat("9", nlp.MaxTextBytes),
		"letters digits": strings.Repeat("a1", nlp.MaxTextBytes/2),
	}
}

func TestHostileMessagesAreNotActedOn(t *testing.T) {
	for name, text := range hostile() {
		d := recognizer(t).Understand(text, nlp.State{})
		if d.Action == nlp.ActionAct {
			t.Errorf("%s: acted on as %s.%s %.2f", name, d.Tool, d.Operation, d.Confidence)
		}
		if d.Entities == nil {
			t.Errorf("%s: entities are nil", name)
		}
	}
}

// TestTimeIsBounded uses the best of a few runs, so that a busy machine does
// not fail it; the limit is ten times the 5 ms that are promised.
func TestTimeIsBounded(t *testing.T) {
	const runs, limit = 5, 50 * time.Millisecond
	texts := hostile()
	texts["requests"] = strings.Repeat("make it red and put the title in the top left. ", nlp.MaxTextBytes/48)
	for name, text := range texts {
		best := time.Duration(math.MaxInt64)
		for range runs {
			start := time.Now()
			recognizer(t).Understand(text, nlp.State{})
			best = min(best, time.Since(start))
		}
		if best > limit {
			t.Errorf("%s took %v", name, best)
		}
	}
}

func FuzzUnderstand(f *testing.F) {
	for _, text := range hostile() {
		if len(text) <= nlp.MaxTextBytes {
			f.Add(text)
		}
	}
	f.Add("Create a 12cm x 8cm card, background #abc, that says “hi” in light blue at the top left")
	f.Add("rename layer 2 to 'sky' and move it 20% left by -5 px")
	f.Add("12\" by 8\" 16:9 a4 two hundred and fifty")
	r := recognizer(f)
	f.Fuzz(func(t *testing.T, text string) {
		d := r.Understand(text, nlp.State{})
		if math.IsNaN(d.Confidence) || d.Confidence < 0 || d.Confidence > 1 {
			t.Fatalf("confidence %v", d.Confidence)
		}
		for _, s := range d.Spans {
			if s.Start < 0 || s.End > len(text) || s.Start > s.End || text[s.Start:s.End] != s.Raw {
				t.Fatalf("span %+v of %q", s, text)
			}
		}
		if !utf8.ValidString(text) && d.Action == nlp.ActionAct {
			t.Fatal("acted on invalid UTF-8")
		}
		s := nlp.State{LastTool: d.Tool, LastOperation: d.Operation, LastEntities: d.Entities}
		r.Understand(text, s.Asked(text, d))
		if _, err := json.Marshal(d); err != nil {
			t.Fatal(err)
		}
	})
}

func BenchmarkUnderstand(b *testing.B) {
	r := recognizer(b)
	const text = "Create a 1200x630 banner with a navy background and the title Launch Day in white"
	b.ReportAllocs()
	for b.Loop() {
		r.Understand(text, nlp.State{})
	}
}
