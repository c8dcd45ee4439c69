//go:build !linux

package served

import "os/exec"

// endWithUs is Linux's alone; elsewhere the process ends with Stop, Kill or the context.
func endWithUs(*exec.Cmd) {}
