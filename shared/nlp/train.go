package nlp

import (
	"fmt"
	"slices"

	"github.com/aio-creative-hub/aio/shared/nlp/classify"
	"github.com/aio-creative-hub/aio/shared/nlp/data"
	"github.com/aio-creative-hub/aio/shared/nlp/entity"
)

// outOfScope is the intent of messages that ask for nothing the product does.
const outOfScope = "out_of_scope"

// message is a scanned message as the classifier sees it.
func message(scan *entity.Scan) classify.Message {
	return classify.Message{Words: scan.Words(), Pattern: scan.Pattern()}
}

// Train makes the model file from labelled messages. The same messages in the
// same order give the same bytes.
func Train(examples []data.Example) ([]byte, error) {
	var classes []string
	for _, e := range examples {
		if !slices.Contains(classes, e.Intent) {
			classes = append(classes, e.Intent)
		}
	}
	slices.Sort(classes)
	oos := slices.Index(classes, outOfScope)
	if oos < 0 {
		return nil, fmt.Errorf("train: no example of %s", outOfScope)
	}
	rows := make([]classify.Example, len(examples))
	for i, e := range examples {
		rows[i] = classify.Example{Message: message(entity.Parse(e.Text)), Class: slices.Index(classes, e.Intent)}
	}
	m, err := classify.Train(classes, rows, oos, classify.DefaultConfig())
	if err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	return m.Encode(), nil
}
