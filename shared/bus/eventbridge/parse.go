package eventbridge

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/aio-creative-hub/aio/shared/bus"
)

// failed is what a message of the queue says.
type failed struct {
	function string // Lambda's name of it, "" if none failed
	payload  []byte // what it was given
	attempts int
	reason   string
}

// record is what Lambda sends to the failure destination of an asynchronous invocation.
type record struct {
	RequestContext struct {
		FunctionArn            string `json:"functionArn"`
		Condition              string `json:"condition"`
		ApproximateInvokeCount int    `json:"approximateInvokeCount"`
	} `json:"requestContext"`
	RequestPayload  json.RawMessage `json:"requestPayload"`
	ResponsePayload json.RawMessage `json:"responsePayload"` // none if it was not run, e.g. for its age
}

// parse reads the kinds of messages: of Lambda, about a function that failed, or about
// records that the relay failed on for too long (where they are, not what they are); of
// EventBridge and its Scheduler, about one that could not be started (the message is what
// it was to be given, the rest stands in attributes); of the relay.
func parse(m types.Message) failed {
	body := []byte(aws.ToString(m.Body))
	if target := attribute(m, "TARGET_ARN"); target != "" {
		retries, _ := strconv.Atoi(attribute(m, "RETRY_ATTEMPTS")) // none, if it says nothing
		return failed{function: functionOf(target), payload: body, attempts: 1 + retries,
			reason: strings.TrimSpace(attribute(m, "ERROR_CODE") + " " + attribute(m, "ERROR_MESSAGE"))}
	}
	var a aside
	if err := json.Unmarshal(body, &a); err == nil && a.Relay != 0 {
		return failed{reason: a.Reason}
	}
	var r record
	if err := json.Unmarshal(body, &r); err != nil || r.RequestContext.FunctionArn == "" {
		return failed{reason: "a message of an unknown kind"}
	}
	if len(r.RequestPayload) == 0 {
		return failed{attempts: r.RequestContext.ApproximateInvokeCount, reason: "records of a stream were given up: " + r.RequestContext.Condition}
	}
	var end struct {
		ErrorType    string `json:"errorType"`
		ErrorMessage string `json:"errorMessage"`
	}
	_ = json.Unmarshal(r.ResponsePayload, &end) // the condition says enough
	if end.ErrorMessage == "" {
		end.ErrorMessage = strings.TrimSpace(r.RequestContext.Condition + " " + end.ErrorType)
	}
	return failed{function: functionOf(r.RequestContext.FunctionArn), payload: r.RequestPayload,
		attempts: r.RequestContext.ApproximateInvokeCount, reason: end.ErrorMessage}
}

func attribute(m types.Message, name string) string {
	return aws.ToString(m.MessageAttributes[name].StringValue)
}

// functionOf gives the name in a function's ARN, with or without version:
// arn:aws:lambda:region:account:function:name:version.
func functionOf(arn string) string {
	parts := strings.Split(arn, ":")
	if len(parts) < 7 || parts[2] != "lambda" || parts[5] != "function" {
		return ""
	}
	return parts[6]
}

// event gives the event that the function was given; of a schedule only its type, of any
// other call nothing.
func (f failed) event() bus.Event {
	var outer events.EventBridgeEvent
	if err := json.Unmarshal(f.payload, &outer); err != nil || outer.DetailType == "" {
		return bus.Event{}
	}
	var e bus.Event
	if err := json.Unmarshal(outer.Detail, &e); err != nil || e.ID == "" {
		return bus.Event{ID: outer.ID, Type: outer.DetailType, Time: outer.Time}
	}
	var data bytes.Buffer
	if len(e.Data) > 0 && json.Compact(&data, e.Data) == nil {
		e.Data = data.Bytes()
	}
	return e
}
