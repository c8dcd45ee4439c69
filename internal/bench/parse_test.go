package main

import (
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestParseStat(t *testing.T) {
	const line = "4242 (a ) b (c) S 1 4242 4242 0 -1 4194304 900 0 0 0 151 49 0 0 20 0 9 0 12345 1 2 3\n"
	if got, err := parseStat(line); err != nil || got != 2 {
		t.Errorf("%v s, %v; want 2", got, err)
	}
	for _, bad := range []string{"", "1 (x) S 1", "1 (x) S 1 2 3 4 5 6 7 8 9 10 x 12 13"} {
		if _, err := parseStat(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

// A process that works uses processor time, and memory all the same.
func TestOwnProcess(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("/proc is Linux's")
	}
	before, err := cpuSeconds(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	after, worked := before, 0
	for begun := time.Now(); after < before+0.02 && time.Since(begun) < 10*time.Second; worked++ {
		if after, err = cpuSeconds(os.Getpid()); err != nil {
			t.Fatal(err)
		}
	}
	if after <= before {
		t.Errorf("no processor time after %d rounds", worked)
	}
	if mib, err := residentMiB(os.Getpid()); err != nil || mib < 1 || mib > 1<<20 {
		t.Errorf("%v MiB, %v", mib, err)
	}
}

func TestKibibytes(t *testing.T) {
	const text = "VmRSSx:\t 1 kB\nName:\tVmRSS: 5 kB\nVmRSS:\t    2048 kB\nVmHWM:\t 3 MB\n"
	if got, err := kibibytes(text, "VmRSS"); err != nil || got != 2048 {
		t.Errorf("%v, %v", got, err)
	}
	for _, name := range []string{"VmHWM", "VmSwap"} {
		if _, err := kibibytes(text, name); err == nil {
			t.Errorf("%s was read", name)
		}
	}
}

func TestParseMetrics(t *testing.T) {
	const text = `# HELP aio_request_seconds How long runs of operations took.
aio_request_seconds_bucket{operation="chat.send",trigger="rest",le="0.001"} 99
aio_request_seconds_sum{operation="chat.send",trigger="rest"} 1.5
aio_request_seconds_count{operation="chat.send",trigger="rest"} 10
aio_request_seconds_sum{operation="chat.send",trigger="socket"} 0.5
aio_request_seconds_count{operation="chat.send",trigger="socket"} 10
aio_connections 3
`
	got, err := parseMetrics(strings.NewReader(text))
	if err != nil || got["chat.send"] != (total{seconds: 2, count: 20}) {
		t.Fatalf("%+v, %v", got, err)
	}
	if mean := got.since(totals{"chat.send": {seconds: 1, count: 10}}, "chat.send"); mean != 100*time.Millisecond {
		t.Errorf("mean %v", mean)
	}
	if mean := got.since(got, "chat.send"); mean != 0 {
		t.Errorf("mean of nothing %v", mean)
	}
	if _, err := parseMetrics(strings.NewReader(`aio_request_seconds_sum{operation="a"} x`)); err == nil {
		t.Error("a sum that is no number was read")
	}
}

func TestParseKills(t *testing.T) {
	const good = "    kill_test.go:92: 50 kills; 700 commits, 600 messages, 134 artifacts acknowledged, all there\n--- PASS"
	if writes, lost, ok := parseKills(good, 50); !ok || writes != 1434 || lost != 0 {
		t.Errorf("%d writes, %d lost, %t", writes, lost, ok)
	}
	const bad = "    kill_test.go:160: acknowledged commit round-1 is there 0 times\n" +
		"    kill_test.go:170: acknowledged message x: the conversation holds []\n" +
		"    kill_test.go:190: the bytes of art_1 are not those that were acknowledged\n" + good
	if _, lost, ok := parseKills(bad, 50); !ok || lost != 3 {
		t.Errorf("%d lost, %t", lost, ok)
	}
	for _, other := range []string{"", "ok  	cmd/aio 1s", good} {
		if _, _, ok := parseKills(other, 3); ok {
			t.Errorf("%q is no answer to 3 kills", other)
		}
	}
}

func TestFilesystemOf(t *testing.T) {
	const mounts = "/dev/vda / ext4 rw 0 0\ntmpfs /no tmpfs rw 0 0\n/dev/vdb /no/such xfs rw 0 0\nbroken\n"
	for dir, want := range map[string]string{"/no/such/dir": "xfs", "/no/such": "xfs", "/no/suchlike": "tmpfs", "/elsewhere-that-is-not": "ext4"} {
		if got := filesystemOf(dir, mounts); got != want {
			t.Errorf("%s is on %s, want %s", dir, got, want)
		}
	}
}
