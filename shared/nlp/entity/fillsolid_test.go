package entity

import (
	"fmt"
	"strings"
	"testing"
)

// TestLengthsAndTimes: what the words beside a number say it is.
func TestLengthsAndTimes(t *testing.T) {
	for _, tt := range []struct{ op, text, want string }{
		{"cad.create", "a case 95 mm wide, 65mm deep and 30 high", "width=95mm depth=65mm height=30"},
		{"cad.create", "cone with a base radius of 4cm", "radius=4cm"},
		{"cad.create", "ring, outer radius 20 mm, inner radius 17 mm, half a metre long", "outer_radius=20mm inner_radius=17mm length=0.5m"},
		{"cad.create", "disc 150 mm in diameter", "diameter=150mm"},
		{"cad.create", "bolt M8, 40 mm length", "length=40mm"},
		{"cad.boolean", "a hole half an inch across and 2 in deep", "diameter=0.5in depth=2in"},
		{"cad.create", "two cubes", ""},
		{"cad.transform", "move the lid up by 12mm", "dz=12mm"},
		{"cad.transform", "shift it 30 in x and minus 10 in y", "dx=30 dy=-10"},
		{"cad.transform", "slide it half an inch to the left", "dx=-0.5in"},
		{"cad.transform", "push the wheel two inches toward me", "dy=-2in"},
		{"cad.transform", "lower the shelf by 3 cm", "dz=-3cm"},
		{"cad.transform", "translate by (5, 0, -20) mm", "dx=5mm dy=0mm dz=-20mm"},
		{"cad.transform", "fillet the edge by 2 mm", ""},
		{"video.trim", "cut the first ten seconds", "start_s=10"},
		{"video.trim", "lop a minute off the end", "end_s=-60"},
		{"video.trim", "I only want the last 20 seconds", "start_s=-20"},
		{"video.trim", "keep just the first 30 s", "end_s=30"},
		{"video.trim", "remove everything from 0:33 to 0:37", "action=remove start_s=33 end_s=37"},
		{"video.trim", "lose everything after 1:45", "end_s=105"},
		{"video.trim", "stop the clip at 47 secs", "end_s=47"},
		{"video.trim", "so that it starts at the two minute mark", "start_s=120"},
		{"video.trim", "make it 15 s long", ""},
		{"video.trim", "shorten it to 15 s", ""},
		{"video.trim", "keep what is between 5s and 25s", "start_s=5 end_s=25"},
		{"video.trim", "start at 1m20s and stop at 9m00s", "start_s=80 end_s=540"},
		{"video.trim", "remove the first one minute and ten seconds", "start_s=70"},
		{"video.trim", "snip the ad, 7:05 to 8:35", "action=remove start_s=425 end_s=515"},
		{"video.audio", "turn it down by 6 dB", "gain_db=-6"},
		{"video.audio", "raise the voice by 4 dB", "gain_db=4"},
		{"video.speed", "play it four times slower", "factor=0.25"},
		{"video.speed", "slow the clip down 4x", "factor=0.25"},
		{"video.speed", "speed it up by a quarter", "factor=1.25"},
		{"video.speed", "20% slower", "factor=0.8"},
		{"video.speed", "a third faster", "factor=1.3333"},
		{"video.speed", "at half speed", "factor=0.5"},
		{"video.speed", "twice as fast", "factor=2"},
		{"video.speed", "slow the last 5 seconds", ""},
		{"video.speed", "change it by 20%", ""},
		{"cad.transform", "turn it 30 degrees to the left", "angle=-30deg"},
		{"cad.transform", "rotate it by 30 degrees about z", "angle=30deg"},
		{"cad.transform", "a 4x3 grid of the hole", "count=12"},
		{"cad.transform", "make it 4x3", ""},
		{"cad.export", "as step, call it rail-final", "name=rail-final"},
		{"cad.create", "a plate named base", "name=base"},
		{"graphics.export", "a png without the background", "format=png background=transparent"},
		{"graphics.add_layer", "a circle with a 4px black border", "shape=circle stroke_width=4px color=black"},
		{"web.generate", "a gallery with four link columns", "columns=4"},
		{"web.edit", "cards 2 per row on phones", "columns=2"},
		{"web.edit", "a 3-column footer", "columns=3"},
		{"ide.execute", "compile it with -O2 --release and run", "flags=-O2 flags=--release"},
		{"ide.execute", "run it - quickly", ""},
		{"ide.generate", "a function called slugify", "name=slugify"},
		{"ide.generate", "tests for parseDate on GitHub", "name=parseDate"},
	} {
		_, spans := Parse(tt.text).Fill(tt.op)
		var got []string
		for _, s := range spans {
			got = append(got, fmt.Sprintf("%s=%v", s.Slot, s.Value))
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%q: %v, want %s", tt.text, got, tt.want)
		}
	}
}
