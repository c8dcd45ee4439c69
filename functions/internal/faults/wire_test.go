package faults

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/aio-creative-hub/aio/internal/faulty"
	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/cloud"
	"github.com/aio-creative-hub/aio/shared/mail"
)

// wire is the aws.HTTPClient of functions that run in the test: it breaks calls as the plan
// wants, all tries of the SDK to make one included. What no emulator shows the effects of
// is answered here, in the words of the service: functions called, mails, connections.
type wire struct {
	s     *system
	stage string
	base  aws.HTTPClient

	mu     sync.Mutex
	broken map[string]faulty.Kind // by the SDK's id of the call
}

// service names the service and the call of a request.
func service(r *http.Request) string {
	name := faulty.Name(r)
	switch {
	case strings.HasPrefix(r.Header.Get("X-Amz-Target"), "DynamoDB"):
		return "dynamodb." + name
	case r.Header.Get("X-Amz-Target") != "":
		return "kms." + name
	case strings.HasSuffix(r.URL.Path, "/invocations"):
		return "lambda.Invoke " + r.Header.Get("X-Amz-Invocation-Type")
	case strings.HasPrefix(r.URL.Path, "/v2/email/"):
		return "ses.SendEmail"
	case strings.Contains(r.URL.Path, "/@connections/"):
		return "apigateway." + r.Method
	}
	kind := ""
	for _, q := range []string{"uploads", "uploadId", "partNumber", "list-type", "delete"} {
		if r.URL.Query().Has(q) {
			kind += " " + q
		}
	}
	if r.Header.Get("X-Amz-Copy-Source") != "" {
		kind += " copy"
	}
	return "s3." + r.Method + kind
}

// Do implements aws.HTTPClient.
func (w *wire) Do(r *http.Request) (*http.Response, error) {
	kind := w.fault(r)
	c := &faulty.Client{Base: sender(w.answer)}
	if kind != "" {
		c.Set("*", kind, 1)
	}
	return c.Do(r)
}

// fault says how a request goes wrong: as the first try of the same call did.
func (w *wire) fault(r *http.Request) faulty.Kind {
	id := r.Header.Get("Amz-Sdk-Invocation-Id")
	w.mu.Lock()
	kind, known := w.broken[id]
	w.mu.Unlock()
	if known && id != "" {
		return kind
	}
	kind = w.s.plan.enter(service(r))
	w.mu.Lock()
	defer w.mu.Unlock()
	w.broken[id] = kind
	return kind
}

type sender func(*http.Request) (*http.Response, error)

// Do implements aws.HTTPClient.
func (s sender) Do(r *http.Request) (*http.Response, error) { return s(r) }

// answer makes a request.
func (w *wire) answer(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		_ = r.Body.Close()
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	switch name := service(r); {
	case strings.HasPrefix(name, "lambda."):
		return w.function(r, body), nil
	case strings.HasPrefix(name, "ses."):
		return w.mail(r, body), nil
	case strings.HasPrefix(name, "apigateway."):
		return w.connection(r, body), nil
	}
	res, err := w.base.Do(r)
	if err == nil && res.StatusCode == http.StatusOK && strings.HasPrefix(r.Header.Get("X-Amz-Target"), "DynamoDB") {
		w.s.publish(emitted(body)...)
	}
	return res, err
}

func response(r *http.Request, status int, header http.Header, body []byte) *http.Response {
	if header == nil {
		header = http.Header{"Content-Type": {"application/json"}}
	}
	return &http.Response{StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: header, Body: io.NopCloser(bytes.NewReader(body)),
		ContentLength: int64(len(body)), Request: r}
}

// function runs a function as Lambda's Invoke does; what is to run some time, the scenario runs.
func (w *wire) function(r *http.Request, payload []byte) *http.Response {
	name := path.Base(path.Dir(r.URL.Path))
	operation := ""
	for id := range specs() {
		if cloud.FunctionName(w.stage, id) == name {
			operation = id
		}
	}
	if r.Header.Get("X-Amz-Invocation-Type") == "Event" {
		w.s.start(operation, payload)
		return response(r, http.StatusAccepted, nil, nil)
	}
	answer, err := w.s.invoke(r.Context(), operation, payload)
	if err != nil {
		failure, _ := json.Marshal(map[string]string{"errorType": "errorString", "errorMessage": err.Error()}) //nolint:errchkjson // two texts
		return response(r, http.StatusOK, http.Header{"X-Amz-Function-Error": {"Unhandled"}}, failure)
	}
	return response(r, http.StatusOK, nil, answer)
}

// mail takes a mail as SES does.
func (w *wire) mail(r *http.Request, body []byte) *http.Response {
	var in struct {
		Destination struct{ ToAddresses []string }
		Content     struct {
			Simple struct {
				Subject struct{ Data string }
				Body    struct{ Text struct{ Data string } }
			}
		}
	}
	if err := json.Unmarshal(body, &in); err != nil || len(in.Destination.ToAddresses) != 1 {
		return response(r, http.StatusBadRequest, nil, nil)
	}
	w.s.send(mail.Message{To: in.Destination.ToAddresses[0], Subject: in.Content.Simple.Subject.Data, Text: in.Content.Simple.Body.Text.Data})
	return response(r, http.StatusOK, nil, []byte(`{"MessageId":"1"}`))
}

// connection posts to a connection, or closes it, as API Gateway does.
func (w *wire) connection(r *http.Request, body []byte) *http.Response {
	id, err := url.PathUnescape(path.Base(r.URL.Path))
	if err == nil && r.Method == http.MethodPost {
		err = w.s.sockets.post(id, body)
	} else if err == nil {
		err = w.s.sockets.close(id)
	}
	if err != nil {
		return response(r, http.StatusGone, http.Header{"X-Amzn-Errortype": {"GoneException"}, "Content-Type": {"application/json"}}, []byte(`{}`))
	}
	return response(r, http.StatusOK, nil, nil)
}

// emitted finds the events that a write to DynamoDB carries.
func emitted(body []byte) []bus.Event {
	var v any
	if json.Unmarshal(body, &v) != nil {
		return nil
	}
	var out []bus.Event
	var look func(any)
	look = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, one := range v {
				look(one)
			}
		case map[string]any:
			var e bus.Event
			if text, ok := v["S"].(string); ok && strings.HasPrefix(text, `{"id":"evt_`) && json.Unmarshal([]byte(text), &e) == nil {
				out = append(out, e)
			}
			for _, one := range v {
				look(one)
			}
		}
	}
	look(v)
	return out
}
