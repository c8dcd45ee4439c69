package emulator

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/aio-creative-hub/aio/internal/install"
)

// startTime bounds an emulator's start; a warm one takes two seconds.
const startTime = 2 * time.Minute

// Running is an emulator that was started here.
type Running struct {
	Target
	cmd   *exec.Cmd
	state string
}

// start runs an emulator on a free port, with a state that goes with it, and waits until
// it answers. It ends with this process, however that ends.
func start(name string, command func(state string, port int) (*exec.Cmd, error)) (*Running, error) {
	state, err := os.MkdirTemp("", "aio-"+name+"-")
	if err != nil {
		return nil, fmt.Errorf("emulator: %w", err)
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	cmd, err := command(state, port)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(state))
	}
	log, err := os.Create(filepath.Join(state, "log")) //nolint:gosec // below the temporary folder
	if err != nil {
		return nil, fmt.Errorf("emulator: %w", err)
	}
	defer func() { _ = log.Close() }() // the process has its own
	cmd.Dir, cmd.Stdout, cmd.Stderr = state, log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("emulator: start %s: %w", name, err)
	}
	r := &Running{Target: Target{Name: name, Endpoint: "http://127.0.0.1:" + strconv.Itoa(port)}, cmd: cmd, state: state}
	if err := r.ready(); err != nil {
		text, _ := os.ReadFile(log.Name())
		return nil, errors.Join(fmt.Errorf("emulator: %s: %w; its log ends with:\n%s", name, err, install.Tail(text)), r.Stop())
	}
	return r, nil
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // only to find a port
	if err != nil {
		return 0, fmt.Errorf("emulator: %w", err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port, nil //nolint:forcetypeassert // it listens on TCP
}

// ready waits until the emulator says that it is well.
func (r *Running) ready() error {
	for end := time.Now().Add(startTime); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		if err := syscall.Kill(r.cmd.Process.Pid, 0); err != nil {
			return errors.New("it ended")
		}
		res, err := http.Get(r.Endpoint + "/_localstack/health") //nolint:noctx // our own process
		if err != nil {
			continue
		}
		_ = res.Body.Close()
		if res.StatusCode == http.StatusOK {
			return nil
		}
	}
	return fmt.Errorf("it is not ready after %v", startTime)
}

// Stop ends the emulator and everything it started, and removes its state.
func (r *Running) Stop() error {
	for _, pid := range append(descendants(r.cmd.Process.Pid), r.cmd.Process.Pid) {
		_ = syscall.Kill(pid, syscall.SIGKILL) // some have ended
	}
	_ = syscall.Kill(-r.cmd.Process.Pid, syscall.SIGKILL)
	_ = r.cmd.Wait() // its status says that it was killed
	return os.RemoveAll(r.state)
}

// descendants lists the processes that a process started, and those that they did.
func descendants(pid int) (out []int) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil
	}
	children := map[int][]int{}
	for _, e := range entries {
		id, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		stat, err := os.ReadFile("/proc/" + e.Name() + "/stat")
		if err != nil {
			continue
		}
		_, rest, _ := strings.Cut(string(stat), ") ") // a name may hold spaces
		if fields := strings.Fields(rest); len(fields) > 1 {
			if parent, err := strconv.Atoi(fields[1]); err == nil {
				children[parent] = append(children[parent], id)
			}
		}
	}
	for queue := []int{pid}; len(queue) > 0; queue = queue[1:] {
		out = append(out, children[queue[0]]...)
		queue = append(queue, children[queue[0]]...)
	}
	return out
}
