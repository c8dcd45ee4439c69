package slots

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/nlp/entity"
)

// sample are a few annotated messages: enough to see that training learns them.
func sample() []Example {
	row := func(op, text string, as ...Annotation) Example {
		return Example{Text: text, Operation: op, Annotations: as}
	}
	a := func(slot, raw string, value any) Annotation { return Annotation{slot, raw, value} }
	return []Example{
		row("video.trim", "cut the first ten seconds", a("start_s", "ten seconds", 10.0)),
		row("video.trim", "drop the last 5 s", a("end_s", "5 s", -5.0)),
		row("video.trim", "keep 0:42 to 1:15 of talk.mp4", a("start_s", "0:42", 42.0), a("end_s", "1:15", 75.0), a("file", "talk.mp4", "talk.mp4")),
		row("graphics.transform", "move the logo up 20px", a("layer", "logo", "logo"), a("dy", "20px", "-20px")),
		row("graphics.transform", "make it 20% smaller", a("ref", "it", "$last"), a("factor", "20%", 0.8)),
		row("graphics.transform", "move the badge down 12px", a("layer", "badge", "badge"), a("dy", "12px", "12px")),
		row("cad.boolean", "drill four 5 mm holes in the plate", a("op", "drill", "difference"), a("count", "four", 4.0), a("diameter", "5 mm", "5mm"), a("target", "plate", "plate")),
		row("cad.measure", "how heavy is the bracket", a("quantity", "how heavy", "mass"), a("target", "bracket", "bracket")),
		row("graphics.edit_layer", "make the title red", a("layer", "title", "title"), a("color", "red", "red")),
		row("graphics.edit_layer", "make the logo blue", a("layer", "logo", "logo"), a("color", "blue", "blue")),
		row("graphics.edit_layer", "make the badge navy", a("layer", "badge", "badge"), a("color", "navy", "navy")),
		row("graphics.delete_layer", "delete everything except the logo", a("except", "logo", "logo")),
		row("graphics.delete_layer", "delete the badge", a("layer", "badge", "badge")),
		row("meta.greet", "hello there"),
	}
}

func trained(t testing.TB) *Model {
	t.Helper()
	m, err := Train(sample(), Config{Epochs: 30, Rate: 0.2, Ridge: 0.01})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestTrainLearnsItsMessages(t *testing.T) {
	m := trained(t)
	for _, e := range sample() {
		var want, got []string
		for _, a := range e.Annotations {
			want = append(want, fmt.Sprintf("%s=%v", a.Slot, a.Value))
		}
		for _, s := range m.Fill(entity.Parse(e.Text), e.Operation) {
			got = append(got, fmt.Sprintf("%s=%v", s.Slot, s.Value))
		}
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("%q: %v, want %v", e.Text, got, want)
		}
	}
	if got := m.Fill(entity.Parse("hello"), "no.operation"); got != nil {
		t.Errorf("an unknown operation has %v", got)
	}
}

// TestNegation: what is not wanted is no value where something else is, and what is kept out
// of a group is no part of it.
func TestNegation(t *testing.T) {
	m := trained(t)
	for _, tt := range []struct{ op, text, want string }{
		{"graphics.edit_layer", "make the title not red but blue", "layer=title color=blue"},
		{"graphics.edit_layer", "make the title blue instead of red", "layer=title color=blue"},
		{"graphics.edit_layer", "make the badge navy rather than blue", "layer=badge color=navy"},
		{"graphics.edit_layer", "make the title not red", "layer=title color=red"}, // nothing in its place: the words say what it is about
		{"graphics.delete_layer", "delete everything except the badge", "except=badge"},
		{"graphics.delete_layer", "delete everything apart from the star", "except=star"},
	} {
		var got []string
		for _, s := range m.Fill(entity.Parse(tt.text), tt.op) {
			got = append(got, fmt.Sprintf("%s=%v", s.Slot, s.Value))
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%q: %v, want %s", tt.text, got, tt.want)
		}
	}
}

func TestTrainIsDeterministic(t *testing.T) {
	if !bytes.Equal(trained(t).Encode(), trained(t).Encode()) {
		t.Error("the same messages give two models")
	}
}

func TestTrainRefusesWhatIsNotInTheMessage(t *testing.T) {
	_, err := Train([]Example{{Text: "hello", Operation: "a.b", Annotations: []Annotation{{"name", "world", "world"}}}}, DefaultConfig())
	if err == nil || !strings.Contains(err.Error(), "world") {
		t.Errorf("error %v", err)
	}
}

func TestEncodeDecode(t *testing.T) {
	b := trained(t).Encode()
	m, err := Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(m.Encode(), b) {
		t.Error("decoding and encoding changes the model")
	}
	for _, e := range sample() {
		if got, want := m.Fill(entity.Parse(e.Text), e.Operation), trained(t).Fill(entity.Parse(e.Text), e.Operation); len(got) != len(want) {
			t.Errorf("%q: %v, want %v", e.Text, got, want)
		}
	}
	for _, cut := range []int{0, 1, len(magic), len(magic) + 3, len(b) / 2, len(b) - 1} {
		if _, err := Decode(b[:cut]); !errors.Is(err, ErrCorrupt) {
			t.Errorf("%d of %d bytes: error %v", cut, len(b), err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	b := trained(f).Encode()
	f.Add(b[:len(b)-weights+4])
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, head []byte) {
		m, err := Decode(append(bytes.Clone(head), make([]byte, weights)...))
		if err == nil {
			m.Fill(entity.Parse("cut the first ten seconds of a.mp4"), "video.trim")
		}
	})
}

func TestLabels(t *testing.T) {
	for turn := range turns {
		l := label{"dy", turn}
		if got := parseLabel(l.String()); got != l {
			t.Errorf("%v is read as %v", l, got)
		}
	}
	for _, tt := range []struct {
		turn turn
		x    float64
		want float64
	}{{asSaid, 3, 3}, {negated, 20, -20}, {lessThan, 0.2, 0.8}, {moreThan, 0.25, 1.25}, {inverse, 4, 0.25}, {inverse, 0, 0}, {inverse, 3, 0.3333}} {
		if got := tt.turn.apply(tt.x); got != tt.want {
			t.Errorf("%v of %v is %v, want %v", turnNames[tt.turn], tt.x, got, tt.want)
		}
	}
}

// TestValues: what words say as the value of a slot.
func TestValues(t *testing.T) {
	m := &Model{memory: memory{}}
	m.memory.complete(vocabulary())
	for _, tt := range []struct {
		op, slot, raw string
		want          any
	}{
		{"graphics.create", "width", "1200", "1200px"},
		{"cad.create", "width", "30", "30"},
		{"cad.create", "length", "half a metre", "0.5m"},
		{"cad.create", "depth", "a quarter inch", "0.25in"},
		{"cad.create", "size", "M8", "M8"},
		{"cad.create", "size", "nema 23", "NEMA23"},
		{"video.trim", "start_s", "1:45", 105.0},
		{"video.trim", "start_s", "a minute and a half", 90.0},
		{"video.trim", "start_s", "two minutes and ten seconds", 130.0},
		{"video.trim", "start_s", "1h02m", 3720.0},
		{"video.trim", "start_s", "500 ms", 0.5},
		{"video.trim", "start_s", "minute five", 300.0},
		{"video.trim", "start_s", "00:01:30", 90.0},
		{"video.text", "opacity", "0.4", "40%"},
		{"video.audio", "volume", "half", "50%"},
		{"graphics.transform", "angle", "45 degrees", "45deg"},
		{"graphics.transform", "factor", "150%", 1.5},
		{"graphics.transform", "factor", "twice", 2.0},
		{"graphics.transform", "factor", "three quarters", 0.75},
		{"graphics.edit_layer", "color", "light grey", "lightgrey"},
		{"graphics.edit_layer", "color", "#FF8800", "#ff8800"},
		{"cad.measure", "quantity", "how heavy", "mass"},
		{"cad.boolean", "op", "drill", "difference"},
		{"cad.view", "view", "from above", "top"},
		{"web.generate", "component", "contact forms", "contact_form"},
		{"web.generate", "component", "weather widget", "weather_widget"},
		{"ide.execute", "language", "c++", "cpp"},
		{"video.convert", "max_size", "16 MB", "16mb"},
		{"artifact.share", "user", "Tom's", "Tom"},
		{"graphics.edit_layer", "visible", "hide", false},
		{"artifact.open", "ref", "that", lastRef},
		{"cad.create", "count", "a dozen", 12.0},
		{"cad.create", "count", "nothing", nil},
	} {
		scan := entity.Parse(tt.raw)
		toks := scan.Tokens()
		got, ok := m.value(scan, tt.op, label{slot: tt.slot}, 0, toks[len(toks)-1].To)
		if ok != (tt.want != nil) || ok && fmt.Sprint(got) != fmt.Sprint(tt.want) {
			t.Errorf("%s %s %q is %v, want %v", tt.op, tt.slot, tt.raw, got, tt.want)
		}
	}
}

// TestVocabulary: no phrase means two things, and each line has a slot that exists.
func TestVocabulary(t *testing.T) {
	seen := map[string]string{}
	for line := range strings.Lines(vocabularyText) {
		head, phrases, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		slot, value, ok := strings.Cut(head, " ")
		_, name, dotted := strings.Cut(slot, ".")
		if !ok || !dotted || kinds[name] == asTyped && name != "target" {
			t.Errorf("%q names no slot with a vocabulary", head)
		}
		for p := range strings.SplitSeq(phrases, ",") {
			key := slot + "=" + plain(p)
			if other, twice := seen[key]; twice && other != value {
				t.Errorf("%s means %s and %s", key, other, value)
			}
			seen[key] = value
		}
	}
}

// TestSpansAreOfTheText: whatever is said, spans lie in the message and in order.
func TestSpansAreOfTheText(t *testing.T) {
	m := trained(t)
	words := strings.Fields(`cut the first 10 seconds 0:42 a.mp4 "x y" red plate drill it 20px up 5% " ' é 東京 , . / @ # 3x4 <b> print(1)`)
	rng := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		var b strings.Builder
		for range rng.IntN(14) {
			b.WriteString(words[rng.IntN(len(words))] + " ")
		}
		text := b.String()
		for op := range m.operations {
			last := 0
			for _, s := range m.Fill(entity.Parse(text), op) {
				if s.Start < last || s.End > len(text) || s.End < s.Start || s.Value == nil {
					t.Fatalf("%q: %+v after %d", text, s, last)
				}
				last = s.Start
			}
		}
	}
}

func BenchmarkFill(b *testing.B) {
	m := trained(b)
	scan := entity.Parse("drill four 5 mm holes in the corners of the base plate, 8 mm from the edge")
	for b.Loop() {
		m.Fill(scan, "cad.boolean")
	}
}

// TestWithoutRef: "it" says nothing where the thing is named, but it does beside what the
// thing is put on or sent to.
func TestWithoutRef(t *testing.T) {
	ref := entity.Span{Slot: "ref", Raw: "it", Value: lastRef}
	for _, tt := range []struct {
		op, slot string
		kept     bool
	}{
		{"drive.save", "target", true},
		{"drive.save", "file", false},
		{"cad.measure", "target", false},
		{"graphics.edit_layer", "layer", false},
		{"graphics.add_layer", "layer", true},
		{"web.edit", "component", true},
		{"web.validate", "page", false},
		{"ide.execute", "code", false},
	} {
		got := withoutRef([]entity.Span{{Slot: tt.slot, Raw: "x", Value: "x"}, ref}, tt.op)
		if kept := len(got) == 2; kept != tt.kept {
			t.Errorf("%s beside %s: kept %v", tt.op, tt.slot, kept)
		}
	}
}

func TestTrim(t *testing.T) {
	for _, tt := range []struct{ slot, phrase, want string }{
		{"layer", "text layer", "text"},
		{"layer", "circle 3cm", "circle"},
		{"layer", "layers", ""},
		{"layer", "box 2", "box 2"},
		{"name", "second half goes", "second half"},
		{"target", "shell before", "shell"},
		{"name", "slow motion", "slow motion"},
		{"text", "where we are", "where we are"},
		{"target", "the", "the"},
	} {
		scan := entity.Parse(tt.phrase)
		toks := scan.Tokens()
		to := toks[len(toks)-1].To
		got := ""
		if end := trim(scan, tt.slot, 0, to); end > 0 {
			got = scan.Text(0, end)
		}
		if got != tt.want {
			t.Errorf("%s %q: %q, want %q", tt.slot, tt.phrase, got, tt.want)
		}
	}
}

func TestTypedValues(t *testing.T) {
	for _, tt := range []struct {
		op, slot, phrase string
		want             any
	}{
		{"video.status", "name", "render #88", "88"},
		{"video.status", "name", "job 4127", "4127"},
		{"video.status", "name", "subtitle job", "subtitle job"},
		{"ide.execute", "memory_mb", "512 MB", 512.0},
		{"ide.execute", "memory_mb", "a gigabyte", 1024.0},
		{"ide.execute", "memory_mb", "2 gigs", 2048.0},
		{"ide.execute", "timeout_s", "2 minutes", 120.0},
	} {
		scan := entity.Parse(tt.phrase)
		toks := scan.Tokens()
		if got, _ := parsed(scan, tt.op, label{slot: tt.slot}, 0, toks[len(toks)-1].To); got != tt.want {
			t.Errorf("%s %q: %v, want %v", tt.slot, tt.phrase, got, tt.want)
		}
	}
}

// TestClosedSlots: an unknown word is no value of them, one with a typing error is.
func TestClosedSlots(t *testing.T) {
	m := &Model{memory: memory{"cad.quantity=volume": {value: "volume"}, "web.device=galaxy s21": {value: "galaxy_s21"}}}
	for _, tt := range []struct {
		op, slot, phrase string
		want             any
	}{
		{"cad.measure", "quantity", "volume", "volume"},
		{"cad.measure", "quantity", "volum", "volume"},
		{"cad.measure", "quantity", "voulme", "volume"},
		{"cad.measure", "quantity", "colour", nil},
		{"web.preview", "device", "galaxy s23", "galaxy_s23"},
	} {
		scan := entity.Parse(tt.phrase)
		toks := scan.Tokens()
		if got, _ := m.value(scan, tt.op, label{slot: tt.slot}, 0, toks[len(toks)-1].To); got != tt.want {
			t.Errorf("%s %q: %v, want %v", tt.slot, tt.phrase, got, tt.want)
		}
	}
}

func TestOneTypo(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"hight", "height", true}, {"cilinder", "cylinder", true}, {"cilnder", "cylinder", false}, {"dimond", "diamond", true}, {"dropbx", "dropbox", true},
		{"title", "tilte", true}, {"front", "right", false}, {"width", "length", false}, {"round", "sound", false},
	} {
		if got := oneTypo(tt.a, tt.b); got != tt.want {
			t.Errorf("%s %s: %v", tt.a, tt.b, got)
		}
	}
}

func TestColoured(t *testing.T) {
	m := trained(t)
	for _, tt := range []struct{ op, text, want string }{
		{"graphics.delete_layer", "delete the red badge", "color=red layer=badge"},
		{"graphics.delete_layer", "delete the light blue badge", "color=lightblue layer=badge"},
		{"graphics.delete_layer", "delete the badge", "layer=badge"},
	} {
		scan := entity.Parse(tt.text)
		s := m.view(scan, tt.op, 0, nil)
		name := s.found("layer", nil, 2, len(s.toks))
		var got []string
		for _, sp := range s.coloured([]found{name}) {
			got = append(got, fmt.Sprintf("%s=%v", sp.Slot, sp.Value))
		}
		slices.Sort(got)
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%q: %v, want %s", tt.text, got, tt.want)
		}
	}
}

// TestEdged: the length of a fillet is its radius, that of a chamfer its size, and that of
// anything else what the labeller says.
func TestEdged(t *testing.T) {
	for _, tt := range []struct{ op, action, slot, want string }{
		{"cad.transform", "fillet", "size", "radius"},
		{"cad.transform", "fillet", "radius", "radius"},
		{"cad.transform", "chamfer", "radius", "size"},
		{"cad.transform", "pattern", "radius", "radius"},
		{"cad.boolean", "fillet", "size", "size"},
	} {
		s := &sentence{op: tt.op}
		got := s.edged([]found{{Span: entity.Span{Slot: "action", Value: tt.action}}, {Span: entity.Span{Slot: tt.slot, Value: "2mm"}}})
		if got[1].Slot != tt.want {
			t.Errorf("%s %s: %s is %s, want %s", tt.op, tt.action, tt.slot, got[1].Slot, tt.want)
		}
	}
}

// TestABareNumberIsNotRemembered: what "5" meant where the unit was said elsewhere.
func TestABareNumberIsNotRemembered(t *testing.T) {
	m, err := Train([]Example{{"in cm please: a plate, 5 deep", "cad.create", []Annotation{{"shape", "plate", "plate"}, {"depth", "5", "5cm"}}},
		{"a plate half as deep as wide", "cad.create", []Annotation{{"shape", "plate", "plate"}, {"depth", "half as deep as wide", "50%"}}}}, DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	if e := m.memory[memoryKey("cad.create", "depth", "5")]; e != nil {
		t.Errorf(`"5" is remembered as %v`, e.value)
	}
	if e := m.memory[memoryKey("cad.create", "depth", "half as deep as wide")]; e == nil {
		t.Error("words are not remembered")
	}
}
