package document

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func small(t fatal) State {
	t.Helper()
	s, _, err := applyNormal(State{Kind: "boxes"}, nil, []Edit{
		{Op: Create, ID: RootID, Type: "boxes"},
		{Op: Create, ID: "g", Type: "group", Parent: RootID, Order: "a1"},
		{Op: Create, ID: "a", Type: "shape", Parent: "g", Order: "a0", Props: props(t, "x", 1, "y", 2)},
		{Op: Create, ID: "b", Type: "shape", Parent: RootID, Order: "a0"},
	})
	if err != nil {
		t.Fatalf("small: %v", err)
	}
	return s
}

func TestApply(t *testing.T) {
	s := small(t)
	next, inverse, err := Apply(s, boxes{}, []Edit{
		{Op: Set, ID: "a", Props: Props{"x": []byte(" 1e1 "), "y": []byte("null"), "z": []byte(`{"b":1.0,"a":"<"}`)}},
		{Op: Move, ID: "b", Parent: "g", Order: "a2"},
		{Op: Delete, ID: "a"},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := `{"seq":0,"kind":"boxes","objects":[{"id":"root","type":"boxes"},{"id":"g","type":"group","parent":"root","order":"a1"},{"id":"b","type":"shape","parent":"g","order":"a2"}]}`
	if got := encode(t, next); got != want {
		t.Errorf("state\n%s, want\n%s", got, want)
	}
	got, err := json.Marshal(inverse)
	if err != nil {
		t.Fatal(err)
	}
	wantInverse := `[{"op":"create","id":"a","type":"shape","parent":"g","order":"a0","props":{"x":10,"z":{"a":"\u003c","b":1}}},` +
		`{"op":"move","id":"b","parent":"root","order":"a0"},{"op":"set","id":"a","props":{"x":1,"y":2,"z":null}}]`
	if string(got) != wantInverse {
		t.Errorf("inverse\n%s, want\n%s", got, wantInverse)
	}
	if encode(t, s) != encode(t, small(t)) {
		t.Error("the old state changed")
	}
}

func TestApplyRefuses(t *testing.T) {
	deep := `"x"`
	for range MaxPropDepth + 1 {
		deep = "[" + deep + "]"
	}
	set := func(v string) Edit { return Edit{Op: Set, ID: "a", Props: Props{"x": []byte(v)}} }
	create := Edit{Op: Create, ID: "n", Type: "shape", Parent: "g", Order: "a0"}
	with := func(f func(*Edit)) Edit { e := create; f(&e); return e }
	tests := map[string]struct {
		edit  Edit
		code  Code
		field string
	}{
		"unknown op":            {Edit{Op: "paint", ID: "a"}, CodeInvalidEdit, "op"},
		"no id":                 {Edit{Op: Delete}, CodeInvalidEdit, "id"},
		"bad id":                {Edit{Op: Delete, ID: "a b"}, CodeInvalidEdit, "id"},
		"long id":               {Edit{Op: Delete, ID: strings.Repeat("a", MaxName+1)}, CodeInvalidEdit, "id"},
		"delete root":           {Edit{Op: Delete, ID: RootID}, CodeInvalidEdit, "id"},
		"move root":             {Edit{Op: Move, ID: RootID, Parent: "g", Order: "a0"}, CodeInvalidEdit, "id"},
		"delete missing":        {Edit{Op: Delete, ID: "zz"}, CodeMissingTarget, "id"},
		"set missing":           {Edit{Op: Set, ID: "zz", Props: Props{"x": []byte("1")}}, CodeMissingTarget, "id"},
		"move missing":          {Edit{Op: Move, ID: "zz", Parent: "g", Order: "a0"}, CodeMissingTarget, "id"},
		"move to missing":       {Edit{Op: Move, ID: "a", Parent: "zz", Order: "a0"}, CodeMissingTarget, "parent"},
		"move below itself":     {Edit{Op: Move, ID: "g", Parent: "a", Order: "a0"}, CodeCycle, "parent"},
		"move without order":    {Edit{Op: Move, ID: "a", Parent: "g"}, CodeInvalidEdit, "order"},
		"move without parent":   {Edit{Op: Move, ID: "a", Order: "a0"}, CodeInvalidEdit, "parent"},
		"move with properties":  {Edit{Op: Move, ID: "a", Parent: "g", Order: "a0", Props: Props{"x": []byte("1")}}, CodeInvalidEdit, "props"},
		"set nothing":           {Edit{Op: Set, ID: "a"}, CodeInvalidEdit, "props"},
		"set with type":         {Edit{Op: Set, ID: "a", Type: "t", Props: Props{"x": []byte("1")}}, CodeInvalidEdit, "type"},
		"create without type":   {with(func(e *Edit) { e.Type = "" }), CodeInvalidEdit, "type"},
		"create without parent": {with(func(e *Edit) { e.Parent = "" }), CodeInvalidEdit, "parent"},
		"create bad order":      {with(func(e *Edit) { e.Order = "a00" }), CodeInvalidEdit, "order"},
		"create existing":       {with(func(e *Edit) { e.ID = "a" }), CodeConflict, "id"},
		"create below missing":  {with(func(e *Edit) { e.Parent = "zz" }), CodeMissingTarget, "parent"},
		"bad property name":     {Edit{Op: Set, ID: "a", Props: Props{"a b": []byte("1")}}, CodeInvalidEdit, "props"},
		"not JSON":              {set("{"), CodeInvalidEdit, "props.x"},
		"empty":                 {set(""), CodeInvalidEdit, "props.x"},
		"two values":            {set("1 2"), CodeInvalidEdit, "props.x"},
		"NaN":                   {set("NaN"), CodeInvalidEdit, "props.x"},
		"not a double":          {set("1e999"), CodeInvalidEdit, "props.x"},
		"bad UTF-8":             {set("\"\xff\""), CodeInvalidEdit, "props.x"},
		"a key twice":           {set(`{"a":1,"a":2}`), CodeInvalidEdit, "props.x"},
		"too deep":              {set(deep), CodeInvalidEdit, "props.x"},
		"too large":             {set(`"` + strings.Repeat("x", MaxPropBytes) + `"`), CodeTooLarge, "props.x"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, _, err := Apply(small(t), boxes{}, []Edit{{Op: Set, ID: "b", Props: Props{"x": []byte("5")}}, tt.edit})
			wantCode(t, err, tt.code, "edits[1]."+tt.field)
		})
	}
}

func TestApplyLimits(t *testing.T) {
	s := small(t)
	_, _, err := Apply(s, nil, make([]Edit, MaxEdits+1))
	wantCode(t, err, CodeTooLarge, "edits")

	many := make([]Edit, MaxProps+1)
	for i := range many {
		many[i] = Edit{Op: Set, ID: "b", Props: props(t, fmt.Sprint("p", i), i)}
	}
	_, _, err = Apply(s, nil, many)
	wantCode(t, err, CodeTooLarge, fmt.Sprintf("edits[%d].props", MaxProps))

	chain, parent := []Edit{}, RootID
	for i := range MaxDepth + 1 {
		id := fmt.Sprint("d", i)
		chain = append(chain, Edit{Op: Create, ID: id, Type: "group", Parent: parent, Order: "a0"})
		parent = id
	}
	_, _, err = Apply(s, nil, chain)
	wantCode(t, err, CodeTooLarge, fmt.Sprintf("edits[%d].parent", MaxDepth))
	deep, _, err := Apply(s, nil, chain[:MaxDepth-1])
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = Apply(deep, nil, []Edit{{Op: Move, ID: "g", Parent: fmt.Sprint("d", MaxDepth-2), Order: "a0"}})
	wantCode(t, err, CodeTooLarge, "edits[0].parent")

	for n := 0; s.Len() < MaxObjects; n++ {
		var batch []Edit
		for i := range min(MaxEdits, MaxObjects-s.Len()) {
			batch = append(batch, Edit{Op: Create, ID: fmt.Sprintf("o%d-%d", n, i), Type: "shape", Parent: RootID, Order: "a0"})
		}
		if s, _, err = Apply(s, nil, batch); err != nil {
			t.Fatal(err)
		}
	}
	_, _, err = Apply(s, nil, []Edit{{Op: Create, ID: "more", Type: "shape", Parent: RootID, Order: "a0"}})
	wantCode(t, err, CodeTooLarge, "edits[0].id")
}

func TestInverseRestoresState(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawState(t)
		before := encode(t, s)
		next, inverse, err := Apply(s, nil, drawEdits(t, s))
		if encode(t, s) != before {
			t.Fatalf("Apply changed the state it was given")
		}
		if err != nil {
			return
		}
		checkTree(t, next)
		back, _, err := applyNormal(next, nil, inverse)
		if err != nil {
			t.Fatalf("inverse does not apply: %v", err)
		}
		if got := encode(t, back); got != before {
			t.Fatalf("inverse gives\n%s, want\n%s", got, before)
		}
		if back.Len() != s.Len() || back.Bytes() != s.Bytes() {
			t.Fatalf("counts are %d, %d, want %d, %d", back.Len(), back.Bytes(), s.Len(), s.Bytes())
		}
	})
}

// checkTree compares what the tree keeps about itself with what it holds.
func checkTree(t fatal, s State) {
	t.Helper()
	count, bytes := 0, 0
	for level, o := range s.Walk() {
		count++
		bytes += objectBytes(&o)
		if s.Level(o.ID) != level {
			t.Fatalf("level of %s is %d, want %d", o.ID, s.Level(o.ID), level)
		}
		kids := s.Children(o.ID)
		for i, k := range kids {
			if k.Parent != o.ID || i > 0 && (place{kids[i-1].Order, kids[i-1].ID}).compare(place{k.Order, k.ID}) >= 0 {
				t.Fatalf("children of %s are wrong or not sorted: %v", o.ID, kids)
			}
		}
	}
	if count != s.Len() || bytes != s.Bytes() {
		t.Fatalf("counts are %d, %d, want %d, %d", s.Len(), s.Bytes(), count, bytes)
	}
}

func TestStateJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawState(t)
		s.Seq = rapid.Int64Range(0, maxSeq).Draw(t, "seq")
		direct, err := s.MarshalJSON()
		if err != nil || string(direct) != encode(t, s) {
			t.Fatalf("MarshalJSON and json.Marshal differ: %v", err)
		}
		var back State
		if err := json.Unmarshal(direct, &back); err != nil {
			t.Fatalf("Unmarshal: %v", err)
		}
		checkTree(t, back)
		if encode(t, back) != string(direct) || back.Bytes() != s.Bytes() {
			t.Fatalf("round trip gives\n%s, want\n%s", encode(t, back), direct)
		}
	})
}

func FuzzStateJSON(f *testing.F) {
	f.Add([]byte(encode(f, small(f))))
	f.Add([]byte(`{"seq":0,"kind":"","objects":[]}`))
	f.Add([]byte(`{"seq":1,"kind":"k","objects":[{"id":"root","type":"k","props":{"a":"<\u2028","b":-0.0,"c":null}},{"id":"a","type":"t","parent":"b","order":"a0"}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var s State
		if s.UnmarshalJSON(raw) != nil {
			return
		}
		checkTree(t, s)
		once := encode(t, s)
		var back State
		if err := json.Unmarshal([]byte(once), &back); err != nil || encode(t, back) != once {
			t.Fatalf("%s does not come back: %v", once, err)
		}
	})
}

func FuzzCanonical(f *testing.F) {
	for _, s := range []string{`1`, `-0`, `"a\u003c"`, `{"b":[1.50,null],"a":1e21}`, `"\ud800"`, ` true `, `01`, `"\/"`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		c, err := Canonical(raw)
		if err != nil {
			return
		}
		again, err := Canonical(c)
		if err != nil || string(again) != string(c) {
			t.Fatalf("%q becomes %q, then %q (%v)", raw, c, again, err)
		}
		if kept, err := json.Marshal(c); err != nil || string(kept) != string(c) {
			t.Fatalf("json.Marshal changes %q to %q (%v)", c, kept, err)
		}
	})
}
