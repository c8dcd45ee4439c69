package plan_test

import (
	"errors"
	"testing"

	"github.com/aio-creative-hub/aio/shared/document"
	"github.com/aio-creative-hub/aio/shared/graphics/plan"
)

// gallery has layers that descriptions can be tried on.
func gallery(t *testing.T) *world {
	w := blank(t)
	w.add("circle", plan.Style{Color: p("red")})                                            // 1
	w.add("circle", plan.Style{Color: p("#1d4ed8")})                                        // 2, a blue
	w.add("rectangle", plan.Style{Color: p("red"), Name: p("Header Bar")})                  // 3
	w.add("square", plan.Style{Color: p("gold")})                                           // 4
	w.add("ellipse", plan.Style{Color: p("green"), Width: p(90.), Height: p(30.)})          // 5
	w.add("line", plan.Style{Color: p("black")})                                            // 6
	w.add("text", plan.Style{Text: p("Summer Sale!"), Name: p("title"), Color: p("black")}) // 7
	w.add("text", plan.Style{Text: p("Up to 50 % off"), Color: p("gray")})                  // 8
	w.add("image", plan.Style{Source: p("art_1"), Name: p("company logo")})                 // 9
	return w
}

func TestResolve(t *testing.T) {
	w := gallery(t)
	for description, want := range map[string]string{
		"lay_3": "lay_3", "header bar": "lay_3", "the Header Bar": "lay_3", "header": "lay_3", "bar": "lay_3",
		"circle": "lay_1", "circle 2": "lay_2", "the red circle": "lay_1", "blue circle": "lay_2", "blue": "lay_2",
		"a red rectangle": "lay_3", "square": "lay_4", "yellow box": "lay_4", "the gold layer": "lay_4", "oval": "lay_1 lay_2 lay_5",
		"green": "lay_5", "line": "lay_6", "the title": "lay_7", "summer sale": "lay_7", "Summer": "lay_7", "title text": "lay_7 lay_8",
		"50 off": "lay_8", "up to 50 off": "lay_8", "text": "lay_8", "gray text": "lay_8", "second text": "lay_8", "first text": "lay_7",
		"last circle": "lay_2", "third circle": "", "fourth circle": "", "logo": "lay_9", "the logo image": "lay_9", "picture": "lay_9", "third shape": "lay_3",
		"red": "lay_1 lay_3", "red circles": "lay_1", "texts": "lay_7 lay_8", "purple hexagon": "", "everything": "", "the": "", "!!": "",
		"$last": "lay_9", "": "lay_9",
	} {
		l, err := plan.Target{Layer: description}.Resolve(w.state)
		var e *plan.Error
		got := l.ID
		if errors.As(err, &e) && e.Code == plan.CodeAmbiguous {
			for i, c := range e.Candidates {
				if i > 0 {
					got += " "
				}
				got += c.ID
			}
		}
		if got != want || (want == "") != (e != nil && e.Code == plan.CodeNotFound) {
			t.Errorf("%q is %q (%v), want %q", description, got, err, want)
		}
	}
}

func TestResolveLast(t *testing.T) {
	w := gallery(t)
	for _, c := range []struct {
		recent []string
		want   string
	}{{nil, "lay_9"}, {[]string{"lay_2", "lay_1"}, "lay_2"}, {[]string{"gone", "lay_1"}, "lay_1"}, {[]string{"gone"}, "lay_9"}} {
		if l, err := (plan.Target{Layer: plan.Last, Recent: c.recent}).Resolve(w.state); err != nil || l.ID != c.want {
			t.Errorf("%v: %s, %v; want %s", c.recent, l.ID, err, c.want)
		}
	}
	var e *plan.Error
	if _, err := (plan.Target{Layer: plan.Last}).Resolve(blank(t).state); !errors.As(err, &e) || e.Code != plan.CodeNotFound {
		t.Errorf("on an empty canvas: %v", err)
	}
	if _, err := (plan.Target{Layer: "x"}).Resolve(w.state); !errors.As(err, &e) || len(e.Candidates) != 9 || e.Candidates[2].Name != "Header Bar" {
		t.Errorf("candidates: %+v", e)
	}
	if _, err := (plan.Target{}).Resolve(document.State{}); err == nil {
		t.Error("no document, no error")
	}
}

func TestDelete(t *testing.T) {
	w := gallery(t)
	w.do(plan.PlanDeleteLayer(plan.DeleteLayerArgs{Target: plan.Target{Layer: "the red circle"}}))
	if _, err := (plan.Target{Layer: "lay_1"}).Resolve(w.state); err == nil {
		t.Error("it is still there")
	}
	var e *plan.Error
	if _, err := plan.PlanDeleteLayer(plan.DeleteLayerArgs{Target: plan.Target{Layer: "texts"}})(w.state); !errors.As(err, &e) {
		t.Errorf("several: %v", err)
	}
}

// Any description finds one layer, or says why not.
func FuzzTarget(f *testing.F) {
	for _, s := range []string{"the red circle", "$last", "first", "", "!!", "rgb(1,2,3)", "\xff", "s s s"} {
		f.Add(s)
	}
	w := blank(f)
	w.add("circle", plan.Style{Color: p("red")})
	w.add("text", plan.Style{Text: p("Hello")})
	f.Fuzz(func(t *testing.T, description string) {
		l, err := plan.Target{Layer: description}.Resolve(w.state)
		var e *plan.Error
		if (err == nil) != (l.ID != "") || err != nil && (!errors.As(err, &e) || len(e.Candidates) == 0) {
			t.Fatalf("%q: %q, %v", description, l.ID, err)
		}
	})
}
