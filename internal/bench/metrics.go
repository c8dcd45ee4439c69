package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// total is how often an operation ran, and how many seconds that took in all.
type total struct{ seconds, count float64 }

// totals are the server's own measurements by operation, since its start.
type totals map[string]total

// readMetrics asks the server for them, in Prometheus' text format.
func readMetrics(ctx context.Context, url string) (totals, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/metrics", http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("metrics: %w", err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, fmt.Errorf("metrics: %w", err)
	}
	defer res.Body.Close() //nolint:errcheck // only read from
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("metrics: status %d", res.StatusCode)
	}
	return parseMetrics(res.Body)
}

func parseMetrics(r io.Reader) (totals, error) {
	out := totals{}
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		name, rest, ok := strings.Cut(lines.Text(), "{")
		if !ok || !strings.HasPrefix(name, "aio_request_seconds_") {
			continue
		}
		_, labelled, _ := strings.Cut(rest, `operation="`)
		operation, _, _ := strings.Cut(labelled, `"`)
		value, err := strconv.ParseFloat(rest[strings.LastIndexByte(rest, ' ')+1:], 64)
		if err != nil {
			return nil, fmt.Errorf("metrics: %s: %w", name, err)
		}
		t := out[operation]
		switch strings.TrimPrefix(name, "aio_request_seconds_") {
		case "sum":
			t.seconds += value
		case "count":
			t.count += value
		}
		out[operation] = t
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("metrics: %w", err)
	}
	return out, nil
}

// since is the mean duration of an operation's runs after an earlier reading, 0 if there
// were none.
func (t totals) since(before totals, operation string) time.Duration {
	n := t[operation].count - before[operation].count
	if n == 0 {
		return 0
	}
	return time.Duration((t[operation].seconds - before[operation].seconds) / n * float64(time.Second))
}
