package classify

import (
	"bytes"
	"errors"
	"math"
	"strings"
	"testing"
)

// toy is a small problem with two operations and noise out of scope.
func toy() (classes []string, examples []Example) {
	texts := [][]string{
		{"add a circle", "add a square", "please add text", "add the title", "add one more line", "insert a circle", "insert text here", "add it now", "add shapes", "insert the logo"},
		{"delete the circle", "delete it", "remove the square", "remove that text", "delete this line", "erase the circle", "remove all", "delete the logo now", "erase it", "remove shapes"},
		{"what time is it", "who won the match", "play some music", "book a flight", "weather in rome", "tell me jokes", "call my mother", "buy milk", "how tall is he", "where is peru"},
	}
	for c, list := range texts {
		for _, s := range list {
			w := strings.Fields(s)
			examples = append(examples, Example{Message{Words: w, Pattern: w}, c})
		}
	}
	return []string{"x.add", "x.delete", "none"}, examples
}

func toyConfig() Config {
	cfg := DefaultConfig()
	cfg.Bits, cfg.Folds, cfg.Block = 10, 5, 2
	return cfg
}

// toySet has the operations of one tool, noise, ambiguous messages and vectors.
func toySet(t testing.TB) *Set {
	t.Helper()
	classes, examples := toy()
	set := &Set{Classes: classes, OutOfScope: 2, Examples: examples, Vectors: toyVectors(t)}
	for _, s := range []string{"change it", "do it", "the circle", "that thing", "again please", "it", "more", "this", "the title", "go on"} {
		w := strings.Fields(s)
		set.Ambiguous = append(set.Ambiguous, Ambiguous{Message{Words: w, Pattern: w}, []int{0, 1}})
	}
	return set
}

// toyVectors are words in two places: those of adding and those of deleting.
func toyVectors(t testing.TB) *Vectors {
	t.Helper()
	var words []WordVector
	for _, w := range []string{"add", "insert", "append", "attach"} {
		words = append(words, WordVector{w, []float64{0.2, 0.1, 0, 0.01 * float64(len(w))}})
	}
	for _, w := range []string{"delete", "remove", "erase", "drop"} {
		words = append(words, WordVector{w, []float64{-0.2, 0.1, 0, 0.01 * float64(len(w))}})
	}
	v, err := NewVectors(words, 0.04)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func trainToy(t testing.TB) *Model {
	t.Helper()
	m, err := Train(toySet(t), toyConfig())
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestTrainedModelFitsItsExamples(t *testing.T) {
	m := trainToy(t)
	_, examples := toy()
	for _, e := range examples {
		r := m.Classify(e.Message)
		if e.Class != m.OutOfScope() && r.Best != e.Class {
			t.Errorf("%v: best is %d, want %d", e.Message.Words, r.Best, e.Class)
		}
		sum := 0.0
		for _, p := range r.Probability {
			sum += p
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Errorf("probabilities add up to %v", sum)
		}
		if r.Confidence < 0 || r.Confidence > 1 {
			t.Errorf("confidence %v", r.Confidence)
		}
	}
}

func TestConfidenceTellsScope(t *testing.T) {
	m := trainToy(t)
	in := m.Classify(Message{Words: strings.Fields("add the circle"), Pattern: strings.Fields("add the circle")})
	out := m.Classify(Message{Words: strings.Fields("play music in rome"), Pattern: strings.Fields("play music in rome")})
	if in.Confidence <= out.Confidence {
		t.Errorf("in scope %.2f, out of scope %.2f", in.Confidence, out.Confidence)
	}
	if out.Best == m.OutOfScope() || out.Second == m.OutOfScope() {
		t.Error("the best guesses must be in scope")
	}
}

func TestTrainingIsReproducible(t *testing.T) {
	a, b := trainToy(t).Encode(), trainToy(t).Encode()
	if !bytes.Equal(a, b) {
		t.Error("the same examples gave different models")
	}
}

func TestEncodeDecode(t *testing.T) {
	want := trainToy(t)
	encoded := want.Encode()
	got, err := Decode(encoded)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Encode(), encoded) {
		t.Error("decoding and encoding changed the bytes")
	}
	msg := Message{Words: []string{"add", "circle"}, Pattern: []string{"add", "circle"}}
	if a, b := want.Classify(msg), got.Classify(msg); a.Confidence != b.Confidence || a.Best != b.Best {
		t.Errorf("decoded model says %+v, want %+v", b, a)
	}
}

func TestDecodeRefusesDamage(t *testing.T) {
	good := trainToy(t).Encode()
	for i := 0; i < len(good); i += 97 {
		bad := bytes.Clone(good)
		bad[i] ^= 0x20
		if _, err := Decode(bad); !errors.Is(err, ErrCorrupt) {
			t.Fatalf("byte %d changed: %v", i, err)
		}
	}
	for _, n := range []int{0, 1, 8, 12, len(good) / 2, len(good) - 1} {
		if _, err := Decode(good[:n]); !errors.Is(err, ErrCorrupt) {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
}

func TestDecodeRefusesMeaninglessNumbers(t *testing.T) {
	change := map[string]func(*Model){
		"temperature": func(m *Model) { m.temperature = math.NaN() },
		"zero":        func(m *Model) { m.temperature = 0 },
		"calibration": func(m *Model) { m.logistics[isInScope][0] = math.Inf(1) },
		"view":        func(m *Model) { m.views[viewMeaning] = math.NaN() },
		"scale":       func(m *Model) { m.scale[0] = float32(math.NaN()) },
		"scope":       func(m *Model) { m.outOfScope = 9 },
		"weights":     func(m *Model) { m.weights = m.weights[1:] },
		"bits":        func(m *Model) { m.bits = 30 },
		"dimensions":  func(m *Model) { m.vectors = &Vectors{dims: 3, hashes: make([]byte, 4), values: make([]byte, 1)} },
	}
	for name, fn := range change {
		m := trainToy(t)
		fn(m)
		if _, err := Decode(m.Encode()); !errors.Is(err, ErrCorrupt) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTrainRefusesBadInput(t *testing.T) {
	tests := map[string]func(*Set, *Config){
		"bits":    func(_ *Set, c *Config) { c.Bits = 4 },
		"cost":    func(_ *Set, c *Config) { c.Cost = 0 },
		"folds":   func(_ *Set, c *Config) { c.Folds = 1 },
		"share":   func(_ *Set, c *Config) { c.OutOfScopeShare = 1 },
		"scope":   func(s *Set, _ *Config) { s.OutOfScope = 3 },
		"classes": func(s *Set, _ *Config) { s.Classes = s.Classes[:1] },
		"label":   func(s *Set, _ *Config) { s.Examples = []Example{{Class: 7}, {}, {}, {}, {}} },
		"few":     func(s *Set, _ *Config) { s.Examples = s.Examples[:2] },
		"name":    func(s *Set, _ *Config) { s.Classes = []string{"a", "b", strings.Repeat("c", 300)} },
	}
	for name, fn := range tests {
		set, cfg := toySet(t), toyConfig()
		fn(set, &cfg)
		if _, err := Train(set, cfg); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestTemperatureRestoresOverconfidence(t *testing.T) {
	// Logits of ten for classes that are right in three of four cases: the
	// temperature must bring the probability near 0.75.
	var rows []scored
	for i := range 400 {
		class := 0
		if i%4 == 0 {
			class = 1
		}
		rows = append(rows, scored{scores: scores{logits: []float64{2, 0}}, class: class})
	}
	p := softmax(nil, []float64{2, 0}, fitTemperature(rows))
	if math.Abs(p[0]-0.75) > 0.01 {
		t.Errorf("probability %v, want 0.75", p[0])
	}
}

func TestExtractIsBounded(t *testing.T) {
	words := make([]string, 5000)
	for i := range words {
		words[i] = strings.Repeat("ä", 500)
	}
	g := extract(Message{Words: words, Pattern: words}, 12, nil)
	if w, c := len(g.blocks[viewWords]), len(g.blocks[viewChars]); w > 2*maxWords+1 || c > maxWords*(maxWordRunes+2)*maxGram {
		t.Errorf("%d words, %d characters", w, c)
	}
}

func FuzzDecode(f *testing.F) {
	good := trainToy(f).Encode()
	f.Add(good)
	f.Add(good[:40])
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := Decode(b)
		if err != nil {
			if !errors.Is(err, ErrCorrupt) {
				t.Fatalf("error %v does not wrap ErrCorrupt", err)
			}
			return
		}
		m.Classify(Message{Words: []string{"add", "it"}, Pattern: []string{"add"}})
	})
}

// FuzzDecodeBody skips the checksum, which keeps a fuzzer out.
func FuzzDecodeBody(f *testing.F) {
	good := trainToy(f).Encode()
	f.Add(good[len(magic) : len(good)-4])
	f.Add([]byte{10, 2, 0, 1, 'a'})
	f.Fuzz(func(_ *testing.T, b []byte) {
		m, err := decodeBody(&reader{b: b})
		if err != nil {
			return
		}
		m.Classify(Message{Words: []string{"add", "it"}, Pattern: []string{"add"}})
	})
}

// TestAmbiguousMessagesTeachTheirCandidates: a word that only they have speaks for what they may
// mean, and against all else.
func TestAmbiguousMessagesTeachTheirCandidates(t *testing.T) {
	msg := Message{Words: []string{"frob", "it"}, Pattern: []string{"frob", "it"}}
	share := func(weight float64) float64 {
		set, cfg := toySet(t), toyConfig()
		cfg.AmbiguousWeight = weight
		for range 5 {
			set.Ambiguous = append(set.Ambiguous, Ambiguous{msg, []int{0}})
		}
		m, err := Train(set, cfg)
		if err != nil {
			t.Fatal(err)
		}
		return m.Classify(msg).Probability[0]
	}
	if without, with := share(0), share(1); with <= without {
		t.Errorf("the candidate has %.3f with them, %.3f without", with, without)
	}
}

// TestSharpness: the log odds of the confidence, and nothing else.
func TestSharpness(t *testing.T) {
	trained := func(sharpness float64) Result {
		cfg := toyConfig()
		cfg.Sharpness = sharpness
		m, err := Train(toySet(t), cfg)
		if err != nil {
			t.Fatal(err)
		}
		return m.Classify(Message{Words: []string{"add", "circle"}, Pattern: []string{"add", "circle"}})
	}
	logit := func(p float64) float64 { return math.Log(p / (1 - p)) }
	one, two := trained(1), trained(2)
	if a, b := logit(one.Confidence), logit(two.Confidence); math.Abs(b-2*a) > 0.01*math.Abs(a) {
		t.Errorf("log odds %.3f became %.3f", a, b)
	}
	if one.InScope != two.InScope || one.Ambiguous != two.Ambiguous {
		t.Errorf("%+v became %+v", one, two)
	}
}

// TestTraitsTellWhatIsVague: of two messages with the same words that which says less.
func TestTraitsTellWhatIsVague(t *testing.T) {
	set := toySet(t)
	for i := range set.Examples {
		set.Examples[i].Message.Traits = Traits{Classed: 3, Plain: 2}
	}
	for i := range set.Ambiguous {
		set.Ambiguous[i].Message.Traits = Traits{Points: true}
	}
	m, err := Train(set, toyConfig())
	if err != nil {
		t.Fatal(err)
	}
	msg := Message{Words: []string{"do", "the", "circle"}, Pattern: []string{"do", "the", "circle"}}
	less := m.Classify(msg).Ambiguous
	msg.Traits = Traits{Classed: 3, Plain: 2}
	if more := m.Classify(msg).Ambiguous; more >= less {
		t.Errorf("ambiguous %.3f with much said, %.3f with little", more, less)
	}
}
