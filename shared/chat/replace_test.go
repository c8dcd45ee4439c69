package chat_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	chatops "github.com/aio-creative-hub/aio/shared/chat/ops"
	graphicsops "github.com/aio-creative-hub/aio/shared/graphics/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
	shareops "github.com/aio-creative-hub/aio/shared/share/ops"
)

// What was changed by hand after the request is not taken back by its correction.
func TestCorrectedAfterChangesByHand(t *testing.T) {
	w := newWorld(t, freshStore())
	first := w.say(t, "", "create a 64x64 picture")
	w.say(t, first.SessionID, "add a red circle")
	canvas := first.Documents[0].ID
	if _, err := graphicsops.AddLayer.Call(w.ctx(), w, &graphicsops.AddLayerInput{CanvasInput: graphicsops.CanvasInput{CanvasID: canvas},
		Body: graphicsops.NewLayer{Shape: "rectangle"}}); err != nil {
		t.Fatal(err)
	}
	r := w.say(t, first.SessionID, "no, blue")
	if r.Message.Status != "done" || strings.Contains(r.Message.Text, "Took that back") {
		t.Errorf("%s: %s", r.Message.Status, r.Message.Text)
	}
	if n := len(w.canvas(t, canvas).Layers); n != 3 {
		t.Errorf("%d layers", n)
	}
}

// Nobody's change is taken back by what somebody else says: it comes on top.
func TestCorrectedBySomebodyElse(t *testing.T) {
	w := newWorld(t, freshStore())
	first := w.say(t, "", "create a 64x64 picture")
	w.say(t, first.SessionID, "add a red circle")
	link, err := chatops.Share.Call(w.ctx(), w, &chatops.ShareInput{SessionInput: chatops.SessionInput{SessionID: first.SessionID}, Body: shareops.Sharing{Request: shareops.Request{Role: "editor"}}})
	if err != nil {
		t.Fatal(err)
	}
	w.user = "usr_2"
	if _, err := chatops.AcceptShare.Call(w.ctx(), w, &shareops.TokenInput{Body: shareops.Token{Token: link.Body.Token}}); err != nil {
		t.Fatal(err)
	}
	if r := w.say(t, first.SessionID, "no, blue"); strings.Contains(r.Message.Text, "Took that back") {
		t.Error(r.Message.Text)
	}
	w.user = "usr_1"
	if n := len(w.canvas(t, first.Documents[0].ID).Layers); n != 2 {
		t.Errorf("%d layers", n)
	}
}

// A correction that dies anywhere on its way is done once when it is sent again.
func TestCrashWhileCorrecting(t *testing.T) {
	const calls = 3 // undo, add_layer, export
	for at := range 2 * calls {
		t.Run(fmt.Sprint(at), func(t *testing.T) {
			w := newWorld(t, freshStore())
			first := w.say(t, "", "create a 64x64 picture")
			w.say(t, first.SessionID, "add a red circle")
			w.dieAt(at)
			m := chatops.NewMessage{ID: "message-0001", SessionID: first.SessionID, Text: "no, blue"}
			if _, err := w.send(m); operation.AsProblem(err).Status < http.StatusInternalServerError {
				t.Fatalf("the chat survived: %v", err)
			}
			got, err := w.send(m)
			if err != nil {
				t.Fatal(err)
			}
			layers := w.canvas(t, first.Documents[0].ID).Layers
			if got.Message.Status != "done" || len(layers) != 1 || !strings.Contains(fmt.Sprintf("%s", layers[0].Props), "#0000ff") {
				t.Errorf("%s: %s: %+v", got.Message.Status, got.Message.Text, layers)
			}
		})
	}
}
