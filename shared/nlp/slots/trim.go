package slots

import (
	"regexp"
	"strings"

	"github.com/aio-creative-hub/aio/shared/nlp/entity"
)

// tailWords end no name: what follows the thing belongs to the rest of the sentence.
var tailWords = setOf(`is isn't are was were be been being has have had got gets goes go went came that which who while when before after so only
 asap pls please plz too also anymore again now already still until till from to in on at of the a an and or for with by into onto than as
 called named anticlockwise clockwise counterclockwise contains needs should could can must will would not but`)

// trim takes words off the end of a name that cannot be its last, and the word layer of a
// layer's. It may leave nothing.
func trim(scan *entity.Scan, slot string, from, to int) int {
	if kinds[slot] != asTyped || slot == "text" || slot == "ref" || slot == "code" || slot == "stdin" || slot == "font" {
		return to
	}
	end := to
	for to > from {
		w := strings.ToLower(scan.Text(to-1, to))
		layer := slot == "layer" && (w == "layer" || w == "layers")
		if !layer && (!tailWords[w] || to-1 == from) {
			break
		}
		to--
	}
	if slot == "layer" && to-from > 2 && scan.IsLength(to-2, to) {
		to -= 2 // "circle 3cm"
	}
	if to < from {
		return end
	}
	return to
}

// jobID is the identifier of a job, as it stands after its kind: "render #88", "job 4127".
var jobID = regexp.MustCompile(`(?i)^(?:(?:job|render|task|export|id|number|no\.?|nr\.?)[\s#:]*)+([\w-]*\d[\w-]*)$`)

// named is a name as typed, without its possessive; of a job its identifier.
func named(op, slot, raw string) string {
	raw = ofPossessive(strings.Join(strings.Fields(raw), " "))
	if op == "video.status" && slot == "name" {
		if m := jobID.FindStringSubmatch(raw); m != nil {
			return m[1]
		}
	}
	return raw
}

func setOf(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}
