package emulator

import (
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// listening is the state of a listening socket in /proc/net/tcp (proc(5)).
const listening = "0A"

// Loopback fails if a process, or one that it started, listens on another interface than
// the loopback one.
func (r *Running) Loopback() error {
	open := map[string]string{} // inode to address
	for _, file := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		if err := readSockets(file, open); err != nil {
			return fmt.Errorf("emulator: %w", err)
		}
	}
	found := 0
	for _, pid := range append(descendants(r.cmd.Process.Pid), r.cmd.Process.Pid) {
		links, err := filepath.Glob("/proc/" + strconv.Itoa(pid) + "/fd/*")
		if err != nil {
			return fmt.Errorf("emulator: %w", err)
		}
		for _, link := range links {
			to, err := os.Readlink(link)
			if err != nil {
				continue // closed meanwhile
			}
			inode, ok := strings.CutPrefix(to, "socket:[")
			address, is := open[strings.TrimSuffix(inode, "]")]
			if !ok || !is {
				continue
			}
			if found++; !loopback(address) {
				return fmt.Errorf("emulator: %s, process %d, listens on %s", r.Name, pid, address)
			}
		}
	}
	if found == 0 {
		return fmt.Errorf("emulator: %s listens nowhere", r.Name)
	}
	return nil
}

// readSockets notes the addresses of listening sockets.
func readSockets(file string, open map[string]string) error {
	data, err := os.ReadFile(file) //nolint:gosec // the kernel's
	if err != nil {
		return err
	}
	const local, state, inode = 1, 3, 9
	for _, line := range strings.Split(string(data), "\n")[1:] {
		if f := strings.Fields(line); len(f) > inode && f[state] == listening {
			open[f[inode]] = f[local]
		}
	}
	return nil
}

// loopback reads an address as the kernel writes it: words of four bytes, each the least
// significant first on the machines that this runs on.
func loopback(address string) bool {
	host, _, _ := strings.Cut(address, ":")
	raw, err := hex.DecodeString(host)
	const four, six = 4, 16
	switch {
	case err != nil:
		return false
	case len(raw) == four:
		return raw[3] == 127
	case len(raw) == six:
		return host == "00000000000000000000000001000000" || host[:24] == "0000000000000000FFFF0000" && raw[15] == 127
	}
	return false
}
