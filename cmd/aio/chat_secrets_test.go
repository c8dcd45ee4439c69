package main

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// TestSecretsInTheChat: what people paste into the chat by mistake is in no line of the log,
// whatever becomes of the message, not even where the operation fails. Messages are kept with
// the conversation only, which its owner deletes.
func TestSecretsInTheChat(t *testing.T) {
	s := serveIn(t, t.TempDir())
	token := s.register("pasting@example.org").Session().AccessToken
	tests := []struct{ name, secret, message, status string }{
		{"refused", "hunter2-but-much-longer", "my password is %, can you log me in to my bank", "refused"},
		{"a title", "AKIAQ7EXAMPLE0042PLUM", "create a 300x200 banner with the title %", "done"},
		{"a file's name", "ghp_Zk3plum0tuba1cavern2Zk3plum0tuba1c", "share the file %.png with ben@example.org", "asked"},
		{"the number of a card", "4929-1187-plum-0032-9921", "%", "asked"},
		{"planned", "sk-live-plum-77-cavern", "run this: print('%')", "refused"},
		// The last, for the fault outlives it.
		{"an operation dies", "xoxb-plum-0042-tuba-1199", `create a 300x200 banner with the title "%"`, "failed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.name == "an operation dies" {
				s.fault("graphics.create", "error", 3)
			}
			body, err := json.Marshal(map[string]string{"text": strings.ReplaceAll(tt.message, "%", tt.secret)})
			if err != nil {
				t.Fatal(err)
			}
			status, _, answer := s.raw(http.MethodPost, "/api/v1/chat/messages", token, string(body))
			if status != http.StatusOK || !strings.Contains(answer, `"status":"`+tt.status+`"`) {
				t.Fatalf("%d %s", status, answer)
			}
			for line := range strings.SplitSeq(s.Log(), "\n") {
				if strings.Contains(line, tt.secret) {
					t.Errorf("%s", line)
				}
			}
			if !strings.Contains(s.Log(), `"op":"chat.send"`) {
				t.Error("the log says nothing of the message: nothing can be found in it")
			}
		})
	}
}
