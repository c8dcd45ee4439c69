package colour_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/aio-creative-hub/aio/shared/graphics/colour"
)

func TestParse(t *testing.T) {
	cases := map[string]string{
		"navy": "#000080", "  Navy ": "#000080", "light blue": "#add8e6", "RebeccaPurple": "#663399",
		"dark-slate-grey": "#2f4f4f", "aliceblue": "#f0f8ff", "yellowgreen": "#9acd32",
		"#FFF": "#ffffff", "#1234": "#11223344", "#0a0B0c": "#0a0b0c", "#0a0b0cff": "#0a0b0c", "#0a0b0c80": "#0a0b0c80",
		"transparent": "#00000000", "none": "#00000000",
		"rgb(255, 0, 127)": "#ff007f", "rgb(100% 0% 50%)": "#ff0080", "rgba(1,2,3,0.5)": "#01020380",
		"rgb(1 2 3 / 25%)": "#01020340", "rgb(999,-5,0)": "#ff0000",
		"hsl(120, 100%, 25%)": "#008000", "hsl(-240deg 100% 50%)": "#00ff00", "hsla(0, 0%, 100%, 0)": "#ffffff00",
	}
	for in, want := range cases {
		c, err := colour.Parse(in)
		if err != nil || c.String() != want {
			t.Errorf("Parse(%q) = %s, %v; want %s", in, c, err, want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, in := range []string{
		"", "#", "#12", "#12345", "#gggggg", "blurple", "=", "red=", "aqua 00ffff", "rgb(1,2)", "rgb(1,2,3,4,5)",
		"rgb(NaN,0,0)", "rgb(Inf,0,0)", "rgb(a,b,c)", "hsl(0,1,1)", "hsl(x,1%,1%)", "lab(1,2,3)", "rgb 1,2,3)",
		"rgba(0,0,0,x)", strings.Repeat(" ", 100) + "red", "url(http://x)",
	} {
		if c, err := colour.Parse(in); !errors.Is(err, colour.ErrSyntax) {
			t.Errorf("Parse(%q) = %s, %v; want ErrSyntax", in, c, err)
		}
	}
}

func anyColour() *rapid.Generator[colour.Colour] {
	return rapid.Custom(func(t *rapid.T) colour.Colour {
		b := rapid.Byte()
		return colour.Colour{R: b.Draw(t, "r"), G: b.Draw(t, "g"), B: b.Draw(t, "b"), A: b.Draw(t, "a")}
	})
}

func TestStringRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyColour().Draw(t, "c")
		back, err := colour.Parse(c.String())
		if err != nil || back != c || !colour.Canonical(c.String()) {
			t.Fatalf("%s came back as %s, %v", c, back, err)
		}
	})
	for _, s := range []string{"navy", "#FFF", "#ffffffff", "#FFFFFF", " #ffffff", "x"} {
		if colour.Canonical(s) {
			t.Errorf("Canonical(%q)", s)
		}
	}
}

func TestHSLRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyColour().Draw(t, "c")
		c.A = 255
		if back := colour.FromHSL(c.HSL()); back != c {
			t.Fatalf("%s came back as %s", c, back)
		}
	})
}

func TestContrast(t *testing.T) {
	if got := colour.Contrast(colour.Black, colour.White); math.Abs(got-21) > 1e-9 {
		t.Errorf("black on white: %v, want 21", got)
	}
	gray := colour.Colour{R: 0x76, G: 0x76, B: 0x76, A: 255} // the lightest gray that passes on white
	if got := colour.Contrast(gray, colour.White); math.Abs(got-4.54) > 0.005 {
		t.Errorf("#767676 on white: %v, want 4.54", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		paper := anyColour().Draw(t, "background")
		text := colour.TextOn(paper)
		if got := colour.Contrast(text, paper.Over(colour.White)); got < colour.ReadableContrast {
			t.Fatalf("%s on %s: %v", text, paper, got)
		}
	})
}

func TestOver(t *testing.T) {
	half := colour.Colour{R: 255, A: 128}
	for _, c := range []struct{ top, bottom, want string }{
		{"#ff000080", "#ffffff", "#ff7f7f"},
		{"#ff000080", "#00000000", half.String()},
		{"#00000000", "#00000000", "#00000000"},
		{"#123456", "#ffffff", "#123456"},
	} {
		top, _ := colour.Parse(c.top)
		bottom, _ := colour.Parse(c.bottom)
		if got := top.Over(bottom).String(); got != c.want {
			t.Errorf("%s over %s = %s, want %s", c.top, c.bottom, got, c.want)
		}
	}
}

func TestFamily(t *testing.T) {
	for in, want := range map[string]string{
		"red": "red", "crimson": "red", "#dc2626": "red", "orange": "orange", "gold": "yellow", "yellow": "yellow",
		"lime": "green", "seagreen": "green", "navy": "blue", "skyblue": "blue", "#2563eb": "blue",
		"purple": "purple", "indigo": "purple", "hotpink": "pink", "pink": "pink", "saddlebrown": "brown",
		"black": "black", "white": "white", "gray": "gray", "silver": "gray", "transparent": "",
	} {
		c, err := colour.Parse(in)
		if err != nil || c.Family() != want {
			t.Errorf("%s is %q, want %q (%v)", in, c.Family(), want, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"navy", "#1234", "rgb(1,2,3)", "hsl(1deg 2% 3%/4)", "transparent", "=", "rgb(1e309,0,0)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := colour.Parse(s)
		if err != nil {
			return
		}
		if back, err := colour.Parse(c.String()); err != nil || back != c {
			t.Fatalf("%q: %s came back as %s, %v", s, c, back, err)
		}
	})
}
