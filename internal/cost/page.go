package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// The document's part that is written here, and the lines around it.
const (
	document = "docs/cloud.md"
	begin    = "<!-- internal/cost -->"
	end      = "<!-- /internal/cost -->"
)

// thousand is the number of chats that the bill is for.
const thousand = 1000

// section is that part, for stacks of these kinds of resources.
func section(m *Measured, made map[string]int) (string, error) {
	month, err := idle(made)
	if err != nil {
		return "", err
	}
	chat, err := perChat(m)
	if err != nil {
		return "", err
	}
	for i := range chat {
		chat[i].amount *= thousand
		chat[i].usd *= thousand
	}
	var calls int
	var cpu float64
	for _, f := range m.Functions {
		calls += f.Calls
		cpu += f.CPU
	}
	n := float64(m.Chats)
	var b strings.Builder
	fmt.Fprintf(&b, "A month in which nobody comes costs about **$%.2f**, a thousand chats **$%.2f**: AWS's public prices of us-east-1 as of %s, without free tiers.\n\n", total(month), total(chat), taken)
	fmt.Fprintf(&b, "A chat here is: sign in, connect, two sentences that each make a picture, both pictures fetched, %d minutes of connection. One took %.1f invocations and %.2f s of processor time "+
		"(mean of %d on %s; `go run ./internal/cost measure` has them on ministack with the real functions, and counts their calls; `go run ./internal/cost` writes this section). "+
		"Time on Lambda is what functions waited on the emulator, and their processor time by the share of a processor that their memory gives. Starts are not in it: docs/functions.md. "+
		"Stored bytes come on top: $0.25 for a GB in DynamoDB a month, $0.20 for its backups, $0.023 for one in S3.\n", minutes, float64(calls)/n, cpu/n, m.Chats, m.Machine)
	table(&b, "an idle month", month)
	table(&b, "1,000 chats", chat)
	b.WriteString("\n| function | runs a chat | processor, ms | memory, MB |\n|---|---|---|---|\n")
	for _, name := range slices.Sorted(maps.Keys(m.Functions)) {
		f := m.Functions[name]
		fmt.Fprintf(&b, "| %s | %.1f | %.0f | %d |\n", name, float64(f.Calls)/n, 1000*f.CPU/float64(f.Calls), f.Memory)
	}
	return b.String(), nil
}

func table(b *strings.Builder, title string, lines []line) {
	fmt.Fprintf(b, "\n| %s | amount | unit | price of 1, $ | $ |\n|---|---|---|---|---|\n", title)
	for _, l := range lines {
		fmt.Fprintf(b, "| %s | %s | %s | %.4g | %.4f |\n", l.what, number(l.amount), prices[l.what].of, prices[l.what].usd, l.usd)
	}
}

func number(f float64) string {
	if f < 100 && f != float64(int(f)) {
		return fmt.Sprintf("%.1f", f)
	}
	return fmt.Sprintf("%.0f", f)
}

// put puts the section into a document.
func put(text, section string) (string, error) {
	before, rest, ok := strings.Cut(text, begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		return "", fmt.Errorf("cost: %s has no %s and %s", document, begin, end)
	}
	return before + begin + "\n" + section + end + after, nil
}
