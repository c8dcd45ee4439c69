package main

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
)

// The function at the edge gives the app's page for the app's addresses, and nothing else.
func TestPagesFunction(t *testing.T) {
	all := synthesized(t, "dev")
	code := edgeFunction(t, all, "PagesViewer")
	for uri, want := range map[string]string{"/": "/index.html", "/chat": "/index.html", "/chat/cnv_1": "/index.html", "/tools/graphics/doc_1": "/index.html",
		"/assets/index-x.js": "/assets/index-x.js", "/favicon.svg": "/favicon.svg", "/nothing": "/nothing", "/chats": "/chats"} {
		event, err := json.Marshal(props{"request": props{"uri": uri, "headers": props{}}})
		if err != nil {
			t.Fatal(err)
		}
		out, err := exec.CommandContext(t.Context(), "node", "-e", code+"\nprocess.stdout.write(handler("+string(event)+").uri)").Output()
		if err != nil || string(out) != want {
			t.Errorf("%s became %q (%v), want %s", uri, out, err, want)
		}
	}
	for _, h := range all.of("AWS::CloudFront::ResponseHeadersPolicy") {
		if text := h.text("ResponseHeadersPolicyConfig"); !strings.Contains(text, "connect-src 'self' https://aio-dev-blobs-111122223333-eu-central-1.s3.eu-central-1.amazonaws.com") {
			t.Errorf("pages may not read files from the bucket: %s", text)
		}
	}
}

// edgeFunction is the code of a function of CloudFront's.
func edgeFunction(t *testing.T, all template, id string) string {
	t.Helper()
	for _, f := range all.of("AWS::CloudFront::Function") {
		if code, ok := f.Properties["FunctionCode"].(string); ok && f.id == id {
			return code
		}
	}
	t.Fatalf("there is no function %s", id)
	return ""
}
