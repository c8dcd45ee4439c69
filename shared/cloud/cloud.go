// Package cloud says how the parts of the system are called on AWS, which settings its
// functions read, and what each function may do. The CDK app (infra), the functions and
// their tests read it, so that a name or a right is written once.
//
// Names are made of the stage, so that stacks need not import from each other: whoever
// knows the stage knows every name. One account and region may hold several stages.
//
// It depends on the standard library and on declarations only.
package cloud

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// Product begins every name.
const Product = "aio"

// maxFunctionName is Lambda's limit of a function's name, in bytes.
const maxFunctionName = 64

// MaxStage is the most characters of a stage: the longest name made of one, a bucket's,
// has 63 with account and region.
const MaxStage = 12

var stageForm = regexp.MustCompile(`^[a-z][a-z0-9]*$`)

// ErrStage says that a stage's name cannot be used.
var ErrStage = errors.New("cloud: a stage is lower-case letters and digits, begins with a letter, and has at most 12 characters")

// CheckStage refuses, with ErrStage, stages of which no name can be made.
func CheckStage(stage string) error {
	if len(stage) > MaxStage || !stageForm.MatchString(stage) {
		return ErrStage
	}
	return nil
}

// Name is the name of a part of the stage, e.g. aio-dev-critical.
func Name(stage, part string) string { return Product + "-" + stage + "-" + part }

// FunctionName is the name of the Lambda function of an operation: aio-dev-graphics-add-layer.
func FunctionName(stage, operation string) string { return Name(stage, dashed(operation)) }

// OperationOf is the operation of a function, "" if it is none of the stage's. Areas have
// no dash, so the first one was the dot.
func OperationOf(stage, function string) string {
	id, ok := strings.CutPrefix(function, Name(stage, ""))
	if !ok {
		return ""
	}
	area, verb, _ := strings.Cut(id, "-")
	if area == "" || verb == "" {
		return ""
	}
	return area + "." + strings.ReplaceAll(verb, "-", "_")
}

// CheckFunctionName refuses operations whose function's name would be too long at any stage.
func CheckFunctionName(operation string) error {
	if n := len(FunctionName(strings.Repeat("s", MaxStage), operation)); n > maxFunctionName {
		return fmt.Errorf("cloud: the function of %s would have a name of %d bytes, of at most %d", operation, n, maxFunctionName)
	}
	return nil
}

// FunctionDir is where the main package of an operation's function is, below functions/:
// graphics/add-layer.
func FunctionDir(operation string) string {
	area, verb, _ := strings.Cut(operation, ".")
	return dashed(area) + "/" + dashed(verb)
}

// Artifact is the folder of an operation's built function, below dist/{arch}/: the name
// of its function without product and stage.
func Artifact(operation string) string { return dashed(operation) }

func dashed(id string) string { return strings.NewReplacer(".", "-", "_", "-").Replace(id) }

// TableName is the name of a table of the store: aio-dev-work.
func TableName(stage, table string) string { return Name(stage, table) }

// IndexKeys are the attributes that hold an item's entry in a secondary index; the index
// itself has the entry's name.
func IndexKeys(index string) (pk, sk string) { return index + "_pk", index + "_sk" }

// BucketName is the name of the bucket of all bytes; bucket names are unique in the world.
func BucketName(stage, account, region string) string {
	return Name(stage, "blobs-"+account+"-"+region)
}

// BusName is the name of the event bus.
func BusName(stage string) string { return Product + "-" + stage }

// EventSource is the source of the system's own events.
const EventSource = "aio"

// DeadLetterQueue is the name of the queue of events and schedules that a function failed
// on for good. Its messages are what Lambda sends to a failure destination.
func DeadLetterQueue(stage string) string { return Name(stage, "dead-letters") }

// SocketStage is the stage of the WebSocket API, and so the first segment of its path: the
// edge passes /ws on as it is.
const SocketStage = "ws"

// RestStage is the stage of the REST API.
const RestStage = "rest"

// SocketParameter is the SSM parameter with the id of the WebSocket API, which CloudFormation makes up.
func SocketParameter(stage string) string { return "/" + Product + "/" + stage + "/socket-api" }

// Issuer is who makes the tokens of a stage; Audience is whom they are for.
func Issuer(stage string) string { return "urn:aio:" + stage }

// Audience is whom tokens are for.
const Audience = "urn:aio:api"

// PurposeTag is the tag on a signing key that says what it signs, and StageTag the tag on
// everything; roles grant the use of keys by both, because keys come and go.
const (
	PurposeTag = "aio:purpose"
	StageTag   = "aio:stage"
)
