package text

import (
	"bytes"
	"testing"
)

// Each weight of each family, upright and slanted, has one face: the one that the renderer
// uses. Their files have names of their own.
func TestFaces(t *testing.T) {
	fonts := Embedded()
	type style struct {
		family string
		weight int
		italic bool
	}
	found, names := map[style]Face{}, map[string]bool{}
	for _, f := range fonts.Faces() {
		for w := f.From; w <= f.To; w++ {
			s := style{f.Family, w, f.Italic}
			if _, twice := found[s]; twice {
				t.Errorf("%+v has two faces", s)
			}
			found[s] = f
		}
		if names[f.FileName()] {
			t.Errorf("two files are called %s", f.FileName())
		}
		names[f.FileName()] = true
	}
	for _, family := range []string{Sans, Mono} {
		for _, italic := range []bool{false, true} {
			for w := 100; w <= 900; w++ {
				want := fonts.faces[Style{Family: family, Weight: w, Italic: italic}.variant()].data
				if f := found[style{family, w, italic}]; !bytes.Equal(f.TTF, want) {
					t.Fatalf("%s %d, italic %v: the face is %s", family, w, italic, f.FileName())
				}
			}
		}
	}
}
