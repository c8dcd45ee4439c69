package client

import (
	"os"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/catalog"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// Every action that a client can send is described in docs/websocket.md with each of its
// arguments, and it is decided here whether it is repeated after a lost connection.
func TestEveryActionIsDescribed(t *testing.T) {
	doc, err := os.ReadFile("../../docs/websocket.md")
	if err != nil {
		t.Fatal(err)
	}
	sections := strings.Split(string(doc), "\n### ")
	for _, d := range catalog.All() {
		for _, trigger := range operation.SpecOf(d).Triggers {
			if trigger.Kind != operation.Socket || strings.HasPrefix(trigger.On, "$") {
				continue
			}
			section := ""
			for _, s := range sections {
				if strings.HasPrefix(s, "`"+trigger.On+"`") {
					section = s
				}
			}
			if section == "" {
				t.Errorf("docs/websocket.md has no section ### `%s`", trigger.On)
				continue
			}
			for _, a := range operation.Arguments(d) {
				if !strings.Contains(section, "`"+a.Name+"`") {
					t.Errorf("docs/websocket.md: %s does not describe the argument %s", trigger.On, a.Name)
				}
			}
			if !repeatable(trigger.On, []byte(`{"id":"msg_12345678","commitId":"cmt_12345678"}`)) {
				t.Errorf("%s: decide whether it is repeated after a lost connection", trigger.On)
			}
		}
	}
}
