package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// clockTicks is the unit of CPU times in /proc, ticks a second: USER_HZ, which Linux fixes
// at 100 for programs (proc(5), time(7)).
const clockTicks = 100

// cpuSeconds is the processor time that a process has used, in user and in system mode.
func cpuSeconds(pid int) (float64, error) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, fmt.Errorf("processor time: %w", err)
	}
	return parseStat(string(data))
}

// parseStat reads fields 14 (utime) and 15 (stime). The second field is a name in
// parentheses that may hold anything.
func parseStat(line string) (float64, error) {
	const utime, stime = 14 - 3, 15 - 3 // counted from field 3
	f := strings.Fields(line[strings.LastIndexByte(line, ')')+1:])
	if len(f) <= stime {
		return 0, fmt.Errorf("processor time: %d fields", len(f))
	}
	user, err := strconv.ParseUint(f[utime], 10, 64)
	if err != nil {
		return 0, fmt.Errorf("processor time: %w", err)
	}
	system, err := strconv.ParseUint(f[stime], 10, 64)
	if err != nil {
		return 0, fmt.Errorf("processor time: %w", err)
	}
	return float64(user+system) / clockTicks, nil
}

// residentMiB is the memory that a process holds (VmRSS), in MiB.
func residentMiB(pid int) (float64, error) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, fmt.Errorf("memory: %w", err)
	}
	kib, err := kibibytes(string(data), "VmRSS")
	return kib / 1024, err
}

// kibibytes reads a line like "VmRSS:  1234 kB".
func kibibytes(text, name string) (float64, error) {
	_, rest, ok := strings.Cut("\n"+text, "\n"+name+":")
	line, _, _ := strings.Cut(rest, "\n")
	number, unit, _ := strings.Cut(strings.TrimSpace(line), " ")
	if !ok || unit != "kB" {
		return 0, fmt.Errorf("memory: no line %s", name)
	}
	kib, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return 0, fmt.Errorf("memory: %s: %w", name, err)
	}
	return kib, nil
}
