package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestGoals(t *testing.T) {
	for _, c := range []struct {
		goal goal
		runs []float64
		want bool
	}{
		{goal{"≥", 2000}, []float64{1000, 2000, 9000}, true},
		{goal{"≥", 2000}, []float64{1000, 1999, 9000}, false},
		{goal{"<", 50}, []float64{1, 49, 100}, true},
		{goal{"<", 50}, []float64{1, 50, 100}, false},
		{goal{"=", 0}, []float64{0, 0, 0}, true},
		{goal{"=", 0}, []float64{0, 0, 1}, false},
	} {
		if got := (&row{goal: c.goal, runs: c.runs}).met(); got != c.want {
			t.Errorf("%+v with %v: %t", c.goal, c.runs, got)
		}
	}
}

// Rows have names of their own: add finds each.
func TestRows(t *testing.T) {
	tab := newTable(full())
	for i, r := range tab.rows {
		tab.add(r.id, float64(i+1))
	}
	for i, r := range tab.rows {
		if len(r.runs) != 1 || r.runs[0] != float64(i+1) {
			t.Errorf("%s holds %v, want %d", r.id, r.runs, i+1)
		}
	}
}

func TestMarkdown(t *testing.T) {
	tab := newTable(full())
	for _, v := range []float64{45, 70, 50} {
		tab.add(bannerP50, v)
	}
	tab.add(killLost, 1)
	got := tab.markdown()
	for _, want := range []string{"| banner by chat, 1200x630, p50 | < 60 | 50 ms | 45 to 70 | 3 | yes |\n", "| = 0 | 1 writes | 1 to 1 | 1 | no |\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("no line %q in\n%s", want, got)
		}
	}
	if strings.Count(got, "\n") != 4 {
		t.Errorf("rows without numbers are shown:\n%s", got)
	}
}

// What is written by hand stays, however often the numbers are written.
func TestWriteInto(t *testing.T) {
	path, m := filepath.Join(t.TempDir(), "page.md"), everything()
	if err := os.WriteFile(path, []byte("# By hand\n"+m.begin+"\nold\n"+m.end+"\nAlso by hand.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	want := "# By hand\n" + m.begin + "\n\nnew\n\n" + m.end + "\nAlso by hand.\n"
	for range 2 {
		if err := m.writeInto(path, "new\n"); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != want {
			t.Errorf("%v:\n%s", err, got)
		}
	}
	for _, text := range []string{"", m.end + m.begin, m.begin} {
		if _, err := m.replaced(text, "new"); err == nil {
			t.Errorf("%q has no place for numbers", text)
		}
	}
}

// The page in the repository has the places that the numbers are written into.
func TestPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/benchmarks.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []marks{everything(), peersMarks()} {
		if _, err := m.replaced(string(page), "new"); err != nil {
			t.Error(err)
		}
	}
}
