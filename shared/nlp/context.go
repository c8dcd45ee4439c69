package nlp

import (
	"maps"
	"slices"
	"strings"

	"github.com/aio-creative-hub/aio/shared/nlp/dialogue"
	"github.com/aio-creative-hub/aio/shared/nlp/entity"
)

// isNew tells whether nothing happened yet: then a message means what it says.
func (s State) isNew() bool { return s.LastOperation == "" && len(s.Active) == 0 }

// inContext decides what a message means after others: the ranker weighs the classifier's
// opinion against the conversation, and what goes on with the last operation inherits its
// entities. ok is false in a new conversation, where today's message is all there is.
func (r *Recognizer) inContext(scan *entity.Scan, g guess, s State) (d Decision, ok bool) {
	if r.context == nil || s.isNew() {
		return Decision{}, false
	}
	t, said, spans := r.turn(scan, g, s)
	p := r.context.Rank(t)
	next := g.reranked(t, p)
	next.confidence = r.context.Confidence(t, p)
	if next.is(g.ranked[0].id()) && saysAll(g, t, s) {
		next.confidence = max(next.confidence, g.confidence)
	}
	d = r.decide(scan, next)
	if d.Tool+"."+d.Operation == t.Last && (t.Corrects || r.context.Inherits(t) >= inheritsFrom) {
		d.Entities, d.Replaces = r.continued(scan, t.Last, s.LastEntities, said, spans)
		d.Spans = spans
		return d, true
	}
	if refersBack(d.Tool+"."+d.Operation, d, t.Words) {
		d.Entities["ref"] = lastRef
	}
	return d, true
}

// saysAll tells whether a message means by itself what the classifier takes it for: what was
// done before makes it no less likely. Of a tool that is being worked with it may be less sure.
func saysAll(g guess, t *dialogue.Turn, s State) bool {
	enough := newRequest
	if s.Active[g.ranked[0].tool] != "" {
		enough = ActThreshold
	}
	return g.confidence >= enough && len(t.Words) >= minRequestWords && len(t.About) < 2 && !referring.any(t.Words)
}

// lastRef is the value of ref.
const lastRef = "$last"

// inheritsFrom is the probability from which a message goes on with the last operation.
const inheritsFrom = 0.3

// onlyCorrects tells whether a message has only values of slots that were said before, beside
// words of correction: "make that 35 degrees".
func onlyCorrects(scan *entity.Scan, spans []Span, t *dialogue.Turn) bool {
	said := 0
	for _, slot := range t.Said {
		if slot == "ref" {
			continue
		}
		if said++; !t.Known[slot] {
			return false
		}
	}
	if said == 0 {
		return false
	}
	for _, tok := range scan.Tokens() {
		if tok.Mark || leadWords.has(tok.Low) {
			continue
		}
		if !slices.ContainsFunc(spans, func(s Span) bool { return tok.Start < s.End && tok.End > s.Start }) {
			return false
		}
	}
	return true
}

// turn is the message as the ranker sees it, with what it says for the last operation.
func (r *Recognizer) turn(scan *entity.Scan, g guess, s State) (t *dialogue.Turn, said map[string]any, spans []Span) {
	t = &dialogue.Turn{
		Words: scan.Words(), Classes: scan.Pattern(),
		Operations: r.names, Probability: make([]float64, len(r.names)), OutOfScope: r.model.OutOfScope(),
		Confidence: g.confidence, Known: map[string]bool{}, Active: map[string]bool{}, About: aboutOf(s),
	}
	t.Probability[t.OutOfScope] = g.outOfScope
	for _, o := range g.ranked {
		t.Probability[slices.Index(r.names, o.id())] = o.p
	}
	for tool := range s.Active {
		t.Active[tool] = true
	}
	for slot := range s.LastEntities {
		t.Known[slot] = true
	}
	if s.LastOperation != "" {
		t.LastConfidence = s.LastConfidence
		t.Last = s.LastTool + "." + s.LastOperation
		said, spans = r.fill(scan, t.Last)
		for slot := range said {
			t.Said = append(t.Said, slot)
		}
		slices.Sort(t.Said)
		t.Covered = covered(scan, spans)
		t.Corrects = onlyCorrects(scan, spans, t)
	}
	return t, said, spans
}

// covered is the share of a message's letters and digits that spans take up.
func covered(scan *entity.Scan, spans []Span) float64 {
	all, in := 0, 0
	for _, t := range scan.Tokens() {
		if t.Mark || leadWords.has(t.Low) {
			continue
		}
		all++
		for _, s := range spans {
			if t.Start < s.End && t.End > s.Start {
				in++
				break
			}
		}
	}
	if all == 0 {
		return 0
	}
	return float64(in) / float64(all)
}

// reranked is the guess by the ranker's probabilities.
func (g guess) reranked(t *dialogue.Turn, p []float64) guess {
	next := guess{ranked: slices.Clone(g.ranked), outOfScope: p[t.OutOfScope]}
	for i, o := range next.ranked {
		next.ranked[i].p = p[slices.Index(t.Operations, o.id())]
	}
	next.sort()
	return next
}

// kindWords tell by its name or its file's extension which tool a thing belongs to.
var kindWords = func() map[string]string {
	m := map[string]string{}
	for tool, words := range map[string]string{
		"graphics": `pdf psd artwork png jpg jpeg webp psd svg gif tiff ai picture pictures image photo poster flyer banner logo leaflet canvas artwork drawing
 illustration icon card sign cover sticker label design graphic graphics postcard brochure invite wallpaper badge thumbnail mockup`,
		"web": `html css htm site website webpage page homepage landing portfolio blog shop store`,
		"cad": `stl step stp obj 3mf iges dxf f3d part model gear bracket assembly plate hinge mesh solid enclosure housing pulley bolt nut cube
 shaft flange 3d`,
		"video": `mp4 mov avi mkv webm video clip reel film movie footage trailer teaser recording vlog animation episode intro outro`,
		"ide":   `py js ts go rs c cpp java rb php sql sh cs kt swift script code program function module parser repo snippet notebook`,
	} {
		for _, w := range strings.Fields(words) {
			m[w] = tool
		}
	}
	return m
}()

// kinds adds the tools of the things that a text names.
func kinds(text string, to map[string]bool) {
	for _, w := range plainWords(text) {
		if tool, ok := kindWords[w]; ok {
			to[tool] = true
		} else if tool, ok := kindWords[strings.TrimSuffix(w, "s")]; ok {
			to[tool] = true
		}
	}
}

// severalKinds are the tools of the things that a message names, if they are of more than one.
func severalKinds(text string) []string {
	found := map[string]bool{}
	kinds(text, found)
	if len(found) < 2 {
		return nil
	}
	return slices.Sorted(maps.Keys(found))
}

// aboutOf are the tools of the things that the last message named, or opened or fetched.
func aboutOf(s State) map[string]bool {
	out := map[string]bool{}
	for _, tool := range s.LastAbout {
		out[tool] = true
	}
	if len(out) > 0 || s.LastTool != "artifact" && s.LastTool != "drive" {
		return out
	}
	for _, slot := range []string{"file", "name", "topic", "format"} {
		for _, v := range values(s.LastEntities[slot]) {
			kinds(v, out)
		}
	}
	return out
}

// values are the texts of an entity.
func values(v any) []string {
	switch x := v.(type) {
	case string:
		return []string{x}
	case []string:
		return x
	case []any:
		var out []string
		for _, e := range x {
			if s, ok := e.(string); ok {
				out = append(out, s)
			}
		}
		return out
	}
	return nil
}
