package emulator

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
)

// EnvReport names the file that suites note in what they ran on.
const EnvReport = "AIO_TARGET_REPORT"

// Line is one suite on one target.
type Line struct {
	Suite   string  `json:"suite"`
	Target  string  `json:"target"`
	Result  string  `json:"result"` // passed, failed or not run
	Reason  string  `json:"reason,omitempty"`
	Seconds float64 `json:"seconds"`
}

// note appends a line to the report, if there is one.
func note(l Line) {
	path := os.Getenv(EnvReport)
	if path == "" {
		return
	}
	data, err := json.Marshal(l)
	if err != nil {
		return
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY|os.O_CREATE, 0o600) //nolint:gosec // whoever runs the tests names it
	if err != nil {
		return
	}
	_, _ = f.Write(append(data, '\n')) // a report that cannot be written shows by what it lacks
	_ = f.Close()
}

// Report reads what suites noted, and shows it as a table.
func Report(path string) (string, error) {
	data, err := os.ReadFile(path) //nolint:gosec // whoever ran the tests names it
	if err != nil {
		return "", err
	}
	var lines []Line
	for _, text := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		var l Line
		if json.Unmarshal([]byte(text), &l) == nil {
			lines = append(lines, l)
		}
	}
	slices.SortStableFunc(lines, func(a, b Line) int { return strings.Compare(a.Suite+a.Target, b.Suite+b.Target) })
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, l := range lines {
		if _, err := fmt.Fprintf(w, "%s\t%s\t%s\t%.1f s\t%s\n", l.Suite, l.Target, l.Result, l.Seconds, l.Reason); err != nil {
			return "", err
		}
	}
	err = w.Flush()
	return b.String(), err
}
