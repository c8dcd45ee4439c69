package ops

import (
	"net/http"
	"time"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// The states of a model.
const (
	StateTraining = "training"
	StateReady    = "ready"
	StateFailed   = "failed"
)

// The reasons for which a training failed.
const (
	ReasonLost     = "lost"          // it ended without a word: the machine stopped, or it took too long
	ReasonExamples = "not_learnable" // nothing to learn was left of the examples, or they cannot be learned
)

// Measures are what a model makes of the product's own evaluation messages. Shares are in [0, 1].
type Measures struct {
	OperationAccuracy float64 `json:"operation_accuracy" doc:"Best guess right, of the messages that ask for an operation"`
	ActedRight        float64 `json:"acted_right" doc:"Acted on without asking, and right"`
	ActedWrong        float64 `json:"acted_wrong" doc:"Acted on without asking, and wrong"`
	OutOfScopeRecall  float64 `json:"out_of_scope_recall" doc:"Messages about other things that are not acted on"`
	CalibrationError  float64 `json:"calibration_error" doc:"Expected calibration error in ten bins"`
	Rows              int     `json:"rows"`
}

// Own is what models make of one's own examples that were held out: every fifth.
type Own struct {
	Rows   int     `json:"rows"`
	Before float64 `json:"before" doc:"Share that the product's own model understands"`
	After  float64 `json:"after" doc:"Share that a model understands which learned the other examples"`
}

// LeftOut is an example that was not learned.
type LeftOut struct {
	ExampleID string `json:"exampleId"`
	Reason    string `json:"reason" enum:"evaluation" doc:"evaluation: too close to a message that models are measured by"`
}

// Report is how good a model is.
type Report struct {
	Base  Measures `json:"base" doc:"Of the product's own model"`
	Model Measures `json:"model" doc:"Of this one"`
	Own   Own      `json:"own"`
}

// Model is a model that one's own examples were learned by.
type Model struct {
	ID         string     `json:"id" example:"mdl_01J8Z3"`
	State      string     `json:"state" enum:"training,ready,failed"`
	Reason     string     `json:"reason,omitempty" enum:"lost,not_learnable" doc:"Why it failed"`
	Active     bool       `json:"active" doc:"Your messages are understood by it"`
	Outdated   bool       `json:"outdated,omitempty" doc:"The product's own model has changed since: train again to have what it learned"`
	Learned    int        `json:"learned" doc:"How many examples were"`
	LeftOut    []LeftOut  `json:"leftOut" doc:"Examples that were not"`
	Bytes      int64      `json:"bytes,omitempty"`
	SHA256     string     `json:"sha256,omitempty" doc:"Of the model of operations, lower-case hex"`
	CreatedAt  time.Time  `json:"createdAt"`
	FinishedAt *time.Time `json:"finishedAt,omitempty"`
	Report     *Report    `json:"report,omitempty" doc:"Of a model that is ready"`
}

// ModelOutput carries a model.
type ModelOutput struct{ Body Model }

// ModelPage is a page of models.
type ModelPage = operation.Page[Model]

// ModelListOutput carries a page.
type ModelListOutput struct{ Body ModelPage }

// ListModelsInput says which page.
type ListModelsInput struct{ operation.PageInput }

// ModelInput names a model.
type ModelInput struct {
	ModelID string `path:"modelId" maxLength:"64"`
}

// TrainModel begins to train a model with one's examples. It is trained asynchronously:
// a push (nlp.model) tells when it is done.
var TrainModel = operation.Op[operation.None, ModelOutput]{Spec: charged(spec("train_model", http.MethodPost, "/models", "Train your own model with your examples",
	writes(), operation.Invoke("nlp.run_training")))}

func charged(s operation.Spec) operation.Spec {
	s.Limit, s.Price, s.Status = operation.LimitTools, operation.PriceRequest, http.StatusAccepted
	return s
}

// ListModels lists one's models, the latest first.
var ListModels = operation.Op[ListModelsInput, ModelListOutput]{Spec: spec("list_models", http.MethodGet, "/models", "List your own models", reads())}

// GetModel reads a model, with its report.
var GetModel = operation.Op[ModelInput, ModelOutput]{Spec: spec("get_model", http.MethodGet, "/models/{modelId}", "Read one of your own models", reads())}

// PromoteModel makes a model the one that one's messages are understood by. It is refused
// if the model is worse than the product's own at what everybody asks for.
var PromoteModel = operation.Op[ModelInput, ModelOutput]{Spec: spec("promote_model", http.MethodPost, "/models/{modelId}/promote", "Use one of your own models", writes())}

// ActiveModel names the model that one's messages are understood by.
type ActiveModel struct {
	ModelID string `json:"modelId,omitempty" doc:"Absent: the product's own"`
}

// ActiveModelOutput carries it.
type ActiveModelOutput struct{ Body ActiveModel }

// RollbackModel goes back to the model that was used before, at last to the product's own.
var RollbackModel = operation.Op[operation.None, ActiveModelOutput]{Spec: spec("rollback_model", http.MethodPost, "/models/rollback", "Go back to the model you used before", writes())}

// DeleteModel removes a model that is not in use; one in training is given up.
var DeleteModel = operation.Op[ModelInput, operation.None]{Spec: gone(spec("delete_model", http.MethodDelete, "/models/{modelId}", "Delete one of your own models", writes(), models(operation.ReadWrite)))}

// Training names a model to train, and whose it is.
type Training struct {
	UserID  string `json:"userId" maxLength:"64"`
	ModelID string `json:"modelId" maxLength:"64"`
}

// RunTrainingInput is the input of RunTraining.
type RunTrainingInput struct{ Body Training }

// RunTraining trains a model, measures it and keeps it. That took 90 seconds of one
// processor with thirty examples; a thousand make it a quarter longer. A Lambda function has
// nearly two processors at 3 GB, of its own kind and speed: this is more than seven times as
// much, below the 15 minutes that Lambda gives. The memory comes with the processors; it
// needs 300 MB.
var RunTraining = operation.Op[RunTrainingInput, operation.None]{Spec: operation.Spec{
	ID: "nlp.run_training", Area: "nlp", Summary: "Train a model", Triggers: []operation.Trigger{{Kind: operation.Task}},
	Auth: operation.Service, Hidden: true, Timeout: 14 * time.Minute, MemoryMB: 3008, Price: operation.PriceFree,
	Grants: []operation.Grant{writes(), models(operation.ReadWrite), operation.Invoke("live.publish")},
}}

// PurgeAccount deletes examples and models of an account that was deleted.
var PurgeAccount = operation.Op[operation.Fact, operation.None]{Spec: operation.Spec{
	ID: "nlp.purge_account", Area: "nlp", Summary: "Delete the examples and models of a deleted account",
	Triggers: []operation.Trigger{{Kind: operation.Event, On: "identity.account_deleted"}},
	Auth:     operation.Service, Hidden: true, Timeout: operation.MaxTimeout, Price: operation.PriceFree,
	Grants: []operation.Grant{writes(), models(operation.ReadWrite)},
}}
