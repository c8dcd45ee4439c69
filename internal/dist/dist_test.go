package dist

import (
	"runtime"
	"strings"
	"testing"
)

const root = "../.."

// TestReproducible: the same code gives the same bytes wherever they are put, and is
// linked once.
func TestReproducible(t *testing.T) {
	o := Options{Root: root, Dir: t.TempDir(), Arch: runtime.GOARCH, Only: []string{"bus-relay"}}
	first, err := Build(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if len(first) != 1 || !first[0].Fresh || first[0].Bytes == 0 {
		t.Fatalf("%+v", first)
	}
	again, err := Build(t.Context(), o)
	if err != nil || again[0].Fresh || again[0].SHA256 != first[0].SHA256 {
		t.Errorf("the second time: %+v, %v", again, err)
	}
	o.Dir = t.TempDir()
	elsewhere, err := Build(t.Context(), o)
	if err != nil || !elsewhere[0].Fresh || elsewhere[0].SHA256 != first[0].SHA256 {
		t.Errorf("elsewhere: %+v, first %+v, %v", elsewhere, first, err)
	}
}

func TestRefusals(t *testing.T) {
	for want, o := range map[string]Options{
		"architecture":     {Root: root, Dir: t.TempDir(), Arch: "mips"},
		"no such function": {Root: root, Dir: t.TempDir(), Arch: "arm64", Only: []string{"nobody-knows"}},
	} {
		if _, err := Build(t.Context(), o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}
