package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// machine is where and when it was measured.
type machine struct {
	cpu, kernel, filesystem, load string
	cores                         int
	memory                        float64 // GiB
	day                           time.Time
}

// describe reads what Linux says about the machine; dir is where the data will be.
func describe(dir string) (machine, error) {
	m := machine{cpu: "unknown", cores: runtime.NumCPU(), day: time.Now().UTC()}
	files := map[string]string{}
	for _, name := range []string{"/proc/cpuinfo", "/proc/meminfo", "/proc/sys/kernel/osrelease", "/proc/loadavg", "/proc/mounts"} {
		data, err := os.ReadFile(name) //nolint:gosec // one of these
		if err != nil {
			return m, fmt.Errorf("the machine (this needs Linux): %w", err)
		}
		files[name] = string(data)
	}
	for line := range strings.Lines(files["/proc/cpuinfo"]) {
		if name, value, _ := strings.Cut(line, ":"); strings.TrimSpace(name) == "model name" {
			m.cpu = strings.TrimSpace(value)
			break
		}
	}
	kib, err := kibibytes(files["/proc/meminfo"], "MemTotal")
	if err != nil {
		return m, err
	}
	m.memory = kib / (1 << 20)
	m.kernel = strings.TrimSpace(files["/proc/sys/kernel/osrelease"])
	m.load = strings.Join(strings.Fields(files["/proc/loadavg"])[:3], " ")
	m.filesystem = filesystemOf(dir, files["/proc/mounts"])
	return m, nil
}

// filesystemOf finds the type of the file system that holds a directory.
func filesystemOf(dir, mounts string) string {
	best, kind := "", "unknown"
	if target, err := filepath.EvalSymlinks(dir); err == nil {
		dir = target
	}
	for line := range strings.Lines(mounts) {
		f := strings.Fields(line)
		if len(f) < 3 || len(f[1]) < len(best) {
			continue
		}
		if dir == f[1] || strings.HasPrefix(dir, strings.TrimSuffix(f[1], "/")+"/") {
			best, kind = f[1], f[2]
		}
	}
	return kind
}

// String is a list for the document.
func (m machine) String() string {
	return fmt.Sprintf("- Processor: %s, %d cores; memory: %.0f GiB\n- Linux %s, data on %s; %s\n- %s; load average before it began: %s\n",
		m.cpu, m.cores, m.memory, m.kernel, m.filesystem, runtime.Version(), m.day.Format(time.DateOnly), m.load)
}
