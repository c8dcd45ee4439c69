package served

import (
	"os/exec"
	"syscall"
)

// endWithUs has the process killed when this one ends, however it does: a test that runs
// out of time calls no clean-up.
func endWithUs(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
