package text_test

import (
	"math"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/aio-creative-hub/aio/shared/graphics/geom"
	"github.com/aio-creative-hub/aio/shared/graphics/text"
)

func layout(t *testing.T, s string, style text.Style) text.Layout {
	t.Helper()
	l, err := text.Embedded().Layout(s, style)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func width(t *testing.T, s string, style text.Style) float64 {
	t.Helper()
	return layout(t, s, style).Width
}

// Fabric.js places the baseline 1.13 * 0.778 of the size below the top and the next one
// 1.13 * 1.16 of the size below it.
func TestFabricMetrics(t *testing.T) {
	l := layout(t, "one\n\nthree", text.Style{Size: 100})
	if len(l.Lines) != 3 {
		t.Fatalf("%d lines, want 3", len(l.Lines))
	}
	for i, line := range l.Lines {
		if want := 113*0.778 + float64(i)*113*1.16; math.Abs(line.Baseline-want) > 1e-6 {
			t.Errorf("line %d: baseline %v, want %v", i, line.Baseline, want)
		}
	}
	if want := 113 * (2*1.16 + 1); math.Abs(l.Height-want) > 1e-6 {
		t.Errorf("height %v, want %v", l.Height, want)
	}
	if l := layout(t, "a\nb", text.Style{Size: 100, LineHeight: 2}); l.Lines[1].Baseline-l.Lines[0].Baseline != 226 {
		t.Errorf("line height 2 is ignored: %+v", l.Lines)
	}
}

func TestShaping(t *testing.T) {
	s := text.Style{Size: 100}
	// Advances of the Go fonts, in 1/2048 em: H 1479, i 505, mono 1233.
	if got := width(t, "HH", s); math.Abs(got-2*72.2) > 0.2 {
		t.Errorf("HH is %v wide, want 144.4", got)
	}
	if a, b := width(t, "abc", s), width(t, "abc", text.Style{Size: 200}); math.Abs(2*a-b) > 1e-6 {
		t.Errorf("twice the size is %v wide, not twice %v", b, a)
	}
	if width(t, "Title", text.Style{Size: 100, Weight: 700}) <= width(t, "Title", s) {
		t.Error("bold is not wider than regular")
	}
	mono := text.Style{Size: 100, Family: "Courier New, monospace"}
	if a, b := width(t, "iiii", mono), width(t, "WWWW", mono); a != b {
		t.Errorf("fixed-width text: %v and %v", a, b)
	}
	if got := width(t, "word   ", s); got != width(t, "word", s) {
		t.Errorf("white space at the end counts: %v", got)
	}
	if width(t, "a\tb", s) <= width(t, "a b", s) {
		t.Error("a tab is no wider than a space")
	}
}

func TestMissingCharacterIsVisible(t *testing.T) {
	for _, s := range []string{"\u65e5", "\U0001F600", "\ue000"} {
		for _, style := range []text.Style{{Size: 50}, {Size: 50, Weight: 700, Italic: true}, {Size: 50, Family: text.Mono}} {
			l := layout(t, s, style)
			if b := l.Outline(geom.Everywhere()).Bounds(); b.Width() < 5 || b.Height() < 10 {
				t.Errorf("%q in %+v draws %v", s, style, b)
			}
		}
	}
}

func TestOutlineIsClipped(t *testing.T) {
	l := layout(t, strings.Repeat("m", 100), text.Style{Size: 10})
	all, some := l.Outline(geom.Everywhere()), l.Outline(geom.Box(0, 0, 25, 20))
	if len(some.Points) == 0 || len(some.Points) > len(all.Points)/20 {
		t.Errorf("%d of %d points in a twentieth of the text", len(some.Points), len(all.Points))
	}
	if !l.Outline(geom.Box(0, 100, 1000, 5)).Empty() {
		t.Error("there is something below the text")
	}
}

func TestAlign(t *testing.T) {
	const s = "short\na longer line"
	long := width(t, "a longer line", text.Style{Size: 20})
	short := width(t, "short", text.Style{Size: 20})
	for align, want := range map[text.Align]float64{text.Left: 0, text.Center: (long - short) / 2, text.Right: long - short} {
		l := layout(t, s, text.Style{Size: 20, Align: align})
		if math.Abs(l.Lines[0].X-want) > 1e-6 || l.Lines[1].X != 0 {
			t.Errorf("%s: lines at %v and %v, want %v and 0", align, l.Lines[0].X, l.Lines[1].X, want)
		}
		if back, ok := text.ParseAlign(align.String()); !ok || back != align {
			t.Errorf("%s is parsed as %s", align, back)
		}
	}
	if _, ok := text.ParseAlign("justify"); ok {
		t.Error("justify is accepted")
	}
}

func TestWrap(t *testing.T) {
	style := text.Style{Size: 20}
	whole := width(t, "several words", style)
	style.Width = whole
	if l := layout(t, "several words", style); len(l.Lines) != 1 {
		t.Error("text wraps in a box of its own width")
	}
	style.Width = whole - 1
	if l := layout(t, "several words", style); len(l.Lines) != 2 || l.Broken || l.Width != style.Width {
		t.Errorf("one pixel less: %d lines, broken %v, width %v", len(l.Lines), l.Broken, l.Width)
	}
	style.Width = 30
	if l := layout(t, "several", style); len(l.Lines) < 2 || !l.Broken {
		t.Error("a long word is not broken")
	}
	style.Width = 0.01
	if l := layout(t, "ab", style); len(l.Lines) != 2 {
		t.Errorf("in no room at all: %d lines, want one a character", len(l.Lines))
	}
}

// anyRune favours what is hard to set: other directions, joiners, marks, separators,
// controls of the bidirectional algorithm, characters without a glyph.
func anyRune() *rapid.Generator[rune] {
	return rapid.OneOf(rapid.Rune(), rapid.SampledFrom([]rune("aA fiV-.\n\t\r\v\u0085\u00a0\u00ad\u0301\u05d0\u0627\u0644\u0e01"+
		"\u200b\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202e\u2066\u2067\u2069\ufe0f\ufeff\ufffc\U0001F1E9\U0001F468\U000E0041")))
}

// Any text has finite, consistent metrics, and lines stay in their box unless a single
// character is wider.
func TestLayoutProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOfN(anyRune(), 0, 60, -1).Draw(t, "text")
		style := text.Style{
			Size: rapid.Float64Range(1, 500).Draw(t, "size"), Weight: rapid.IntRange(100, 900).Draw(t, "weight"),
			Italic: rapid.Bool().Draw(t, "italic"), Width: rapid.SampledFrom([]float64{0, 50, 1000}).Draw(t, "width"),
			Align: text.Align(rapid.Uint8Range(0, 2).Draw(t, "align")),
		}
		l, err := text.Embedded().Layout(s, style)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range l.Lines {
			if line.Width < 0 || line.Baseline > l.Height || math.IsNaN(line.X) {
				t.Fatalf("%+v in a box of %v x %v", line, l.Width, l.Height)
			}
			if style.Width == 0 && (line.X < -1e-9 || line.X+line.Width > l.Width+1e-9) {
				t.Fatalf("%+v sticks out of a box of its own, %v wide", line, l.Width)
			}
		}
		for _, p := range l.Outline(geom.Everywhere()).Points {
			if math.IsNaN(p.X) || math.IsInf(p.Y, 0) {
				t.Fatal("an outline is not finite")
			}
		}
	})
}

func TestConcurrentUse(t *testing.T) {
	want := width(t, "same everywhere", text.Style{Size: 30})
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 20 {
				l, err := text.Embedded().Layout("same everywhere", text.Style{Size: 30})
				if err != nil || l.Width != want {
					t.Errorf("%v, %v; want %v", l.Width, err, want)
				}
			}
		})
	}
	group.Wait()
}

func TestLongText(t *testing.T) {
	l := layout(t, strings.Repeat("lorem ipsum ", 833), text.Style{Size: 12, Width: 400})
	if len(l.Lines) < 100 {
		t.Errorf("%d lines", len(l.Lines))
	}
}

func TestComplete(t *testing.T) {
	for s, want := range map[string]bool{
		"": true, "Launch Day": true, "Łódź €5 ½ Ωμέγα Москва": true, "tab\tline\nzero\u200bwidth\u00a0": true, "\u0001\u0000": true,
		"こんにちは": false, "a🚀": false, "שלום": false,
	} {
		if got, err := text.Embedded().Complete(s, text.Style{Family: text.Sans, Size: 10}); err != nil || got != want {
			t.Errorf("%q: %v %v", s, got, err)
		}
	}
	if !text.Embedded().Has("go mono") || text.Embedded().Has("Comic Sans") {
		t.Error("the families are others")
	}
}
