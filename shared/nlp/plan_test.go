package nlp_test

import (
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/aio-creative-hub/aio/shared/nlp"
)

// severalRequests are messages with the operations they ask for, in order.
var severalRequests = []struct{ text, operations string }{
	{"make a poster and export it as jpg", "create export"},
	{"make a banner, export it as webp and share it with my team", "create export share"},
	{"create a canvas and add a red circle", "create add_layer"},
	{"create a 800x600 picture, add a blue square", "create add_layer"},
	{"create a 800x600 picture; add a blue square; export it as png", "create add_layer export"},
	{"create a banner then export it", "create export"},
	{"create a banner, then export it as png", "create export"},
	{"create a banner and then export it as png", "create export"},
	{"create a banner. Then export it as png.", "create export"},
	{"create a banner. Export it as png. Share it.", "create export share"},
	{"Create a banner! Export it as png!", "create export"},
	{"create a banner\nexport it as png", "create export"},
	{"create a banner\n\n- add a red circle\n- export it as png", "create add_layer export"},
	{"create a banner, after that export it as png", "create export"},
	{"create a banner and after that export it as png", "create export"},
	{"create a banner, and finally export it as png", "create export"},
	{"create a banner. finally, export it as png", "create export"},
	{"create a banner, next add a green circle", "create add_layer"},
	{"create a banner. also add a red circle", "create add_layer"},
	{"create a banner, afterwards export it as jpg", "create export"},
	{"make a banner when done export it as png", "create export"},
	{"make a banner, and when you're done share it", "create share"},
	{"make a banner after that export it", "create export"},
	{"add a red circle & export it as png", "add_layer export"},
	{"add a red circle plus export it as png", "add_layer export"},
	{"please make a banner and please export it as png", "create export"},
	{"could you create an A4 poster and then export it as png?", "create export"},
	{"I want to create a banner and export it as png", "create export"},
	{"I'd like you to make a banner and export it as jpg", "create export"},
	{"let's make a banner, then let's export it as png", "create export"},
	{"make a banner, can you export it as jpg", "create export"},
	{"first make a banner, second export it as png", "create export"},
	{"first, make a banner, then add a red circle, and finally export it as png", "create add_layer export"},
	{"1. make a banner 2. export it as png", "create export"},
	{"1. create a 400x400 canvas\n2. add a blue square\n3. export it as jpg", "create add_layer export"},
	{"1) make a banner 2) add a red circle 3) export it as png", "create add_layer export"},
	{"step 1: make a banner step 2: export it as png", "create export"},
	{"undo and redo", "undo redo"},
	{"undo, then export it", "undo export"},
	{"undo the last two changes and then export as jpg", "undo export"},
	{"redo and export it as png", "redo export"},
	{"delete the logo and undo", "delete_layer undo"},
	{"delete the circle and undo that", "delete_layer undo"},
	{"remove the title, then export it as png", "delete_layer export"},
	{"delete the logo, delete the title and export it as png", "delete_layer delete_layer export"},
	{"rotate the logo by 30 degrees and move it to the left", "transform transform"},
	{"rotate the logo by 30 degrees, make it bigger and export as png", "transform transform export"},
	{"add a red circle and then make it bigger", "add_layer transform"},
	{"add a red circle and put it in the bottom right", "add_layer transform"},
	{"make the title red and make the background blue", "edit_layer edit_layer"},
	{"make the title red, move it to the left and share it", "edit_layer transform share"},
	{"make the title bold and export it as jpg", "edit_layer export"},
	{"change the background to green and add a white circle", "edit_layer add_layer"},
	{"change the title to \"Hello and goodbye\" and export it", "edit_layer export"},
	{"add a title saying \"share it\" and export it as png", "add_layer export"},
	{"add a title saying Welcome and make it red", "add_layer edit_layer"},
	{"add a title saying Welcome, make it red, then export it as jpg", "add_layer edit_layer export"},
	{"create a banner with the title Hello and export it as png", "create export"},
	{"export it as png and list my files", "export list"},
	{"list my files and open the last one", "list open"},
	{"open poster.png and share it", "open share"},
	{"delete the file old.png and list my files", "delete list"},
	{"export it as png, then export it as jpg", "export export"},
	{"export it as png and share it with anna@example.com", "export share"},
	{"add a circle and add a square", "add_layer add_layer"},
	{"add a red circle, add a green square and add a blue line", "add_layer add_layer add_layer"},
	{"hello, make a banner. export it as png", "create export"},
	{"Hi there! Please create a banner. Then export it as png. Thanks!", "create export"},
	{"create a banner, export it as png, thank you", "create export"},
	{"thanks! now export it as png and share it", "export share"},
	{"create a poster. it's for my shop. then export it as png", "create export"},
	{"create an a4 poster with the title Summer, add a yellow circle and export it as png", "create add_layer export"},
	{"MAKE A BANNER AND EXPORT IT AS PNG", "create export"},
	{"blur the photo, then export it as jpg", "filter export"},
	{"hide the logo and export it as png", "edit_layer export"},
	{"move the star up, export it as png", "transform export"},
}

func operations(p nlp.Plan) string {
	var out []string
	for _, s := range p.Steps {
		out = append(out, s.Decision.Operation)
	}
	return strings.Join(out, " ")
}

func TestPlanOfSeveral(t *testing.T) {
	for _, tt := range severalRequests {
		if got := operations(recognizer(t).Plan(tt.text, nlp.State{})); got != tt.operations {
			t.Errorf("%q is %q, want %q", tt.text, got, tt.operations)
		}
	}
}

// oneRequest are messages that stay whole.
var oneRequest = []string{
	"add a title and a logo",
	"make it black and white",
	"add a red and a blue circle",
	"cut the first and the last ten seconds",
	"change the title to Rock and Roll",
	"change the title to Save and Share",
	"change the title to Make and Share It",
	"change A to B and C",
	"add the text \"make a banner and export it\"",
	"add the text “create a banner, then export it as png”",
	"add the text 'undo and export it'",
	"add the text «make it red. export it»",
	"set the title to \"First, make a plan. Then share it.\"",
	"add a title saying read and share",
	"add a title saying Stop and Share",
	"add a title saying stop, share, save",
	"make a banner saying eat cake and make a wish",
	"make a banner titled Design and Build",
	"make a banner that says Dance, Sing and Play",
	"create a poster called Find and Replace",
	"crop and rotate the picture",
	"rotate and resize the logo",
	"undo",
	"export it as png",
	"export it as png and jpg",
	"export it as png, jpg and webp",
	"make a banner and order me a pizza",
	"make a banner and call my mother",
	"make a banner, maybe something blue",
	"create a 300x200 banner, navy, with the title Hello",
	"create a banner, 300 wide, 200 high",
	"create a banner; blue; 300x200",
	"create a banner. Blue background. 300x200.",
	"create a banner with a circle, a square and a line",
	"make the title bold, italic and red",
	"make it bigger, please",
	"hi, make a banner",
	"make a banner, thanks",
	"hello! make a banner. thank you very much!",
	"please, make a banner",
	"make a banner or export it",
	"don't make a banner and export it",
	"do not export it and share it",
	"make a banner and never share it",
	"make a banner, no wait, export it",
	"make a banner, never mind",
	"make a banner, cancel that",
	"if it is too big, resize it and export it",
	"export it and share it if it is small",
	"export it unless it is empty, then share it",
	"before you export it, make it bigger",
	"after you make it bigger, export it",
	"when it is ready, export it and share it",
	"export it once it is done and share it",
	"make the circle red until I say stop and export it",
	"make it red instead and export it",
	"how do I make a banner and export it?",
	"how can I export it and share it",
	"what happens if I delete the circle and undo it?",
	"why did you delete the circle and export it?",
	"is it possible to make a banner and export it?",
	"can I make a banner and export it?",
	"do you make banners and export them?",
	"tell me how to make a banner and export it",
	"explain how to create a canvas and add a circle",
	"write a script to open a file and delete it",
	"write a script that opens a file and deletes it",
	"write a script to open a file and then delete it",
	"write a script to open a file, then delete it",
	"add the text:\nmake a banner\nexport it as png",
	"write a python function to open a file, read it and print it",
	"write a program which can create a picture and export it",
	"run this: print('make a banner'); print(\"export it\")",
	"x = 1; y = 2; z := x + y",
	"export it as png and save it as a.png",
	"export it, save it as poster.png",
	"create a picture, make a poster",
	"build a landing page for my bakery and add a contact form",
	"build a page with a menu, add a contact form and include prices",
	"move the logo to the left and up",
	"move it 10px left and 20px up",
	"make the circle red (and export it as png)",
	"add a before and after picture",
	"rename the layer to start and finish",
	"place the logo between the title and the footer",
	"make a cut and paste icon",
	"draw a line from top to bottom and left to right",
	"e.g. make a banner",
	"...",
	"and",
	", and then",
	"```\ncreate a banner\nexport it\n```",
	"if (a) { make(); } export it",
}

func TestPlanOfOne(t *testing.T) {
	for _, text := range oneRequest {
		p := recognizer(t).Plan(text, nlp.State{})
		if len(p.Steps) != 1 || p.Beyond != "" {
			t.Errorf("%q is split: %q", text, texts(p))
			continue
		}
		if want := recognizer(t).Understand(text, nlp.State{}); !reflect.DeepEqual(p.Steps[0].Decision, want) || p.Steps[0].Text != text {
			t.Errorf("%q: %+v, want %+v", text, p.Steps[0], want)
		}
	}
}

func texts(p nlp.Plan) []string {
	var out []string
	for _, s := range p.Steps {
		out = append(out, s.Text)
	}
	return out
}

func TestPlanTexts(t *testing.T) {
	for text, want := range map[string][]string{
		"First, create a banner; then please export it as png, and share it!": {"create a banner", "please export it as png", "share it!"},
		"1. create a banner\n2. add the text \"One. Two, and three\"":         {"create a banner", "add the text \"One. Two, and three\""},
		"create a poster. it's for my shop. then export it":                   {"create a poster. it's for my shop", "export it"},
	} {
		if got := texts(recognizer(t).Plan(text, nlp.State{})); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// "It" is what the part before made, and what a part inherits comes from there.
func TestPlanCarriesTheState(t *testing.T) {
	p := recognizer(t).Plan("open poster.png, then delete it", nlp.State{LastTool: "graphics", LastOperation: "add_layer"})
	if got := operations(p); got != "open delete" || p.Steps[1].Decision.Tool != "artifact" {
		t.Errorf("%q: %+v", got, p.Steps)
	}
	p = recognizer(t).Plan("add a red circle. same but blue", nlp.State{})
	if len(p.Steps) != 2 || p.Steps[1].Decision.Entities["color"] != "blue" || p.Steps[1].Decision.Entities["shape"] != "circle" {
		t.Errorf("%+v", p.Steps)
	}
}

// The first part may answer a question; a text that was asked for is not cut.
func TestPlanAnswers(t *testing.T) {
	create := nlp.Choice{Tool: "graphics", Operation: "create", Label: "Square", Text: "Create a 1080x1080 picture"}
	s := nlp.State{Pending: &nlp.Pending{Choices: []nlp.Choice{create}}}
	p := recognizer(t).Plan("the first, then export it as png", s)
	if got := operations(p); got != "create export" || !p.Steps[0].Answers || p.Steps[1].Answers {
		t.Errorf("%q: %+v", got, p.Steps)
	}
	if p = recognizer(t).Plan("yes", s); !p.Steps[0].Answers {
		t.Error("yes is no answer")
	}
	if p = recognizer(t).Plan("list all of my files in the library please", s); p.Steps[0].Answers {
		t.Error("a request is an answer")
	}
	if p = recognizer(t).Plan("undo", nlp.State{}); p.Steps[0].Answers {
		t.Error("nothing was asked")
	}
	add := nlp.Choice{Tool: "graphics", Operation: "add_layer", Label: "Add a layer", Text: "Add a layer"}
	s = nlp.State{Pending: &nlp.Pending{Slot: "text", Choices: []nlp.Choice{add}}}
	if p = recognizer(t).Plan("Make a banner. Export it.", s); len(p.Steps) != 1 || p.Steps[0].Decision.Entities["text"] != "Make a banner. Export it." {
		t.Errorf("%+v", p.Steps)
	}
}

func TestPlanIsBounded(t *testing.T) {
	text := "create a banner" + strings.Repeat(", add a red circle", nlp.MaxSteps-1) + ", export it as png and share it"
	p := recognizer(t).Plan(text, nlp.State{})
	if len(p.Steps) != nlp.MaxSteps || p.Beyond != "export it as png and share it" {
		t.Errorf("%d steps, beyond %q", len(p.Steps), p.Beyond)
	}
	if p = recognizer(t).Plan(strings.Repeat("undo. ", 2000), nlp.State{}); len(p.Steps) != 1 {
		t.Error("a message that is too long was read")
	}
}

// sound checks what holds for every plan.
func sound(t interface{ Fatalf(string, ...any) }, r *nlp.Recognizer, text string, s nlp.State) nlp.Plan {
	p := r.Plan(text, s)
	if len(p.Steps) == 0 || len(p.Steps) > nlp.MaxSteps {
		t.Fatalf("%q: %d steps", text, len(p.Steps))
	}
	if len(p.Steps) == 1 {
		if want := r.Understand(text, s); p.Beyond != "" || p.Steps[0].Text != text || !reflect.DeepEqual(p.Steps[0].Decision, want) {
			t.Fatalf("%q: %+v, want %+v", text, p.Steps[0], want)
		}
		return p
	}
	at := 0
	for _, st := range p.Steps {
		if st.Start < at || st.End <= st.Start || st.End > len(text) || text[st.Start:st.End] != st.Text {
			t.Fatalf("%q: step %+v after %d", text, st, at)
		}
		at = st.End
		if d := st.Decision; d.Action != nlp.ActionAct || d.Confidence < nlp.ActThreshold || d.Tool == "meta" || d.Operation == "" {
			t.Fatalf("%q: %q is no request: %+v", text, st.Text, d)
		}
		for _, sp := range st.Decision.Spans {
			if sp.Start < 0 || sp.End > len(st.Text) || st.Text[sp.Start:sp.End] != sp.Raw {
				t.Fatalf("%q: span %+v of %q", text, sp, st.Text)
			}
		}
	}
	if !strings.HasSuffix(text, p.Beyond) && !strings.HasSuffix(strings.TrimSpace(text), p.Beyond) {
		t.Fatalf("%q ends in %q", text, p.Beyond)
	}
	return p
}

// However requests are joined, each is a step, in order, and what is between them are the
// words that join.
func TestPlanProperty(t *testing.T) {
	r := recognizer(t)
	requests := []string{"create a 300x200 banner", "add a red circle", "export it as png", "make the title red", "list my files", "undo", "rotate the logo by 45 degrees"}
	joints := []string{", then ", " and then ", ". ", "; ", "\n", ". After that, ", ", and finally ", "! Thanks! Next, ", ".\n- "}
	rapid.Check(t, func(rt *rapid.T) {
		said := rapid.SliceOfN(rapid.SampledFrom(requests), 2, nlp.MaxSteps).Draw(rt, "requests")
		text, want := said[0], []string{said[0]}
		for i, next := range said[1:] {
			if next == said[i] {
				continue
			}
			text += rapid.SampledFrom(joints).Draw(rt, "joint") + next
			want = append(want, next)
		}
		p := sound(rt, r, text, nlp.State{})
		if got := strings.ReplaceAll(strings.Join(texts(p), "|"), "!|", "|"); len(want) > 1 && got != strings.Join(want, "|") {
			rt.Fatalf("%q: %q", text, texts(p))
		}
	})
}

func FuzzPlan(f *testing.F) {
	for _, tt := range severalRequests {
		f.Add(tt.text, "")
	}
	for _, text := range oneRequest {
		f.Add(text, "the circle")
	}
	f.Add("“a. b” (c, and d then, “", "red")
	f.Add("1. 2. 3) - * • step 1: and then, please, and", "")
	f.Add("and then,\xff and export it", "")
	r := recognizer(f)
	f.Fuzz(func(t *testing.T, text, asked string) {
		s := nlp.State{}
		sound(t, r, text, s)
		s = s.After(r.Understand(text, s), "doc", "art")
		sound(t, r, text, s.Asked(asked, r.Understand(asked, s)))
	})
}

func BenchmarkPlanOfOne(b *testing.B) {
	r := recognizer(b)
	b.ReportAllocs()
	for b.Loop() {
		r.Plan("Create a 1200x630 banner with a navy background and the title Launch Day in white", nlp.State{})
	}
}

func BenchmarkPlanOfThree(b *testing.B) {
	r := recognizer(b)
	b.ReportAllocs()
	for b.Loop() {
		r.Plan("make a banner, export it as png and share it with my team", nlp.State{})
	}
}
