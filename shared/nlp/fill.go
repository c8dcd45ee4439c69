package nlp

import "github.com/aio-creative-hub/aio/shared/nlp/entity"

// fill gives the slots of an operation ("video.trim") the values that a message says, and
// tells where they were found.
func (r *Recognizer) fill(scan *entity.Scan, operation string) (map[string]any, []Span) {
	spans := r.slots.Fill(scan, operation)
	return entity.Collect(spans), spans
}
