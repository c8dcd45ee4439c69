package lambda_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/aio-creative-hub/aio/shared/call"
	"github.com/aio-creative-hub/aio/shared/call/calltest"
	"github.com/aio-creative-hub/aio/shared/call/lambda"
	"github.com/aio-creative-hub/aio/shared/cloud"
)

// fake speaks the wire protocol of Lambda's Invoke and runs functions in the process.
type fake struct {
	functions map[string]calltest.Function // by Lambda's name
	wg        sync.WaitGroup
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, ok := strings.CutPrefix(r.URL.Path, "/2015-03-31/functions/")
	name, ok2 := strings.CutSuffix(name, "/invocations")
	fn, known := f.functions[name]
	payload, _ := io.ReadAll(r.Body)
	switch {
	case !ok || !ok2 || !strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 "):
		refuse(w, http.StatusBadRequest, "InvalidRequestContentException")
	case !known:
		refuse(w, http.StatusNotFound, "ResourceNotFoundException")
	case r.Header.Get("X-Amz-Invocation-Type") == "Event":
		f.wg.Go(func() { _, _ = run(fn, payload) })
		w.WriteHeader(http.StatusAccepted)
	default:
		answer, failure := run(fn, payload)
		if failure != nil {
			w.Header().Set("X-Amz-Function-Error", "Unhandled")
			answer, _ = json.Marshal(failure)
		}
		_, _ = w.Write(answer)
	}
}

func refuse(w http.ResponseWriter, status int, code string) {
	w.Header().Set("X-Amzn-Errortype", code)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(`{"Message":"refused"}`))
}

// run runs a function as Lambda does: ended at its time-out, its errors and panics told.
func run(fn calltest.Function, payload []byte) (answer []byte, failure map[string]string) {
	ctx, cancel := context.WithTimeout(context.Background(), fn.Timeout)
	defer cancel()
	defer func() {
		if r := recover(); r != nil {
			failure = map[string]string{"errorType": "Runtime.ExitError", "errorMessage": "the function panicked"}
		}
	}()
	answer, err := fn.Handle(ctx, payload)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return nil, map[string]string{"errorType": "Sandbox.Timedout", "errorMessage": "Task timed out after 0.03 seconds"}
	case err != nil:
		return nil, map[string]string{"errorType": "errorString", "errorMessage": err.Error()}
	case len(answer) > call.MaxPayload:
		return nil, map[string]string{"errorType": "Function.ResponseSizeTooLarge", "errorMessage": "Response payload size exceeded maximum allowed payload size"}
	}
	return answer, nil
}

func open(t *testing.T, functions map[string]calltest.Function) call.Invoker {
	t.Helper()
	f := &fake{functions: map[string]calltest.Function{}}
	for id, fn := range functions {
		f.functions[cloud.FunctionName("test", id)] = fn
	}
	s := httptest.NewServer(f)
	t.Cleanup(func() { s.CloseClientConnections(); s.Close(); f.wg.Wait() })
	return lambda.New(aws.Config{Region: "us-east-1", BaseEndpoint: &s.URL, Credentials: credentials.NewStaticCredentialsProvider("a", "b", "")},
		lambda.Options{Stage: "test"})
}

// TestContractOnFake runs the suite against a fake of Lambda's wire protocol, which is
// always there and passes JSON on byte by byte, as Lambda does; ministack does not.
func TestContractOnFake(t *testing.T) {
	calltest.Run(t, open)
}
