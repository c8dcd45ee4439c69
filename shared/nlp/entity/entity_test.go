package entity_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/aio-creative-hub/aio/shared/nlp/entity"
)

type slots = map[string]any

type example struct {
	text string
	want slots
}

func check(t *testing.T, operation string, tests []example) {
	t.Helper()
	for _, tt := range tests {
		expect(t, operation, tt.text, tt.want)
	}
}

func TestCreate(t *testing.T) {
	check(t, "graphics.create", []example{
		{"12cm wide and 8.5cm high", slots{"width": "12cm", "height": "8.5cm"}},
		{"a picture with a height of 300 and a width of 1,200", slots{"width": "1200px", "height": "300px"}},
		{"twelve hundred by six hundred and fifty pixels", slots{"width": "1200px", "height": "650px"}},
		{"two hundred pixels wide", slots{"width": "200px"}},
		{"3.5in by 2in business card", slots{"width": "3.5in", "height": "2in", "preset": "business_card"}},
		{"a 500px square canvas", slots{"width": "500px", "height": "500px"}},
		{"a square banner", slots{"preset": "square"}},
		{"square instagram post in teal", slots{"preset": "instagram_square", "background": "teal"}},
		{"A4 landscape, cream", slots{"preset": "a4", "orientation": "landscape", "background": "#fffdd0"}},
		{"a 4k wallpaper", slots{"preset": "4k"}},
		{"a YouTube thumbnail in 16:9", slots{"preset": "youtube_thumbnail", "aspect": "16:9"}},
		{"red banner", slots{"background": "red"}},
		{"white text saying Hi There on black", slots{"color": "white", "text": "Hi There", "background": "black"}},
		{"a blue to purple gradient background", slots{"background": []string{"blue", "purple"}}},
		{"a poster with a big red circle", slots{"shape": "circle", "color": "red"}},
		{"a poster called Summer Fair", slots{"text": "Summer Fair"}},
		{"a canvas called Summer Fair", slots{"name": "Summer Fair"}},
		{"a flyer about climate change, A5", slots{"subject": "climate change", "preset": "a5"}},
		{"a transparent background", slots{"background": "transparent"}},
		{"#1a2b3c as the background", slots{"background": "#1a2b3c"}},
		{"800x400, the title Hello at the top in white, 72px", slots{"width": "800px", "height": "400px", "text": "Hello",
			"position": "top", "color": "white", "size": "72px"}},
		{"make a 4 by 6 inch card", slots{"width": "4in", "height": "6in"}},
	})
}

func TestTextStopsSensibly(t *testing.T) {
	tests := map[string]string{
		"add the title Launch Day in white":                        "Launch Day",
		"add the title Made in Italy in bold":                      "Made in Italy",
		"add the title Lord of the Rings":                          "Lord of the Rings",
		"add the title Salt and Pepper and make it red":            "Salt and Pepper",
		"add a title saying let's go, in green":                    "let's go",
		"add the headline Open on Sundays on a navy background":    "Open on Sundays",
		"add the text 50% OFF at the top":                          "50% OFF",
		"add the words Now or Never with 40% opacity":              "Now or Never",
		"can you add the title What is Love?":                      "What is Love",
		"add the title What is Love?":                              "What is Love?",
		"add the title Go! please":                                 "Go!",
		"add text: all lower case words at the bottom":             "all lower case words",
		"add a caption that reads Hello, World, 24px":              "Hello, World",
		"add a heading reading ZURÜCK ZUR NATUR using Georgia":     "ZURÜCK ZUR NATUR",
		"add the title 東京 タワー in red":                              "東京 タワー",
		`add the text "in white on a navy background" in red`:      "in white on a navy background",
		"add the text 'it's fine'":                                 "it's fine",
		"write Happy New Year in gold letters":                     "Happy New Year",
		"put SALE in the corner":                                   "SALE",
		"add a title in white":                                     "",
		"add a text layer":                                         "",
		"add text at the bottom":                                   "",
		"make the title bigger and move the text down":             "",
		"create a text layer that says Hi":                         "Hi",
		"add the title Line One\nand the rest is another sentence": "Line One",
	}
	for text, want := range tests {
		got, _ := entity.Parse(text).Fill("graphics.add_layer")
		if v, _ := got["text"].(string); v != want {
			t.Errorf("%q has text %q, want %q", text, v, want)
		}
	}
}

func TestAddLayer(t *testing.T) {
	check(t, "graphics.add_layer", []example{
		{"a red circle with a radius of 40", slots{"shape": "circle", "color": "red", "radius": "40px"}},
		{"a 40px red circle at 100, 200", slots{"shape": "circle", "color": "red", "size": "40px", "x": "100px", "y": "200px"}},
		{"three gold stars at the top right", slots{"count": 3.0, "shape": "star", "color": "gold", "position": "top_right"}},
		{"a text layer", slots{"shape": "text"}},
		{"an image from cat.png in the middle", slots{"shape": "image", "file": "cat.png", "position": "center"}},
		{"a semi-transparent black box", slots{"opacity": "50%", "color": "black", "shape": "rectangle"}},
		{"a square, 30% transparent", slots{"shape": "square", "opacity": "70%"}},
		{"a line, 4px thick, in grey", slots{"shape": "line", "stroke_width": "4px", "color": "grey"}},
		{"a title in bold Arial in the lower third", slots{"shape": "text", "font": "Arial", "position": "lower_third"}},
	})
}

func TestEditLayer(t *testing.T) {
	check(t, "graphics.edit_layer", []example{
		{"change the red circle to green", slots{"layer": "red circle", "color": "green"}},
		{"change the blue square's colour to khaki", slots{"layer": "blue square", "color": "khaki"}},
		{"change the background from white to navy", slots{"background": "navy"}},
		{"make the background light blue", slots{"background": "lightblue"}},
		{`change "Spring" to "Autumn"`, slots{"layer": "Spring", "text": "Autumn"}},
		{"change the title to Winter Sale", slots{"layer": "title", "text": "Winter Sale"}},
		{"the text should be Good Night", slots{"text": "Good Night"}},
		{"set the opacity of the photo to 0.35", slots{"layer": "photo", "opacity": "35%"}},
		{"set the font size of the title to 64", slots{"layer": "title", "size": "64px"}},
		{"bring the logo to the front", slots{"layer": "logo", "order": "front"}},
		{"send layer 3 backward", slots{"layer": "layer 3", "order": "backward"}},
		{"rename rectangle 2 to button", slots{"layer": "rectangle 2", "name": "button"}},
		{"call this layer header", slots{"layer": "layer", "name": "header"}},
		{"change Launch Day to Opening Night", slots{"layer": "Launch Day", "text": "Opening Night"}},
		{"I want the title to be Grand Finale", slots{"layer": "title", "text": "Grand Finale"}},
		{"make it #1e90ff", slots{"ref": "$last", "color": "#1e90ff"}},
		{"put the circle behind the headline", slots{"layer": "circle", "target": "headline"}},
	})
}

func TestDeleteLayer(t *testing.T) {
	check(t, "graphics.delete_layer", []example{
		{"delete the special offer sign", slots{"layer": "special offer sign"}},
		{"remove the headline, the date and the logo", slots{"layer": []string{"headline", "date", "logo"}}},
		{"delete the layer called clouds", slots{"layer": "clouds"}},
		{`delete "Launch Day"`, slots{"layer": "Launch Day"}},
		{"remove it", slots{"ref": "$last"}},
		{"delete circle", slots{"layer": "circle"}},
	})
}

func TestTransform(t *testing.T) {
	check(t, "graphics.transform", []example{
		{"rotate the logo 30 degrees counterclockwise", slots{"layer": "logo", "angle": "-30deg"}},
		{"rotate it by 45", slots{"ref": "$last", "angle": "45deg"}},
		{"rotate -20", slots{"angle": "-20deg"}},
		{"turn it upside down", slots{"ref": "$last", "angle": "180deg"}},
		{"twice as big", slots{"factor": 2.0}},
		{"make it 20% smaller", slots{"ref": "$last", "factor": 0.8}},
		{"scale the star to 150%", slots{"layer": "star", "factor": 1.5}},
		{"scale by 0.75", slots{"factor": 0.75}},
		{"half the size", slots{"factor": 0.5}},
		{"move the title 20px up and 10px to the left", slots{"layer": "title", "dy": "-20px", "dx": "-10px"}},
		{"move the box to the lower right corner", slots{"layer": "box", "position": "bottom_right"}},
		{"flip the photo vertically", slots{"layer": "photo", "axis": "vertical"}},
		{"make the circle 200px wide", slots{"layer": "circle", "width": "200px"}},
		{"move the date under the title", slots{"layer": "date", "target": "title"}},
		{"crop the photo to 16:9", slots{"layer": "photo", "aspect": "16:9"}},
	})
}

func TestFilterAndHistory(t *testing.T) {
	check(t, "graphics.filter", []example{
		{"blur the background by 5px", slots{"effect": "blur", "layer": "background", "amount": "5px"}},
		{"reduce the contrast by 10%", slots{"effect": "contrast", "amount": "-10%"}},
		{"apply grayscale and noise", slots{"effect": []string{"grayscale", "noise"}}},
		{"rotate the hue by 90 degrees", slots{"effect": "hue", "amount": "90deg"}},
	})
	check(t, "graphics.undo", []example{
		{"undo the last three steps", slots{"count": 3.0}},
		{"undo that", slots{"ref": "$last"}},
		{"undo twice", slots{"count": 2.0}},
		{"take that change back", slots{}},
	})
}

func TestExportAndFiles(t *testing.T) {
	check(t, "graphics.export", []example{
		{"save it as web-banner.jpeg, 80% quality", slots{"ref": "$last", "file": "web-banner.jpeg", "format": "jpg", "quality": 80.0}},
		{"a png and an svg at 2x", slots{"format": []string{"png", "svg"}, "factor": 2.0}},
		{"as pdf at 300 dpi", slots{"format": "pdf", "dpi": 300.0}},
		{"a webp, 1200px wide, under 200 kb", slots{"format": "webp", "width": "1200px", "max_size": "200kb"}},
		{"a transparent png", slots{"background": "transparent", "format": "png"}},
		{"export only the logo as svg", slots{"layer": "logo", "format": "svg"}},
	})
	check(t, "artifact.open", []example{
		{"open the last one", slots{"ref": "$last"}},
		{"open poster.png.", slots{"file": "poster.png"}},
		{`open the file called "Summer Fair"`, slots{"name": "Summer Fair"}},
	})
	check(t, "artifact.share", []example{
		{"share it with bob.smith+x@mail.example.com. Thanks", slots{"ref": "$last", "email": "bob.smith+x@mail.example.com"}},
		{"share logo.svg with Maria Lopez as an editor", slots{"file": "logo.svg", "user": "Maria Lopez", "role": "editor"}},
		{"invite a@b.org and c@d.org", slots{"email": []string{"a@b.org", "c@d.org"}}},
	})
	check(t, "artifact.list", []example{{"the last five jpgs", slots{"format": "jpg"}}, {"show the 3 newest files", slots{"count": 3.0}}})
}

func TestUnknownOperationHasNoSlots(t *testing.T) {
	check(t, "meta.greet", []example{{"hello 300x200 red", slots{}}})
}

func TestPresetSize(t *testing.T) {
	tests := map[string][2]int{"4k": {3840, 2160}, "instagram_square": {1080, 1080}, "youtube_thumbnail": {1280, 720}, "a4": {1240, 1754}, "letter": {1275, 1650}}
	for name, want := range tests {
		w, h, ok := entity.PresetSize(name)
		if !ok || w != want[0] || h != want[1] {
			t.Errorf("%s is %dx%d %v, want %v", name, w, h, ok, want)
		}
	}
	if _, _, ok := entity.PresetSize("nothing"); ok {
		t.Error("an unknown name is a preset")
	}
}

func TestFragments(t *testing.T) {
	tests := map[string]bool{
		"red": true, "the red circle": true, "1200x630": true, "logo": true, "the title and the logo": true,
		"png": false, "add a circle": false, "undo": false, "the circle should go": false, "": false,
	}
	for text, want := range tests {
		if got := entity.Parse(text).Fragment(); got != want {
			t.Errorf("%q: fragment is %v", text, got)
		}
	}
}

func TestWordsHideValues(t *testing.T) {
	got := entity.Parse(`Add "Hello World" in dark red, 48px, to a@b.org`).Words()
	want := []string{"add", "_text", "in", "_color", "_pixels", "to", "_email"}
	if !slices.Equal(got, want) {
		t.Errorf("words %q, want %q", got, want)
	}
}

// TestPatternNamesMedia: what kind of file is meant tells the tool; its name and format do not.
func TestPatternNamesMedia(t *testing.T) {
	tests := map[string][]string{
		"as stl":            {"as", "_format_solid"},
		"as PNG":            {"as", "_format_picture"},
		"holiday.mov":       {"_file_movie"},
		"server.rb":         {"_file_source"},
		"@2x":               {"_times"},
		"@kofi":             {"@kofi"},
		"body_2":            {"_identifier"},
		"5 mm":              {"_length"},
		"half a minute":     {"_duration"},
		"a half-second cut": {"_a", "_duration", "_cut"},
	}
	for text, want := range tests {
		if got := entity.Parse(text).Pattern(); !slices.Equal(got, want) {
			t.Errorf("%q: pattern %q, want %q", text, got, want)
		}
	}
}

func TestPatternGroupsWords(t *testing.T) {
	a := entity.Parse("please delete the red circle").Pattern()
	b := entity.Parse("erase the blue star").Pattern()
	if !reflect.DeepEqual(a, b) {
		t.Errorf("patterns differ: %q and %q", a, b)
	}
}

func TestValue(t *testing.T) {
	tests := []struct {
		text, slot string
		want       any
		ok         bool
	}{
		{"navy", "background", "navy", true},
		{"640", "width", "640px", true},
		{"45", "angle", "45deg", true},
		{"bottom right please", "position", "bottom_right", true},
		{"jpeg", "format", "jpg", true},
		{"hello", "color", nil, false},
		{"red", "width", nil, false},
	}
	for _, tt := range tests {
		got, ok := entity.Parse(tt.text).Value(tt.slot)
		if ok != tt.ok || ok && got != tt.want {
			t.Errorf("%q for %s is %v %v, want %v", tt.text, tt.slot, got, ok, tt.want)
		}
	}
}
