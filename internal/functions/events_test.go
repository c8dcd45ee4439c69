package functions

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/aio-creative-hub/aio/shared/catalog"
	"github.com/aio-creative-hub/aio/shared/cloud"
	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/local"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// TestEventsAreUnderstood runs every function with its sample event, each as another
// administrator. Each does what it is for, or finds that what the sample names is not there.
func TestEventsAreUnderstood(t *testing.T) {
	limits := function.DefaultLimits()
	for class, rule := range limits {
		rule.Events = 10_000
		limits[class] = rule
	}
	app, err := local.Open(t.Context(), local.Config{DataDir: t.TempDir(), Limits: limits, Log: slog.New(slog.DiscardHandler), Now: time.Now, PasswordCost: 4})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = app.Close() })
	for i, d := range catalog.All() {
		s := operation.SpecOf(d)
		if s.Planned {
			continue
		}
		token := signIn(t, app, fmt.Sprintf("ada%d@example.org", i))
		answer, err := app.Invoke(t.Context(), s.ID, []byte(strings.ReplaceAll(sampleEvent(t, s.ID), SampleToken, token)))
		if got := misunderstood(s, answer, err); got != "" {
			t.Errorf("%s: %s", s.ID, got)
		}
	}
}

func sampleEvent(t *testing.T, id string) string {
	t.Helper()
	event, err := os.ReadFile(filepath.Join(root, Dir, cloud.FunctionDir(id), "event.json"))
	if err != nil {
		t.Fatal(err)
	}
	return string(event)
}

// misunderstood says how an answer shows that its event was no good, "" if it was.
func misunderstood(s operation.Spec, answer []byte, err error) string {
	if err != nil {
		return "fault: " + err.Error()
	}
	if !s.Has(operation.Rest) {
		return ""
	}
	var res events.APIGatewayProxyResponse
	if err := json.Unmarshal(answer, &res); err != nil || res.StatusCode == 0 {
		return "no answer: " + string(answer)
	}
	var p struct{ Code string }
	_ = json.Unmarshal([]byte(res.Body), &p) // then there is no code
	switch {
	case res.StatusCode < 400, res.StatusCode == 404, res.StatusCode == 409, res.StatusCode == 410:
		return ""
	case res.StatusCode == 401 && s.Auth == operation.Public: // refresh, without a token
		return ""
	case res.StatusCode == 422 && p.Code != operation.CodeInvalid: // a code that is none
		return ""
	}
	return res.Body
}

// signIn registers an administrator by the sample of register and gives the token.
func signIn(t *testing.T, app *local.App, email string) string {
	t.Helper()
	event := strings.ReplaceAll(sampleEvent(t, "identity.register"), sampleTexts["email"], email)
	answer, err := app.Invoke(t.Context(), "identity.register", []byte(event))
	if err != nil {
		t.Fatal(err)
	}
	var res events.APIGatewayProxyResponse
	var body struct{ AccessToken string }
	if err := json.Unmarshal(answer, &res); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(res.Body), &body); err != nil || body.AccessToken == "" {
		t.Fatalf("no token: %s", res.Body)
	}
	if _, err := app.GrantAdmin(t.Context(), email); err != nil {
		t.Fatal(err)
	}
	return body.AccessToken
}
