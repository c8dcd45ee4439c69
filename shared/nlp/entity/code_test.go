package entity

import "testing"

func TestCode(t *testing.T) {
	for text, want := range map[string]string{
		"run this: print(sum(range(3)))":                                     "print(sum(range(3)))",
		"```python\nfor i in range(3):\n    print(i)\n```\nwhat is printed?": "for i in range(3):\n    print(i)",
		"does `x = 1 +` parse":                                               "x = 1 +",
		"why does this fail\nx = [1, 2]\nprint(x[5])":                        "x = [1, 2]\nprint(x[5])",
		"execute\nputs \"hi\"\nin ruby":                                      "puts \"hi\"",
		"SELECT 1 + 1; run that":                                             "SELECT 1 + 1;",
		"let x = 3; console.log(x);  // run pls":                             "let x = 3; console.log(x);",
		"what is the result of this? echo $((12*12))":                        "echo $((12*12))",
		"compute 17**13 % 1000":                                              "17**13 % 1000",
		"fix this:\ndef f(a):\n    return a +\n":                             "def f(a):\n    return a +",
		"scan the login code for holes":                                      "",
		"run main.py with -O2":                                               "",
		"write a function that reverses a string":                            "",
		"compile the c++ program and start it":                               "",
		"":                                                                   "",
	} {
		got := ""
		if start, end, _, ok := Code(text); ok {
			got = text[start:end]
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if _, _, language, _ := Code("```Ruby\nputs 1\n```"); language != "ruby" {
		t.Errorf("language %q", language)
	}
}

func FuzzCode(f *testing.F) {
	f.Add("run this: print(1)")
	f.Add("```\n")
	f.Fuzz(func(t *testing.T, text string) {
		start, end, _, ok := Code(text)
		if ok && (start < 0 || start >= end || end > len(text)) {
			t.Errorf("%q: [%d, %d)", text, start, end)
		}
	})
}

func TestNumber(t *testing.T) {
	for text, want := range map[string]struct {
		value float64
		unit  string
	}{
		"12 mm": {12, "mm"}, "half an inch": {0.5, "in"}, "-5": {-5, ""}, "minus 20%": {-20, "%"}, "1/4 in": {0.25, "in"}, "1 1/2 inch": {1.5, "in"},
		"two and a half metres": {2.5, "m"}, "three quarters": {0.75, ""}, "a dozen": {12, ""}, "two point five cm": {2.5, "cm"}, "both": {2, ""},
	} {
		s := Parse(text)
		v, unit, ok := s.Number(0, len(s.toks))
		if !ok || v != want.value || unit != want.unit {
			t.Errorf("%q: %v %q %v", text, v, unit, ok)
		}
	}
	s := Parse("no number here")
	if _, _, ok := s.Number(0, len(s.toks)); ok {
		t.Error("a number in words that are none")
	}
}

func TestSeconds(t *testing.T) {
	for text, want := range map[string]float64{
		"1:45": 105, "00:01:30": 90, "90": 90, "90 s": 90, "a minute": 60, "half a minute": 30, "a minute and a half": 90, "2m45s": 165, "1h02m": 3720,
		"two minutes ten": 130, "500 ms": 0.5, "second 7": 7, "minute five": 300, "twenty seconds": 20,
	} {
		s := Parse(text)
		if got, ok := s.Seconds(0, len(s.toks)); !ok || got != want {
			t.Errorf("%q: %v %v, want %v", text, got, ok, want)
		}
	}
}

func TestSharedUnit(t *testing.T) {
	for text, want := range map[string]string{"120 by 80 mm": "mm", "40x20x2 cm": "cm", "3 x 4": "", "5 to 10 mm": "", "2 by": ""} {
		if got := Parse(text).SharedUnit(1); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestTokensKeepMentionsWhole(t *testing.T) {
	for text, want := range map[string][]string{
		"put it top left in light blue":  {"put", "it", "top left", "in", "light blue"},
		"from 0:10 to 2m45s at 16:9":     {"from", "0:10", "to", "2m45s", "at", "16:9"},
		"gear_a and @kofi, /about":       {"gear_a", "and", "@kofi", ",", "/about"},
		"800x600 from uploads/temp.csv":  {"800", "x", "600", "from", "uploads/temp.csv"},
		"two M5 holes, 12 mm, frame 240": {"two", "M", "5", "holes", ",", "12 mm", ",", "frame 240"},
	} {
		var got []string
		for _, k := range Parse(text).Tokens() {
			got = append(got, text[k.Start:k.End])
		}
		if len(got) != len(want) {
			t.Errorf("%q: %q, want %q", text, got, want)
			continue
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%q: %q, want %q", text, got[i], want[i])
			}
		}
	}
}
