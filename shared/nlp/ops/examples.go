package ops

import (
	"net/http"
	"time"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// The limits of one's own examples that stand in schemas.
const (
	// MaxAdded examples come in one request: with the set's item they are one transaction.
	MaxAdded = 90
	// MaxEntities of one example; the longest annotated message has a dozen.
	MaxEntities = 24
)

// Entity is a slot that a message says, by which words, and their canonical value.
type Entity struct {
	Slot  string        `json:"slot" pattern:"^[a-z][a-z0-9_]{0,39}$" example:"width"`
	Raw   string        `json:"raw" minLength:"1" maxLength:"1000" doc:"The words, as they stand in the text" example:"800"`
	Value operation.Raw `json:"value" doc:"A text of at most 1000 bytes, a number, true or false" example:"\"800px\""`
}

// NewExample is a message with what it means.
type NewExample struct {
	Text      string   `json:"text" minLength:"1" maxLength:"4096" example:"knock up a flyer for the bake sale"`
	Operation string   `json:"operation" maxLength:"64" doc:"An operation that the chat can call, meta.help, meta.greet, meta.thanks, meta.cancel, or out_of_scope" example:"graphics.create"`
	Entities  []Entity `json:"entities,omitempty" maxItems:"24" nullable:"false" doc:"All slots that the text says, none if it is an empty list. Absent: they are not taught"`
}

// NewExamples are examples to keep.
type NewExamples struct {
	Items []NewExample `json:"items" minItems:"1" maxItems:"90" nullable:"false" doc:"One with a text that is kept already, in letters of any case, replaces it"`
}

// AddExamplesInput is the input of AddExamples.
type AddExamplesInput struct{ Body NewExamples }

// ExampleSet says what was done, and what the set holds then.
type ExampleSet struct {
	Added     int   `json:"added"`
	Replaced  int   `json:"replaced"`
	Unchanged int   `json:"unchanged"`
	Rows      int   `json:"rows" doc:"In the set"`
	Bytes     int64 `json:"bytes" doc:"Of the set's texts and values"`
}

// ExampleSetOutput carries it.
type ExampleSetOutput struct{ Body ExampleSet }

// spec is what the operations on one's own model have in common.
func spec(id, method, path, summary string, grants ...operation.Grant) operation.Spec {
	return operation.Spec{ID: "nlp." + id, Area: "nlp", Method: method, Path: "/api/v1/nlp" + path, Summary: summary,
		Auth: operation.User, Limit: operation.LimitGlobal, Grants: grants, Price: operation.PriceFree}
}

func reads() operation.Grant  { return operation.Table("chat", operation.Read) }
func writes() operation.Grant { return operation.Table("chat", operation.ReadWrite) }
func models(a operation.Access) operation.Grant {
	return operation.Blob("models", a)
}

// AddExamples keeps examples to train one's own model with.
var AddExamples = operation.Op[AddExamplesInput, ExampleSetOutput]{Spec: uploads(spec("add_examples", http.MethodPost, "/examples", "Add examples for your own model", writes()))}

func uploads(s operation.Spec) operation.Spec {
	s.Limit, s.Timeout = operation.LimitUpload, operation.MaxTimeout
	return s
}

// ExampleFile names a file of examples.
type ExampleFile struct {
	ArtifactID string `json:"artifactId" minLength:"1" maxLength:"64" doc:"A file of yours of at most 1 MB, one example a line as JSON: {\"text\", \"operation\", \"entities\"}"`
}

// ImportExamplesInput is the input of ImportExamples.
type ImportExamplesInput struct{ Body ExampleFile }

// ImportExamples keeps the examples of a file. It is all of them or none that the file's
// lines are refused for; what is interrupted may be done again.
var ImportExamples = operation.Op[ImportExamplesInput, ExampleSetOutput]{Spec: found(uploads(spec("import_examples", http.MethodPost, "/examples/import", "Add the examples of a file for your own model",
	writes(), operation.Invoke("artifact.open"), operation.Blob("artifacts", operation.Read))))}

func found(s operation.Spec) operation.Spec {
	s.Refusals = append(s.Refusals, http.StatusNotFound)
	return s
}

// Example is an example that is kept.
type Example struct {
	ID        string    `json:"id" example:"exm_01J8Z3"`
	Text      string    `json:"text"`
	Operation string    `json:"operation"`
	Entities  []Entity  `json:"entities,omitempty"`
	CreatedAt time.Time `json:"createdAt"`
}

// ExamplePage is a page of examples.
type ExamplePage = operation.Page[Example]

// ExampleListOutput carries a page.
type ExampleListOutput struct{ Body ExamplePage }

// ListExamplesInput says which page.
type ListExamplesInput struct{ operation.PageInput }

// ListExamples lists one's examples, in no order of meaning.
var ListExamples = operation.Op[ListExamplesInput, ExampleListOutput]{Spec: spec("list_examples", http.MethodGet, "/examples", "List the examples for your own model", reads())}

// ExampleInput names an example.
type ExampleInput struct {
	ExampleID string `path:"exampleId" maxLength:"64"`
}

// DeleteExample removes an example; models that learned it keep it.
var DeleteExample = operation.Op[ExampleInput, operation.None]{Spec: gone(spec("delete_example", http.MethodDelete, "/examples/{exampleId}", "Remove an example for your own model", writes()))}

func gone(s operation.Spec) operation.Spec {
	s.Status = http.StatusNoContent
	return s
}
