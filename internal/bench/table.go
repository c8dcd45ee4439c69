package main

import (
	"fmt"
	"slices"
	"strings"
)

// id names a row of the table.
type id string

const (
	meCore, meRaw, meP50, meP99, meMax id = "me core", "me raw", "me p50", "me p99", "me max"

	loginP50, loginMax                       id = "login p50", "login max"
	limitCheck                               id = "limit check"
	uploadWhole, uploadParts, downloadWhole  id = "upload whole", "upload parts", "download whole"
	bannerP50, bannerP99                     id = "banner p50", "banner p99"
	languageP50, languageP99                 id = "language p50", "language p99"
	bannerServer, bannerCreate, bannerExport id = "banner server", "banner create", "banner export"
	liveP50, liveP99, liveMax                id = "live p50", "live p99", "live max"
	liveMissed, liveDoubled, liveLog         id = "live missed", "live doubled", "live log"
	editAckP50, editAckP95, editAckP99       id = "edit ack p50", "edit ack p95", "edit ack p99"
	editSeenP50, editSeenP95, editSeenP99    id = "edit seen p50", "edit seen p95", "edit seen p99"
	liveIdle, liveMemory                     id = "live idle", "live memory"
	killLost, killWrites                     id = "kill lost", "kill writes"
	startNew, startAgain, startSize          id = "start new", "start again", "start size"
)

// goal is what a row's number should be; the zero goal is none.
type goal struct {
	sign  string // "≥", "<" or "="
	bound float64
}

// row is a line of the table: one number for each run.
type row struct {
	id   id
	what string
	unit string
	goal goal
	runs []float64
}

// table is what was measured.
type table struct{ rows []*row }

func newTable(n numbers) *table {
	sentence := "banner by chat, 1200x630, "
	everybody := fmt.Sprintf("a commit to %s WebSockets, ", readable(float64(n.sockets)))
	together := fmt.Sprintf("%d people edit one document, %d edits a second: ", n.editors, n.editRate)
	cut := fmt.Sprintf("%d of them cut during %d commits: ", n.cuts, n.commits)
	return &table{rows: []*row{
		{id: meCore, what: fmt.Sprintf("`GET users/me`, %d connections, for each core that the server uses", n.connections), unit: "requests/s", goal: goal{"≥", 2000}},
		{id: meRaw, what: "the same, as it comes, client on the same cores", unit: "requests/s"},
		{id: meP50, what: fmt.Sprintf("`GET users/me` at %d/s, p50", n.rate), unit: "ms"},
		{id: meP99, what: fmt.Sprintf("`GET users/me` at %d/s, p99", n.rate), unit: "ms", goal: goal{"<", 50}},
		{id: meMax, what: fmt.Sprintf("`GET users/me` at %d/s, slowest", n.rate), unit: "ms"},
		{id: loginP50, what: "sign in with a password (bcrypt, cost 12), p50", unit: "ms"},
		{id: loginMax, what: "sign in with a password, slowest", unit: "ms"},
		{id: limitCheck, what: "counting one request against a limit, in memory", unit: "ns"},
		{id: uploadWhole, what: "upload of 100 MiB in one request, from announcing it to the file", unit: "MiB/s"},
		{id: uploadParts, what: "the same in parts of 16 MiB", unit: "MiB/s"},
		{id: downloadWhole, what: "download of it by its signed address", unit: "MiB/s"},
		{id: bannerP50, what: sentence + "p50", unit: "ms", goal: goal{"<", 60}},
		{id: bannerP99, what: sentence + "p99", unit: "ms"},
		{id: languageP50, what: "of it language, p50", unit: "ms", goal: goal{"<", 1}},
		{id: languageP99, what: "of it language, p99", unit: "ms"},
		{id: bannerServer, what: "of it the server's function `chat.send`, mean", unit: "ms"},
		{id: bannerCreate, what: "of that `graphics.create`, mean", unit: "ms"},
		{id: bannerExport, what: "of that `graphics.export`, mean", unit: "ms"},
		{id: editAckP50, what: together + "acknowledged, p50", unit: "ms"},
		{id: editAckP95, what: together + "acknowledged, p95", unit: "ms"},
		{id: editAckP99, what: together + "acknowledged, p99", unit: "ms", goal: goal{"<", 50}},
		{id: editSeenP50, what: together + "seen by all, p50", unit: "ms"},
		{id: editSeenP95, what: together + "seen by all, p95", unit: "ms"},
		{id: editSeenP99, what: together + "seen by all, p99", unit: "ms", goal: goal{"<", 50}},
		{id: liveP50, what: everybody + "p50", unit: "ms"},
		{id: liveP99, what: everybody + "p99", unit: "ms", goal: goal{"<", 250}},
		{id: liveMax, what: everybody + "slowest", unit: "ms"},
		{id: liveMissed, what: cut + "missed after resume", unit: "commits", goal: goal{"=", 0}},
		{id: liveDoubled, what: cut + "got twice", unit: "commits", goal: goal{"=", 0}},
		{id: liveLog, what: cut + "read from the log after coming back", unit: "commits"},
		{id: liveIdle, what: "memory of the server without connections", unit: "MiB"},
		{id: liveMemory, what: fmt.Sprintf("memory of the server with %s connections", readable(float64(n.sockets))), unit: "MiB"},
		{id: killLost, what: fmt.Sprintf("%d times kill -9 while writing: acknowledged writes lost", n.kills), unit: "writes", goal: goal{"=", 0}},
		{id: killWrites, what: "writes acknowledged meanwhile", unit: "writes"},
		{id: startNew, what: "start on a new data directory", unit: "ms", goal: goal{"<", 1000}},
		{id: startAgain, what: "start on an existing one", unit: "ms", goal: goal{"<", 1000}},
		{id: startSize, what: "size of the binary", unit: "MiB"},
	}}
}

// add notes one run's number.
func (t *table) add(name id, value float64) {
	i := slices.IndexFunc(t.rows, func(r *row) bool { return r.id == name })
	t.rows[i].runs = append(t.rows[i].runs, value)
}

// met reports whether the goal was reached: by the median, or, where a number is exact, by
// every run.
func (r *row) met() bool {
	switch r.goal.sign {
	case "≥":
		return median(r.runs) >= r.goal.bound
	case "<":
		return median(r.runs) < r.goal.bound
	}
	return !slices.ContainsFunc(r.runs, func(v float64) bool { return v != r.goal.bound })
}

// markdown writes the rows that were measured.
func (t *table) markdown() string {
	var b strings.Builder
	b.WriteString("| what | target | median | range | runs | met |\n|---|---|---|---|---|---|\n")
	for _, r := range t.rows {
		if len(r.runs) == 0 {
			continue
		}
		target, met := "", ""
		if r.goal.sign != "" {
			target, met = r.goal.sign+" "+readable(r.goal.bound), "no"
			if r.met() {
				met = "yes"
			}
		}
		fmt.Fprintf(&b, "| %s | %s | %s %s | %s to %s | %d | %s |\n", r.what, target, readable(median(r.runs)), r.unit,
			readable(slices.Min(r.runs)), readable(slices.Max(r.runs)), len(r.runs), met)
	}
	return b.String()
}
