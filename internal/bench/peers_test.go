package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/nlp/evaluate"
)

const peerRows = `{"id":"1","turns":["undo"],"expect":{"tool":"graphics","operation":"undo","entities":{}}}
{"id":"2","turns":["add a red circle","now as png"],"expect":{"tool":"graphics","operation":"export","entities":{"format":"png"}}}
{"id":"3","turns":["delete the file a.png"],"expect":{"tool":"artifact","operation":"open","entities":{}}}
{"id":"4","turns":["who wrote hamlet"],"expect":{"out_of_scope":true}}
{"id":"5","turns":["red"],"expect":{"clarify":true,"candidates":["graphics.edit_layer","graphics.create"]}}

{"id":"6","turns":["Create a 300x200 banner in teal"],"expect":{"tool":"graphics","operation":"create","entities":{}}}
`

// rowsFolder has the rows above and no others.
func rowsFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "rows.jsonl"), []byte(peerRows), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func singleRows(t *testing.T) []evaluate.Row {
	t.Helper()
	rows, err := singleTurns(rowsFolder(t))
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestSingleTurns(t *testing.T) {
	var ids []string
	for _, r := range singleRows(t) {
		ids = append(ids, r.ID)
	}
	if got := strings.Join(ids, ""); got != "13456" {
		t.Errorf("rows %s", got)
	}
	if _, err := singleTurns(t.TempDir()); err == nil {
		t.Error("a folder without rows is no error")
	}
	bad := t.TempDir()
	if err := os.WriteFile(filepath.Join(bad, "x.jsonl"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := singleTurns(bad); err == nil {
		t.Error("a bad row is no error")
	}
}

// parrot answers every row with a fixed guess, as a process.
func parrot() *contender {
	const script = `while read -r line; do id=${line#*\"id\":\"}; echo "{\"id\":\"${id%%\"*}\",\"tool\":\"graphics\",\"operation\":\"undo\",\"confidence\":0.5,\"action\":\"clarify\",\"ms\":2}"; done`
	return &contender{name: "parrot", answer: []string{"sh", "-c", script}, start: []string{"sh", "-c", `sleep 0.05; echo "$0"; echo more`}, env: os.Environ()}
}

func TestConverse(t *testing.T) {
	rows := singleRows(t)
	answers, resident, err := converse(context.Background(), parrot(), rows)
	if err != nil {
		t.Fatal(err)
	}
	if len(answers) != len(rows) || answers[4].ID != "6" || resident <= 0 {
		t.Errorf("%v, %v MiB", answers, resident)
	}
	if took, ok := ownTimes(answers); !ok || median(took) != 2 {
		t.Errorf("times %v, %t", took, ok)
	}
	if _, ok := ownTimes([]answer{{}}); ok {
		t.Error("an answer without a time has one")
	}
	mute := &contender{answer: []string{"sh", "-c", "echo no model >&2; exit 3"}}
	if _, _, err := converse(context.Background(), mute, rows); err == nil || !strings.Contains(err.Error(), "no model") {
		t.Errorf("a process that fails: %v", err)
	}
}

func TestFirstAnswer(t *testing.T) {
	took, used, err := firstAnswer(context.Background(), parrot(), "hello")
	if err != nil || took < 50*time.Millisecond || used > took {
		t.Errorf("%v, of it processor time %v, %v", took, used, err)
	}
	mute := &contender{start: []string{"sh", "-c", "exit 0"}}
	if _, _, err := firstAnswer(context.Background(), mute, "hello"); err == nil {
		t.Error("a process that says nothing is no error")
	}
}

func TestPeerEnvironment(t *testing.T) {
	old := []string{"PATH=/bin", "OPENBLAS_CORETYPE=Haswell", "OPENBLAS_L2_SIZE=1"}
	got := strings.Join(peerEnv(old, "/tmp/x"), " ")
	if got != "PATH=/bin OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 BLIS_NUM_THREADS=1 PYTHONPYCACHEPREFIX=/tmp/x" || len(old[1]) == 0 {
		t.Error(got)
	}
}

// What was learned is used again for the same messages, and not for others.
func TestTrainingKey(t *testing.T) {
	dir := t.TempDir()
	key := func(text string) string {
		if err := os.WriteFile(filepath.Join(dir, "a.jsonl"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		k, err := trainingKey(peerOptions{data: dir, scripts: "../../tools/nlp-peers"})
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	first, other, again := key("one"), key("two"), key("one")
	if first != again || first == other {
		t.Errorf("the key does not follow the messages: %s, %s, %s", first, other, again)
	}
}

// Where the comparison is optional, it can be left out, and nothing is written.
func TestPeersAreOptional(t *testing.T) {
	t.Setenv(envSkipPeers, "1")
	var out strings.Builder
	o := options{out: filepath.Join(t.TempDir(), "none.md"), peers: peerOptions{wanted: true, optional: true}}
	if err := comparePeers(context.Background(), o, &out); err != nil || !strings.Contains(out.String(), "not measured") {
		t.Errorf("%v, %q", err, out.String())
	}
}

func TestPeersTable(t *testing.T) {
	ours := &contender{name: "AIO", what: "ours", examples: 9000, trained: 10, bytes: 1 << 20, took: []float64{0.2, 0.1, 0.3}, held: []float64{40}, began: []float64{50}}
	theirs := &contender{name: "peer", what: "1.0: theirs", trained: 5, bytes: 3 << 20, took: []float64{3}, held: []float64{400}, began: []float64{1000}}
	ours.scores = evaluate.Report{OperationAccuracy: 0.925, CalibrationError: 0.0204}
	c := &comparison{contenders: []*contender{ours, theirs}, rows: singleRows(t), o: peerOptions{rows: "dev", runs: 3, starts: 9}}
	got := c.markdown()
	for _, want := range []string{
		"| what | AIO | peer |\n|---|---|---|\n", "| right operation, best guess in scope | 92.5 % | 0.0 % |\n", "| calibration error | 0.020 | 0.000 |\n",
		"| a message, median | 0.200 ms | 3 ms (15 ×) |\n", "| training, processor time | 10 s | 5 s (0.500 ×) |\n", "| model | 1 MiB | 3 MiB (3 ×) |\n", "- peer: 1.0: theirs\n",
		"- Learned from 9,000 messages; answered 5: 3 that ask for an operation, 1 out of scope, 1 ambiguous\n", "DEV=dev",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}
