package nlp_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/nlp"
)

// TestRandomRequests: whole messages in frames that are not in the training
// data, with random sizes, colours and titles, are acted on with exactly those.
func TestRandomRequests(t *testing.T) {
	const rounds = 300
	colors := []string{"navy", "white", "crimson", "hot pink", "light blue", "#ff8800", "black", "tomato", "teal"}
	titles := []string{"Launch", "Summer", "Café", "Jazz", "Über", "Grand", "Opening", "東京", "Road", "Fair"}
	frames := []struct{ operation, text string }{
		{"create", "Please build a %[1]dx%[2]d banner with a %[3]s background and the headline %[5]s in %[4]s"},
		{"create", "I need a new %[1]d by %[2]d poster, %[3]s background, titled \"%[5]s\" in %[4]s"},
		{"create", "Could you set up a canvas of %[1]d×%[2]d pixels in %[3]s that says %[5]s in %[4]s?"},
		{"add_layer", "Add the words %[5]s in %[4]s"},
		{"add_layer", "Put a title saying %[5]s on it in %[4]s"},
		{"edit_layer", "Change the colour of the headline to %[4]s"},
		{"transform", "Resize the logo to %[1]d by %[2]d"},
	}
	r := rand.New(rand.NewPCG(7, 11))
	pick := func(list []string) string { return list[r.IntN(len(list))] }
	for range rounds {
		w, h, bg, fg, title := 50+r.IntN(3000), 50+r.IntN(3000), pick(colors), pick(colors), pick(titles)+" "+pick(titles)
		f := frames[r.IntN(len(frames))]
		text := clean(fmt.Sprintf(f.text, w, h, bg, fg, title))
		d := recognizer(t).Understand(text, nlp.State{})
		if d.Tool != "graphics" || d.Operation != f.operation || d.Action != nlp.ActionAct {
			t.Errorf("%q is %s.%s %.2f %s, want %s", text, d.Tool, d.Operation, d.Confidence, d.Action, f.operation)
		}
		delete(d.Entities, "ref")
		if f.operation == "add_layer" {
			delete(d.Entities, "layer") // "a title" is its role
		}
		if want := said(f.operation, w, h, bg, fg, title); !reflect.DeepEqual(d.Entities, want) {
			t.Errorf("%q\n got  %v\n want %v", text, d.Entities, want)
		}
	}
}

// clean cuts the complaint of Sprintf about arguments a frame does not use.
func clean(text string) string {
	before, _, _ := strings.Cut(text, "%!(EXTRA")
	return before
}

func said(operation string, w, h int, bg, fg, title string) map[string]any {
	css := func(c string) string { return strings.ReplaceAll(c, " ", "") }
	width, height := fmt.Sprint(w, "px"), fmt.Sprint(h, "px")
	switch operation {
	case "create":
		return map[string]any{"width": width, "height": height, "background": css(bg), "text": title, "color": css(fg)}
	case "add_layer":
		return map[string]any{"text": title, "color": css(fg)}
	case "edit_layer":
		return map[string]any{"layer": "headline", "color": css(fg)}
	}
	return map[string]any{"layer": "logo", "width": width, "height": height}
}
