package local

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/aio-creative-hub/aio/shared/call"
)

// A token's shape; it was signed by nobody.
const sampleJWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1c3JfMSJ9.c2lnbmF0dXJl"

func TestRedact(t *testing.T) {
	inner := `{"email":"ann@example.org","password":"hunter2","keep":"me"}`
	twice, err := json.Marshal(map[string]string{"body": inner})
	if err != nil {
		t.Fatal(err)
	}
	event := map[string]any{
		"headers":                         map[string]any{"Authorization": "Bearer hunter2", "Cookie": "session=hunter2", "Accept": "keep-accept"},
		"multiValueHeaders":               map[string]any{"Set-Cookie": []any{"refresh=hunter2"}, "X-Aio-Origin": []any{"hunter2"}},
		"queryStringParameters":           map[string]any{"ticket": "hunter2", "q": "keep-query"},
		"multiValueQueryStringParameters": map[string]any{"ticket": []any{"hunter2"}},
		"path":                            "/blob/x?signature=hunter2&keep=1",
		"body":                            inner,
		"nested":                          string(twice),
		"refresh_token":                   "hunter2",
		"accessToken":                     "hunter2",
		"displayName":                     map[string]any{"any": "hunter2"},
		"note":                            "the token " + sampleJWT + " of ann@example.org is no secret key",
		"mail":                            map[string]any{"id": "1", "to": "x", "subject": "hunter2", "text": "Click hunter2"},
		"requestContext":                  map[string]any{"identity": map[string]any{"sourceIp": "hunter2"}, "number": json.Number("12345678901234567890")},
		sampleJWT:                         "a key can be a token, too",
		"answer":                          map[string]any{"isBase64Encoded": true, "body": base64.StdEncoding.EncodeToString([]byte("hunter2"))},
		"password":                        nil,
		"secret":                          "",
	}
	data, err := json.Marshal(event)
	if err != nil {
		t.Fatal(err)
	}
	got := newRedactor().JSON(data)
	for _, secret := range []string{"hunter2", "ann@", "example.org", "eyJ", base64.StdEncoding.EncodeToString([]byte("hunter2"))} {
		if strings.Contains(got, secret) {
			t.Errorf("%q is still there:\n%s", secret, got)
		}
	}
	for _, kept := range []string{"keep-accept", "keep-query", `"keep": "me"`, "keep=1", "12345678901234567890", `"password": null`, `"secret": ""`, "is no secret key", "of binary"} {
		if !strings.Contains(got, kept) {
			t.Errorf("%q is gone:\n%s", kept, got)
		}
	}
}

func TestWhatIsNotJSONIsNotShown(t *testing.T) {
	for _, data := range []string{"password=hunter2", "{\"a\":\"\xff\"}", `{"a":1} {"password":"hunter2"}`, strings.Repeat(`[`, 20000)} {
		if got := newRedactor().JSON([]byte(data)); got != redacted {
			t.Errorf("%.40s: %.100s", data, got)
		}
	}
	deep := strings.Repeat(`{"a":`, 100) + `"hunter2"` + strings.Repeat(`}`, 100)
	if got := newRedactor().JSON([]byte(deep)); strings.Contains(got, "hunter2") {
		t.Error("too deep to look, and shown")
	}
}

// Wherever a secret stands under a secret's name, it is not shown.
func TestRedactFindsSecretsAnywhere(t *testing.T) {
	names := []string{"password", "Authorization", "refresh_token", "Set-Cookie", "EMAIL", "displayName", "ticket"}
	rapid.Check(t, func(t *rapid.T) {
		var v any = map[string]any{rapid.SampledFrom(names).Draw(t, "name"): "hunter2"}
		for range rapid.IntRange(0, 8).Draw(t, "depth") {
			switch rapid.IntRange(0, 2).Draw(t, "in") {
			case 0:
				v = map[string]any{"x": v, "y": 1}
			case 1:
				v = []any{"z", v}
			default:
				text, err := json.Marshal(v)
				if err != nil {
					t.Fatal(err)
				}
				v = map[string]any{"body": string(text)}
			}
		}
		data, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if got := newRedactor().JSON(data); strings.Contains(got, "hunter2") {
			t.Fatalf("%s became %s", data, got)
		}
	})
}

func TestInspectorIsBounded(t *testing.T) {
	i := NewInspector(time.Now)
	for n := range 3 * inspectorRecords {
		i.record(Record{Function: "a.b", Event: fmt.Appendf(nil, `{"n":%d}`, n)})
	}
	views := i.Recent("", 10*inspectorRecords)
	if len(views) != inspectorRecords || !strings.Contains(string(views[0].Event), fmt.Sprint(3*inspectorRecords-1)) {
		t.Errorf("%d kept, the latest is %s", len(views), views[0].Event)
	}
	big := []byte(`"` + strings.Repeat("x", inspectorEvent-2) + `"`)
	for range inspectorRecords {
		i.record(Record{Function: "a.big", Event: big, Answer: big})
	}
	if i.bytes > inspectorBytes || len(i.ring) >= inspectorRecords {
		t.Errorf("%d bytes in %d records", i.bytes, len(i.ring))
	}
	i.record(Record{Function: "a.huge", Event: append(big, ' '), Err: &call.Fault{Type: "T", Message: "for ann@example.org"}})
	got := i.Recent("a.huge", 5)
	if len(got) != 1 || got[0].Event != nil || got[0].EventBytes != inspectorEvent+1 || got[0].Error != "T: for "+redacted || !got[0].Failed {
		t.Errorf("%+v", got)
	}
	var none *Inspector
	none.record(Record{})
	if none.Recent("", 1) != nil {
		t.Error("no inspector keeps something")
	}
}

func TestViewNamesTriggerAndStatus(t *testing.T) {
	for _, c := range []struct{ event, answer, trigger, status string }{
		{`{"httpMethod":"GET","requestContext":{}}`, `{"statusCode":404}`, "rest", "404"},
		{`{"aio":1}`, `{"status":201}`, "call", "201"},
		{`{"requestContext":{"routeKey":"ping","eventType":"MESSAGE"}}`, `{"statusCode":200,"body":"{\"status\":403}"}`, "socket", "403"},
		{`{"requestContext":{"routeKey":"$connect","eventType":"CONNECT"}}`, `{"statusCode":200}`, "socket", "200"},
		{`{"type":"REQUEST","requestContext":{"routeKey":"$connect"}}`, `{"principalId":"x"}`, "authorizer", "done"},
		{`{"detail-type":"document.committed"}`, ``, "event", "done"},
		{`{"detail-type":"Scheduled Event"}`, ``, "schedule", "done"},
		{`{"x":1}`, `[1]`, "task", "done"},
	} {
		v := newRedactor().view(Record{Event: []byte(c.event), Answer: []byte(c.answer)})
		if v.Trigger != c.trigger || v.Status != c.status {
			t.Errorf("%s: %s %s", c.event, v.Trigger, v.Status)
		}
	}
}
