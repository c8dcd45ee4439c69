package nlp

import (
	"io"
	"io/fs"
	"strings"

	"github.com/aio-creative-hub/aio/shared/nlp/classify"
	"github.com/aio-creative-hub/aio/shared/nlp/data"
	"github.com/aio-creative-hub/aio/shared/nlp/entity"
)

// PackVectors makes the table of word vectors from a file that lists words by
// frequency (see classify.PackVectors): the first common words of letters only,
// and every word of the training messages, however rare.
func PackVectors(file io.Reader, dir fs.FS, common int) (*classify.Vectors, error) {
	examples, err := data.Load(dir)
	if err != nil {
		return nil, err
	}
	said := wordSet{}
	for _, e := range examples {
		for _, w := range entity.Parse(e.Text).Words() {
			said[w] = struct{}{}
		}
	}
	return classify.PackVectors(file, func(w string) bool {
		if said.has(w) {
			return true
		}
		if common <= 0 || strings.ContainsFunc(w, notLetter) {
			return false
		}
		common--
		return true
	})
}

func notLetter(r rune) bool { return (r < 'a' || r > 'z') && r != '\'' }
