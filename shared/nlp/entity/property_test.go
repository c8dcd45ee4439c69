package entity_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/nlp/entity"
)

// The property tests put random sizes, colours and titles into sentence frames
// that are not in the training data and expect exactly those back.

const (
	rounds = 400
	seed   = 20240607
)

var (
	someColors = []string{"navy", "white", "crimson", "hot pink", "light blue", "dark slate grey", "#ff8800", "#0AF", "rebeccapurple",
		"medium sea green", "black", "papayawhip", "Tomato", "steel-blue"}
	titleWords = []string{"Launch", "Summer", "Night", "Café", "Über", "Jazz", "Rose", "Winter", "Open", "Day", "Fair", "Grand", "Ñandú",
		"Moon", "Road", "東京", "Lille", "Quartet", "Harbour", "Tango"}
)

func canonical(color string) string {
	color = strings.ToLower(color)
	return strings.NewReplacer(" ", "", "-", "").Replace(color)
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// someTitle is one to four capitalised words, none of them a colour.
func someTitle(r *rand.Rand) string {
	words := make([]string, 1+r.IntN(4))
	for i := range words {
		words[i] = pick(r, titleWords)
	}
	return strings.Join(words, " ")
}

func someSize(r *rand.Rand) (said, width, height string) {
	w, h := 20+r.IntN(4000), 20+r.IntN(4000)
	unit := pick(r, []string{"", "px", "cm", "mm"})
	said = fmt.Sprintf(pick(r, []string{"%dx%d%s", "%d×%d%s", "%d x %d %s", "%d by %d %s"}), w, h, unit)
	if unit == "" {
		unit = "px"
	}
	return strings.TrimSpace(said), fmt.Sprint(w, unit), fmt.Sprint(h, unit)
}

func expect(t *testing.T, operation, text string, want map[string]any) {
	t.Helper()
	got, spans := entity.Parse(text).Fill(operation)
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s\n got  %v\n want %v", text, got, want)
	}
	for _, s := range spans {
		if text[s.Start:s.End] != s.Raw {
			t.Errorf("%q: span %+v does not hold its raw text", text, s)
		}
	}
}

func TestRandomBanners(t *testing.T) {
	frames := []string{
		"We require a %[1]s strip, %[2]s background, title %[3]s in %[4]s",
		"kindly prepare a %[1]s placard with a %[2]s background saying %[3]s in %[4]s",
		"a %[1]s poster that reads \"%[3]s\" in %[4]s on a %[2]s background",
		"%[1]s canvas, background %[2]s, with the headline %[3]s in %[4]s",
		"get going on a %[2]s %[1]s card with the words “%[3]s” in %[4]s",
		"design a %[1]s leaflet titled %[3]s in %[4]s on a %[2]s backdrop.",
	}
	r := rand.New(rand.NewPCG(seed, 1))
	for range rounds {
		said, w, h := someSize(r)
		bg, fg, title := pick(r, someColors), pick(r, someColors), someTitle(r)
		expect(t, "graphics.create", fmt.Sprintf(pick(r, frames), said, bg, title, fg), map[string]any{
			"width": w, "height": h, "background": canonical(bg), "text": title, "color": canonical(fg)})
	}
}

func TestRandomTexts(t *testing.T) {
	frames := []string{
		"stick the caption %[1]s at the bottom left in %[2]s, %[3]dpx",
		"I would like a label that says %[1]s in %[2]s at the bottom left, %[3]dpx",
		"write '%[1]s' in %[2]s in the lower left corner, %[3]dpx",
		"put «%[1]s» in the bottom-left corner, %[2]s, %[3]d px",
	}
	r := rand.New(rand.NewPCG(seed, 2))
	for range rounds {
		title, color, size := someTitle(r), pick(r, someColors), 6+r.IntN(300)
		expect(t, "graphics.add_layer", fmt.Sprintf(pick(r, frames), title, color, size), map[string]any{
			"text": title, "color": canonical(color), "position": "bottom_left", "size": fmt.Sprint(size, "px")})
	}
}

func TestRandomShapes(t *testing.T) {
	frames := []string{
		"drop a %[1]s %[2]s of %[3]d by %[4]d there",
		"a %[2]s please, %[3]dx%[4]d, in %[1]s",
		"sketch one %[2]s, %[3]dpx wide and %[4]dpx tall, %[1]s",
		"give it a %[1]s %[2]s with a width of %[3]d and a height of %[4]d",
	}
	r := rand.New(rand.NewPCG(seed, 3))
	for range rounds {
		color, shape, w, h := pick(r, someColors), pick(r, []string{"rectangle", "ellipse", "triangle", "star", "circle"}), 20+r.IntN(900), 20+r.IntN(900)
		text := fmt.Sprintf(pick(r, frames), color, shape, w, h)
		got, _ := entity.Parse(text).Fill("graphics.add_layer")
		delete(got, "ref")
		want := map[string]any{"color": canonical(color), "shape": shape, "width": fmt.Sprint(w, "px"), "height": fmt.Sprint(h, "px")}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s\n got  %v\n want %v", text, got, want)
		}
	}
}

func TestRandomMoves(t *testing.T) {
	ways := map[string]struct {
		slot string
		sign int
	}{"left": {"dx", -1}, "right": {"dx", 1}, "up": {"dy", -1}, "down": {"dy", 1}}
	r := rand.New(rand.NewPCG(seed, 4))
	for range rounds {
		n, layer := 1+r.IntN(900), pick(r, []string{"logo", "red circle", "headline", "big blue star", "photo"})
		way := pick(r, []string{"left", "right", "up", "down"})
		text := fmt.Sprintf(pick(r, []string{"scoot the %[1]s %[2]d px %[3]s", "shift the %[1]s %[3]s by %[2]d pixels", "slide the %[1]s %[2]dpx further %[3]s"}), layer, n, way)
		expect(t, "graphics.transform", text, map[string]any{"layer": layer, ways[way].slot: fmt.Sprint(ways[way].sign*n, "px")})
	}
}
