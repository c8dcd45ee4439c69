package model_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/aio-creative-hub/aio/shared/document"
	"github.com/aio-creative-hub/aio/shared/graphics/colour"
	"github.com/aio-creative-hub/aio/shared/graphics/model"
	"github.com/aio-creative-hub/aio/shared/graphics/paint"
	"github.com/aio-creative-hub/aio/shared/graphics/text"
)

var root = document.Object{ID: document.RootID, Type: model.Kind}

// object makes an object of a type from a JSON object of its properties.
func object(t testing.TB, kind, props string) document.Object {
	t.Helper()
	o := document.Object{ID: "lay_1", Type: kind, Parent: document.RootID}
	if err := json.Unmarshal([]byte(props), &o.Props); err != nil {
		t.Fatal(err)
	}
	return o
}

// good has the required properties of each type.
var good = map[string]string{
	"rectangle": `"name":"r","x":0,"y":0,"width":10,"height":10,"fill":"#ffffff"`,
	"ellipse":   `"name":"e","x":0,"y":0,"width":10,"height":10,"fill":"#ffffff80"`,
	"line":      `"name":"l","x1":0,"y1":0,"x2":10,"y2":0,"stroke":"#000000","strokeWidth":2`,
	"text":      `"name":"t","x":0,"y":0,"text":"hi","fontSize":20,"fill":"#000000"`,
	"image":     `"name":"i","x":0,"y":0,"width":10,"height":10,"source":"art_1"`,
}

func TestSchemaAcceptsWhatIsRequired(t *testing.T) {
	for kind, props := range good {
		if err := (model.Schema{}).Check(object(t, kind, "{"+props+"}"), root); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
		for _, p := range strings.Split(props, ",") {
			rest := strings.Trim(strings.Replace(","+props+",", ","+p+",", ",", 1), ",")
			want := strings.Split(p, `"`)[1]
			if field := fieldOf((model.Schema{}).Check(object(t, kind, "{"+rest+"}"), root)); field != want {
				t.Errorf("%s without %s: the error is about %q", kind, want, field)
			}
		}
	}
}

func fieldOf(err error) string {
	var f *document.FieldError
	if errors.As(err, &f) {
		return f.Field
	}
	return fmt.Sprint("no field error: ", err)
}

func TestSchemaRefuses(t *testing.T) {
	long := strings.Repeat("x", model.MaxTextRunes+1)
	for _, c := range []struct{ kind, props, field string }{
		{"rectangle", `"x":1e6`, "x"}, {"rectangle", `"x":"1"`, "x"}, {"rectangle", `"y":null`, "y"},
		{"rectangle", `"x":1e400`, "x"}, {"rectangle", `"width":0`, "width"},
		{"rectangle", `"width":-5`, "width"}, {"rectangle", `"height":1e9`, "height"}, {"rectangle", `"radius":-1`, "radius"},
		{"rectangle", `"opacity":1.01`, "opacity"}, {"rectangle", `"opacity":-0.1`, "opacity"}, {"rectangle", `"visible":1`, "visible"},
		{"rectangle", `"fill":"navy"`, "fill"}, {"rectangle", `"fill":"#FFFFFF"`, "fill"}, {"rectangle", `"fill":7`, "fill"},
		{"rectangle", `"stroke":"#fff"`, "stroke"}, {"rectangle", `"strokeWidth":-1`, "strokeWidth"},
		{"rectangle", `"blend":"dissolve"`, "blend"}, {"rectangle", `"rotation":1e5`, "rotation"},
		{"rectangle", `"text":"x"`, "text"}, {"rectangle", `"nonsense":1`, "nonsense"}, {"rectangle", `"X":1`, "X"},
		{"rectangle", `"name":""`, "name"}, {"rectangle", `"name":" "`, "name"}, {"rectangle", `"name":"a\u0000"`, "name"},
		{"ellipse", `"radius":1`, "radius"}, {"image", `"fill":"#000000"`, "fill"}, {"image", `"source":"a/../b"`, "source"},
		{"image", `"source":""`, "source"}, {"line", `"x":1`, "x"}, {"line", `"x2":0`, "x2"}, {"line", `"rotation":3`, "rotation"},
		{"text", `"text":""`, "text"}, {"text", `"text":"` + long + `"`, "text"}, {"text", `"text":["x"]`, "text"},
		{"text", `"fontSize":0`, "fontSize"}, {"text", `"fontSize":99999`, "fontSize"}, {"text", `"fontWeight":450.5`, "fontWeight"},
		{"text", `"fontWeight":1000`, "fontWeight"}, {"text", `"align":"justify"`, "align"}, {"text", `"italic":"yes"`, "italic"},
		{"text", `"lineHeight":0`, "lineHeight"}, {"text", `"height":5`, "height"}, {"group", `"x":1`, "type"},
	} {
		o := document.Object{ID: "lay_1", Type: c.kind, Parent: document.RootID}
		if err := json.Unmarshal([]byte("{"+strings.TrimPrefix(good[c.kind]+","+c.props, ",")+"}"), &o.Props); err != nil {
			t.Fatal(c.props, err)
		}
		if err := (model.Schema{}).Check(o, root); fieldOf(err) != c.field {
			t.Errorf("%s with %s: %v, want an error about %s", c.kind, c.props[:min(30, len(c.props))], err, c.field)
		}
	}
}

func TestSchemaRoot(t *testing.T) {
	for props, field := range map[string]string{
		`{"width":100,"height":50,"background":"#ffffff"}`:             "",
		`{"width":100,"height":50,"background":"#ffffff","name":"x"}`:  "",
		`{"width":0,"height":50,"background":"#ffffff"}`:               "width",
		`{"width":100.5,"height":50,"background":"#ffffff"}`:           "width",
		`{"width":16385,"height":50,"background":"#ffffff"}`:           "width",
		`{"width":16000,"height":16000,"background":"#ffffff"}`:        "height",
		`{"width":100,"height":50}`:                                    "background",
		`{"width":100,"height":50,"background":"white"}`:               "background",
		`{"width":100,"height":50,"background":"#ffffff","depth":"1"}`: "depth",
	} {
		o := object(t, model.Kind, props)
		o.ID, o.Parent = document.RootID, ""
		err := (model.Schema{}).Check(o, document.Object{})
		if field == "" && err != nil || field != "" && fieldOf(err) != field {
			t.Errorf("%s: %v, want an error about %q", props, err, field)
		}
	}
	layer := object(t, "text", "{"+good["text"]+"}")
	if err := (model.Schema{}).Check(layer, document.Object{ID: "lay_0", Type: "rectangle"}); fieldOf(err) != "parent" {
		t.Errorf("a layer in a layer: %v", err)
	}
	if err := (model.Schema{}).Check(document.Object{ID: document.RootID, Type: "page"}, document.Object{}); fieldOf(err) != "type" {
		t.Errorf("a page: %v", err)
	}
}

// anyLayer is a valid layer with values of the precision that documents keep.
func anyLayer() *rapid.Generator[model.Layer] {
	return rapid.Custom(func(t *rapid.T) model.Layer {
		milli := func(name string, lo, hi int) float64 {
			return float64(rapid.IntRange(lo*1000, hi*1000).Draw(t, name)) / 1000
		}
		shade := func(name string) colour.Colour {
			v := rapid.SliceOfN(rapid.Byte(), 4, 4).Draw(t, name)
			return colour.Colour{R: v[0], G: v[1], B: v[2], A: v[3]}
		}
		l := model.NewLayer(rapid.SampledFrom(model.Types()).Draw(t, "type"))
		l.ID, l.Name = "lay_1", rapid.StringMatching(`[a-z"<é ]{0,20}x`).Draw(t, "name")
		l.Opacity, l.Visible = milli("opacity", 0, 1), rapid.Bool().Draw(t, "visible")
		l.Blend = paint.Mode(rapid.Uint8Range(0, 15).Draw(t, "blend"))
		l.Stroke, l.StrokeWidth = shade("stroke"), milli("strokeWidth", 0, 50)
		if l.Type == model.Line {
			l.X1, l.Y1, l.X2, l.Y2 = milli("x1", -99, 99), milli("y1", -99, 99), milli("x2", 100, 999), milli("y2", -99, 99)
			return l
		}
		l.X, l.Y, l.Rotation = milli("x", -999, 999), milli("y", -999, 999), milli("rotation", -360, 360)
		if l.Type != model.Image {
			l.Fill = shade("fill")
		}
		if l.Type == model.Text {
			l.Text, l.FontSize = rapid.StringMatching(`[a-zA-Zß\n ]{0,30}x`).Draw(t, "text"), milli("fontSize", 1, 300)
			l.FontWeight, l.Italic = rapid.IntRange(100, 900).Draw(t, "weight"), rapid.Bool().Draw(t, "italic")
			l.Align, l.Width = text.Align(rapid.Uint8Range(0, 2).Draw(t, "align")), milli("wrap", 0, 500)
			return l
		}
		l.Width, l.Height = milli("width", 1, 999), milli("height", 1, 999)
		if l.Type != model.Ellipse {
			l.Radius = milli("radius", 0, 99)
		}
		if l.Type == model.Image {
			l.Source = rapid.StringMatching(`art_[0-9A-Z]{1,26}`).Draw(t, "source")
		}
		return l
	})
}

// What is encoded decodes to the same layer, passes the schema, and encodes the same.
func TestLayerRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := anyLayer().Draw(t, "layer")
		props, err := l.Props()
		if err != nil {
			t.Fatal(err)
		}
		o := document.Object{ID: l.ID, Type: string(l.Type), Parent: document.RootID, Props: props}
		if err := (model.Schema{}).Check(o, root); err != nil {
			t.Fatal(err)
		}
		back, err := model.DecodeLayer(o)
		if err != nil || back != l {
			t.Fatalf("%+v came back as %+v, %v", l, back, err)
		}
	})
}

func TestFromState(t *testing.T) {
	c := model.Canvas{Width: 300, Height: 200, Background: colour.White, Name: "card"}
	props, err := c.Props()
	if err != nil {
		t.Fatal(err)
	}
	edits := []document.Edit{{Op: document.Create, ID: document.RootID, Type: model.Kind, Props: props}}
	for i, kind := range []string{"text", "rectangle", "line"} {
		o := object(t, kind, "{"+good[kind]+"}")
		edits = append(edits, document.Edit{Op: document.Create, ID: fmt.Sprint("lay_", i), Type: kind,
			Parent: document.RootID, Order: fmt.Sprint("a", 3-i), Props: o.Props})
	}
	state, err := document.Replay(document.State{}, document.Commit{V: document.EditVersion, Seq: 1, Edits: edits})
	if err != nil {
		t.Fatal(err)
	}
	got, err := model.FromState(state)
	if err != nil || len(got.Layers) != 3 || got.Name != "card" || got.Width != 300 {
		t.Fatalf("%+v, %v", got, err)
	}
	if got.Layers[0].ID != "lay_2" || got.Layers[2].ID != "lay_0" || got.Layers[2].LineHeight != text.DefaultLineHeight {
		t.Errorf("wrong order or defaults: %+v", got.Layers)
	}
	edits[1].Props["fontSize"] = json.RawMessage("-1")
	state, err = document.Replay(document.State{}, document.Commit{V: document.EditVersion, Seq: 1, Edits: edits})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := model.FromState(state); fieldOf(err) != "lay_0.fontSize" {
		t.Errorf("%v, want an error about lay_0.fontSize", err)
	}
	if _, err := model.FromState(document.State{}); fieldOf(err) != "width" {
		t.Errorf("no document: %v", err)
	}
}

func FuzzSchema(f *testing.F) {
	for kind, props := range good {
		f.Add(kind, "{"+props+"}")
	}
	f.Add("canvas", `{"width":1,"height":1,"background":"#000000"}`)
	f.Fuzz(func(t *testing.T, kind, props string) {
		o := document.Object{ID: "lay_1", Type: kind, Parent: document.RootID}
		if json.Unmarshal([]byte(props), &o.Props) != nil {
			return
		}
		err := (model.Schema{}).Check(o, root)
		var field *document.FieldError
		if err != nil && !errors.As(err, &field) {
			t.Fatalf("%v is no field error", err)
		}
		if err != nil {
			return
		}
		l, err := model.DecodeLayer(o)
		if err != nil {
			t.Fatalf("accepted, but %v", err)
		}
		if _, err := l.Box(text.Embedded()); err != nil {
			t.Fatalf("accepted, but %v", err)
		}
	})
}
