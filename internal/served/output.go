package served

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"sync"
)

// mostOutput is how much of a process's standard output is looked through for its address.
const mostOutput = 16 << 10 // bytes

// Log is all that the server has written to its standard error.
func (s *Server) Log() string {
	text, err := os.ReadFile(s.log.Name())
	if err != nil {
		return fmt.Sprintf("the log cannot be read: %v\n", err)
	}
	return string(text)
}

// lastLog is the end of the log.
func (s *Server) lastLog() string {
	log := s.Log()
	if skipped := len(log) - shownLog; skipped > 0 {
		return fmt.Sprintf("(%d bytes before)…%s", skipped, log[skipped:])
	}
	return log
}

// output looks for a server's address in what it writes.
type output struct {
	serving chan string // takes the address

	mu    sync.Mutex
	text  bytes.Buffer
	found bool
}

func newOutput() *output { return &output{serving: make(chan string, 1)} }

// Write implements io.Writer.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if room := mostOutput - o.text.Len(); room > 0 && !o.found {
		o.text.Write(p[:min(room, len(p))])
		o.look()
	}
	return len(p), nil
}

// look gives the address when the line that names it is whole. The caller holds mu.
func (o *output) look() {
	if _, rest, ok := strings.Cut(o.text.String(), "serving"); ok {
		if url, _, whole := strings.Cut(rest, "\n"); whole {
			o.found = true
			o.serving <- strings.TrimSpace(url)
		}
	}
}
