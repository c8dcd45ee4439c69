package bench_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/nlp/bench"
)

// sample is a file in the format of CLINC150 with three intents.
func sample(t *testing.T) string {
	t.Helper()
	intents := map[string]string{"balance": "what is the balance of account %d", "weather": "will it rain in town %d today", "joke": "tell me joke number %d please"}
	file := map[string][][2]string{}
	for intent, text := range intents {
		for i := range 20 {
			split := []string{"train", "train", "train", "val", "test"}[i%5]
			file[split] = append(file[split], [2]string{fmt.Sprintf(text, i), intent})
		}
	}
	for i := range 10 {
		file["oos_train"] = append(file["oos_train"], [2]string{fmt.Sprintf("how tall is mountain %d", i), "oos"})
		file["oos_test"] = append(file["oos_test"], [2]string{fmt.Sprintf("how deep is lake %d", i), "oos"})
	}
	b, err := json.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestCLINC(t *testing.T) {
	got, err := bench.CLINC(strings.NewReader(sample(t)), nil, 0.7)
	if err != nil {
		t.Fatal(err)
	}
	if got.Accuracy < 0.99 || got.OutOfScopeRecall < 0.9 || got.ModelBytes == 0 || len(got.Tried) == 0 {
		t.Errorf("%+v", got)
	}
	for name, share := range map[string]float64{"kept": got.KeptRight, "wrong": got.KeptWrong, "calibration": got.CalibrationError} {
		if share < 0 || share > 1 {
			t.Errorf("%s is %v", name, share)
		}
	}
}

func TestCLINCRefusesOtherFiles(t *testing.T) {
	for _, file := range []string{"", "[]", "{}"} {
		if _, err := bench.CLINC(strings.NewReader(file), nil, 0.7); err == nil {
			t.Errorf("%q: no error", file)
		}
	}
}
