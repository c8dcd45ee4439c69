package entity

import "strings"

// cssNames are the named colours of CSS Color Module Level 4.
const cssNames = `
aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet
brown burlywood cadetblue chartreuse chocolate coral cornflowerblue cornsilk crimson cyan darkblue
darkcyan darkgoldenrod darkgray darkgreen darkgrey darkkhaki darkmagenta darkolivegreen darkorange
darkorchid darkred darksalmon darkseagreen darkslateblue darkslategray darkslategrey darkturquoise
darkviolet deeppink deepskyblue dimgray dimgrey dodgerblue firebrick floralwhite forestgreen
fuchsia gainsboro ghostwhite gold goldenrod gray green greenyellow grey honeydew hotpink indianred
indigo ivory khaki lavender lavenderblush lawngreen lemonchiffon lightblue lightcoral lightcyan
lightgoldenrodyellow lightgray lightgreen lightgrey lightpink lightsalmon lightseagreen
lightskyblue lightslategray lightslategrey lightsteelblue lightyellow lime limegreen linen magenta
maroon mediumaquamarine mediumblue mediumorchid mediumpurple mediumseagreen mediumslateblue
mediumspringgreen mediumturquoise mediumvioletred midnightblue mintcream mistyrose moccasin
navajowhite navy oldlace olive olivedrab orange orangered orchid palegoldenrod palegreen
paleturquoise palevioletred papayawhip peachpuff peru pink plum powderblue purple rebeccapurple
red rosybrown royalblue saddlebrown salmon sandybrown seagreen seashell sienna silver skyblue
slateblue slategray slategrey snow springgreen steelblue tan teal thistle tomato turquoise violet
wheat white whitesmoke yellow yellowgreen
`

// otherColors are everyday names that CSS does not have, as a CSS name or the
// hex value usually given for them.
var otherColors = map[string]string{
	"navyblue": "navy", "tealblue": "teal", "lightteal": "mediumturquoise", "darkteal": "#014d4e",
	"cream": "#fffdd0", "offwhite": "#faf9f6", "mint": "#98ff98", "mintgreen": "#98ff98",
	"burgundy": "#800020", "mustard": "#ffdb58", "charcoal": "#36454f", "peach": "#ffe5b4",
	"lilac": "#c8a2c8", "emerald": "#50c878", "amber": "#ffbf00", "babyblue": "#89cff0",
	"babypink": "#f4c2c2", "rose": "#ff007f", "scarlet": "#ff2400", "mauve": "#e0b0ff",
	"ochre": "#cc7722", "rust": "#b7410e", "skybluecolor": "skyblue", "brickred": "#cb4154",
	"lightpurple": "#cbc3e3", "lightorange": "#ffd580", "lightred": "#ff7f7f", "lightbrown": "#b5651d",
	"darkpurple": "#301934", "darkpink": "#e75480", "darkbrown": "#5c4033", "darkyellow": "#9b870c",
	"brightred": "red", "brightgreen": "lime", "brightyellow": "yellow", "brightblue": "#0096ff",
	"brightpink": "#ff007f", "brightorange": "#ffac1c", "palepink": "#fadadd", "paleblue": "#aec6cf",
	"neonpink": "#ff6ec7", "neongreen": "#39ff14", "neonyellow": "#fff01f", "neonblue": "#1f51ff",
	"deepblue": "#00008b", "deepred": "#8b0000", "deepgreen": "#056608", "deeppurple": "#36013f",
	"transparent": "transparent", "pastelpink": "#f8c8dc", "pastelblue": "#a7c7e7", "pastelgreen": "#c1e1c1", "pastelyellow": "#fdfd96",
}

// colorNames maps a name without spaces to its canonical value.
var colorNames = func() map[string]string {
	m := make(map[string]string, 256)
	for _, n := range strings.Fields(cssNames) {
		m[n] = n
	}
	for n, v := range otherColors {
		m[n] = v
	}
	return m
}()

// maxColorWords is the longest colour name in words ("light golden rod yellow").
const maxColorWords = 4

// colorAt is the colour that starts at token i, with the number of its tokens,
// or n = 0. Hyphens inside a name count as spaces: "light-blue".
func (s *Scan) colorAt(i int) (value string, n int) {
	if i >= len(s.toks) {
		return "", 0
	}
	if s.toks[i].kind == hexColor {
		return s.toks[i].low, 1
	}
	var buf [40]byte
	key := buf[:0]
	words := 0
	for j := i; j < len(s.toks) && words < maxColorWords; j++ {
		t := &s.toks[j]
		if t.low == "-" && j > i && !t.gap {
			continue
		}
		if t.kind != word || len(key)+len(t.low) > len(buf) {
			break
		}
		key = append(key, t.low...)
		words++
		if v, ok := colorNames[string(key)]; ok {
			value, n = v, j-i+1
		}
	}
	return value, n
}
