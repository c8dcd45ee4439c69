package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/aio-creative-hub/aio/shared/cloud"
)

// tick is the unit of the times in /proc/PID/stat: USER_HZ, a hundredth of a second on
// every Linux that Go runs on (proc(5)).
const tick = 10 * time.Millisecond

// processors gives the processor time that the functions of a stage have used so far, by
// artifact: the emulator runs each as a process of its own.
func processors(stage string) map[string]time.Duration {
	out := map[string]time.Duration{}
	all, _ := filepath.Glob("/proc/[0-9]*")
	for _, dir := range all {
		if program, err := os.Readlink(filepath.Join(dir, "exe")); err != nil || filepath.Base(program) != "bootstrap" {
			continue
		}
		environment, err := os.ReadFile(filepath.Join(dir, "environ")) //nolint:gosec // a process of ours
		if err != nil {
			continue // it has ended
		}
		for _, v := range bytes.Split(environment, []byte{0}) {
			name, ok := strings.CutPrefix(string(v), "AWS_LAMBDA_FUNCTION_NAME="+cloud.Name(stage, ""))
			if ok {
				out[name] += used(dir)
			}
		}
	}
	return out
}

// used is the time of one process, in its own code and the system's.
func used(dir string) time.Duration {
	text, err := os.ReadFile(filepath.Join(dir, "stat")) //nolint:gosec // a process of ours
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(text), ") ") // the name before may have spaces
	fields := strings.Fields(after)
	const user, system = 11, 12 // utime and stime, counted from the state
	if len(fields) <= system {
		return 0
	}
	a, _ := strconv.ParseInt(fields[user], 10, 64)
	b, _ := strconv.ParseInt(fields[system], 10, 64)
	return time.Duration(a+b) * tick
}
