package slots

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aio-creative-hub/aio/shared/nlp/entity"
)

// Annotation is a slot's value in a message: the words that say it and its canonical value
// (string, float64 or bool).
type Annotation struct {
	Slot  string `json:"slot"`
	Raw   string `json:"raw"`
	Value any    `json:"value"`
}

// Example is an annotated message of an operation.
type Example struct {
	Text, Operation string
	Annotations     []Annotation // in the order of the text
}

// Config are the training parameters.
type Config struct {
	// Epochs is how often each message is seen.
	Epochs int
	// Rate is the first step of the descent, Ridge the strength of the L2 penalty.
	Rate, Ridge float64
}

// DefaultConfig are the parameters that measured best in cross-validation.
func DefaultConfig() Config {
	return Config{Epochs: 14, Rate: 0.06, Ridge: 0.6}
}

// example is a message ready for training.
type example struct {
	op     *operation
	view   *sentence
	gold   []int
	pieces []located
	raw    Example
	scan   *entity.Scan
}

// located is an annotation with its tokens and its label.
type located struct {
	from, to int
	units    [2]int // the same in the scan's units
	label    label
	learned  bool // the value is not what the grammars make of the words
	Annotation
}

// Train makes a model; the same examples in the same order give the same one. An annotation
// whose words are not in its message is an error.
func Train(examples []Example, cfg Config) (*Model, error) {
	m := &Model{operations: map[string]*operation{}, lexicon: newLexicon(), general: general(), memory: memory{}}
	rows := make([]*example, len(examples))
	own := make([]*lexicon, len(examples))
	for i, e := range examples {
		ex := &example{raw: e, scan: entity.Parse(e.Text)}
		if err := ex.locate(m); err != nil {
			return nil, fmt.Errorf("slots: example %d: %w", i, err)
		}
		own[i] = m.learn(ex)
		rows[i] = ex
	}
	m.memory.settle()
	m.memory.complete(vocabulary())
	m.register(rows)
	for i, ex := range rows {
		ex.view = m.view(ex.scan, ex.raw.Operation, ex.op.hash, own[i])
		ex.gold = m.goldStates(ex)
	}
	m.learnTrust(rows)
	m.weights = trainField(rows, cfg)
	return m, nil
}

// locate finds the tokens of each annotation.
func (ex *example) locate(m *Model) error {
	toks := m.tokens(ex.scan, ex.raw.Operation)
	at := 0
	for _, a := range ex.raw.Annotations {
		start := indexFrom(ex.raw.Text, a.Raw, at)
		if start < 0 {
			return fmt.Errorf("%q: %q of %s is not in it", ex.raw.Text, a.Raw, a.Slot)
		}
		from, to := cover(toks, start, start+len(a.Raw))
		if from >= to || to > maxTokens {
			continue
		}
		at = start + len(a.Raw)
		ex.pieces = append(ex.pieces, located{from: from, to: to, units: [2]int{toks[from].From, toks[to-1].To}, Annotation: a})
	}
	slices.SortStableFunc(ex.pieces, func(a, b located) int { return a.from - b.from })
	return nil
}

// learn labels the pieces, remembers what their words mean and returns what the lexicon
// knows from this message alone.
func (m *Model) learn(ex *example) *lexicon {
	own := newLexicon()
	toks := m.tokens(ex.scan, ex.raw.Operation)
	for i := range ex.pieces {
		p := &ex.pieces[i]
		p.label, p.learned = labelOf(ex.scan, ex.raw.Operation, p)
		if kinds[p.Slot] == enumerated || p.learned && !bareNumber(p.Raw) {
			m.memory.note(ex.raw.Operation, p.Slot, plain(p.Raw), p.Value)
		}
		if p.to-p.from <= maxPhrase {
			phrase, slot := phraseHash(toks, p.from, p.to), hash(p.Slot)
			m.lexicon.add(phrase, slot)
			own.add(phrase, slot)
		}
	}
	return own
}

// bareNumber tells digits without a unit: what such a number meant in one message, where the
// unit was said elsewhere, it does not mean in another.
func bareNumber(raw string) bool {
	return strings.Trim(raw, "0123456789.,-+ ") == ""
}

// register gives each operation the labels that its examples have.
func (m *Model) register(rows []*example) {
	var names []string
	byOp := map[string]map[string]bool{}
	for _, ex := range rows {
		if byOp[ex.raw.Operation] == nil {
			byOp[ex.raw.Operation] = map[string]bool{}
		}
		for _, p := range ex.pieces {
			name := p.label.String()
			byOp[ex.raw.Operation][name] = true
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	for _, n := range names {
		m.labels = append(m.labels, parseLabel(n))
	}
	for op, has := range byOp {
		o := &operation{hash: hash(op)}
		for i, n := range names {
			if has[n] {
				o.labels = append(o.labels, i)
			}
		}
		o.prepare(m.labels)
		m.operations[op] = o
	}
	for _, ex := range rows {
		ex.op = m.operations[ex.raw.Operation]
	}
}

// goldStates are the states of the annotated message; of overlapping pieces the first counts.
func (m *Model) goldStates(ex *example) []int {
	gold := make([]int, len(ex.view.toks))
	index := map[string]int{}
	for i, l := range ex.op.labels {
		index[m.labels[l].String()] = i
	}
	for _, p := range ex.pieces {
		i := index[p.label.String()]
		for k := p.from; k < min(p.to, len(gold)); k++ {
			if gold[k] != 0 {
				break
			}
			gold[k] = 2*i + 2
			if k == p.from {
				gold[k] = 2*i + 1
			}
		}
	}
	return mended(gold)
}

// mended begins a slot where an overlap has cut its beginning off.
func mended(gold []int) []int {
	for i, st := range gold {
		if st > 0 && st%2 == 0 && (i == 0 || (gold[i-1]+1)/2 != st/2) {
			gold[i] = st - 1
		}
	}
	return gold
}

func cover(toks []entity.Token, start, end int) (from, to int) {
	from = len(toks)
	for i := range toks {
		if toks[i].Start < end && toks[i].End > start {
			from, to = min(from, i), i+1
		}
	}
	return from, to
}

// indexFrom is the first place of a part from a byte on, else the first at all.
func indexFrom(text, part string, from int) int {
	if part == "" {
		return -1
	}
	for i := from; i+len(part) <= len(text); i++ {
		if text[i:i+len(part)] == part && atWord(text, i, i+len(part)) {
			return i
		}
	}
	for i := 0; i+len(part) <= len(text); i++ {
		if text[i:i+len(part)] == part && atWord(text, i, i+len(part)) {
			return i
		}
	}
	for i := 0; i+len(part) <= len(text); i++ {
		if text[i:i+len(part)] == part {
			return i
		}
	}
	return -1
}

// atWord tells whether neither end cuts a word or a number.
func atWord(text string, start, end int) bool {
	return (start == 0 || !joined(text[start-1], text[start])) && (end == len(text) || !joined(text[end-1], text[end]))
}

func joined(a, b byte) bool { return letter(a) && letter(b) || digit(a) && digit(b) }

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func digit(c byte) bool  { return c >= '0' && c <= '9' }
