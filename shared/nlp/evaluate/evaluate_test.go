package evaluate

import (
	"bufio"
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/nlp"
)

const rows = `{"id":"1","turns":["undo"],"expect":{"tool":"graphics","operation":"undo","entities":{}}}
{"id":"2","turns":["add a red circle","now as png"],"expect":{"tool":"graphics","operation":"export","entities":{"format":"png"}}}
{"id":"3","turns":["Create a 300x200 banner in teal"],"expect":{"tool":"graphics","operation":"create","entities":{"width":"300px","height":"200px","color":"teal"}}}
{"id":"4","turns":["who wrote hamlet"],"expect":{"out_of_scope":true}}
{"id":"5","turns":["red"],"expect":{"clarify":true}}

{"id":"6","turns":["delete the file a.png"],"expect":{"tool":"artifact","operation":"delete","entities":{"file":"wrong.png"}}}
`

func recognizer(t *testing.T) *nlp.Recognizer {
	t.Helper()
	r, err := nlp.Default()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

func TestEvaluate(t *testing.T) {
	got, err := Evaluate(recognizer(t), strings.NewReader(rows))
	if err != nil {
		t.Fatal(err)
	}
	if got.Rows != 6 || got.OperationAccuracy != 1 || got.ToolAccuracy != 1 || got.OutOfScopeRecall != 1 || got.ClarifyRecall != 1 {
		t.Errorf("%+v", got)
	}
	// Found and expected: format, width, height, color; the file differs.
	if want := 2 * 4.0 / (5 + 5); !near(got.EntityF1, want) {
		t.Errorf("entity F1 %v, want %v", got.EntityF1, want)
	}
	if got.ActedRight+got.ActedWrong > 1 || got.CalibrationError < 0 || got.CalibrationError > 1 || got.MsPerMessage < 0 {
		t.Errorf("%+v", got)
	}
}

func TestReportHasTheStableNames(t *testing.T) {
	b, err := json.Marshal(Report{})
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"tool_accuracy", "operation_accuracy", "acted_right", "acted_wrong", "out_of_scope_recall", "clarify_recall",
		"entity_f1", "calibration_error", "ms_per_message", "rows"} {
		if !bytes.Contains(b, []byte(`"`+key+`"`)) {
			t.Errorf("no %s in %s", key, b)
		}
	}
}

func TestPredict(t *testing.T) {
	var out bytes.Buffer
	if err := Predict(recognizer(t), strings.NewReader(rows), &out); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for sc := bufio.NewScanner(&out); sc.Scan(); {
		var m map[string]any
		if err := json.Unmarshal(sc.Bytes(), &m); err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{"id", "tool", "operation", "confidence", "entities", "action", "choices"} {
			if _, ok := m[key]; !ok || m[key] == nil {
				t.Errorf("no %s in %s", key, sc.Text())
			}
		}
		ids = append(ids, m["id"].(string))
		if m["id"] == "5" && (m["action"] != "clarify" || len(m["choices"].([]any)) < 2) {
			t.Errorf("row 5: %s", sc.Text())
		}
	}
	if strings.Join(ids, "") != "123456" {
		t.Errorf("ids %v", ids)
	}
}

func TestBadRowsAreErrors(t *testing.T) {
	for _, bad := range []string{"{", `{"id":"1","turns":[]}`, `{"id":"1","turns":["` + strings.Repeat("x", 2<<20) + `"]}`} {
		if _, err := Evaluate(recognizer(t), strings.NewReader(bad)); err == nil {
			t.Errorf("%.20s: no error", bad)
		}
	}
}

func TestPairs(t *testing.T) {
	var c pairCount
	c.add(pairs("create", map[string]any{"color": "red", "format": []any{"png", "jpg"}, "count": 2}),
		pairs("create", map[string]any{"background": "red", "format": []string{"png"}, "count": 2.0, "text": "x"}))
	if want := 2 * 3.0 / (4 + 4); !near(c.f1(), want) {
		t.Errorf("F1 %v, want %v", c.f1(), want)
	}
	if none := new(pairCount); none.f1() != 1 {
		t.Error("nothing expected and nothing found is perfect")
	}
}

func TestMeets(t *testing.T) {
	if !meets(nil, []string{"a.b"}) || !meets([]string{"a.b", "c.d"}, []string{"c.d"}) || meets([]string{"a.b"}, []string{"c.d"}) {
		t.Error("candidates are compared wrongly")
	}
}
