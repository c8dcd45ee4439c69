package local

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"time"

	"github.com/aio-creative-hub/aio/shared/internal/wsmessage"
	"github.com/aio-creative-hub/aio/shared/push"
)

// Limits of what a client sends over a WebSocket: API Gateway's quotas.
const (
	maxFrame   = wsmessage.MaxFrame     // bytes of payload in one frame
	maxMessage = push.MaxMessage        // bytes of payload in one message
	linger     = 500 * time.Millisecond // how long an oversized frame is read and thrown away, so that the close frame arrives
)

// errFrameTooLarge says that a client's frame or message is above its limit (close code 1009).
var errFrameTooLarge = errors.New("local: frame or message too large")

// frameScanner follows the frame headers in a byte stream (RFC 6455 section 5.2). It
// checks sizes only; everything else is left to the WebSocket library.
type frameScanner struct {
	header  [14]byte // two bytes, up to eight of length, up to four of mask
	have    int
	skip    uint64 // bytes of payload still to come
	message uint64 // bytes of the current message so far
}

// scan consumes the next bytes of the stream and returns how many belong to frames within
// the limits; if that is not all of them it also returns errFrameTooLarge.
func (s *frameScanner) scan(p []byte) (int, error) {
	i := 0
	for i < len(p) {
		if s.skip > 0 {
			n := min(s.skip, uint64(len(p)-i))
			s.skip -= n
			i += int(n)
			continue
		}
		s.header[s.have] = p[i]
		s.have++
		i++
		if s.have < s.need() {
			continue
		}
		if err := s.frame(); err != nil {
			return i - 1, err
		}
		s.have = 0
	}
	return i, nil
}

// need is the length of the header of which have bytes are known.
func (s *frameScanner) need() int {
	if s.have < 2 {
		return 2
	}
	n := 2
	switch s.header[1] & 0x7F {
	case 126:
		n += 2
	case 127:
		n += 8
	}
	if s.header[1]&0x80 != 0 {
		n += 4
	}
	return n
}

// frame judges the frame whose header is complete.
func (s *frameScanner) frame() error {
	length := uint64(s.header[1] & 0x7F)
	switch length {
	case 126:
		length = uint64(binary.BigEndian.Uint16(s.header[2:]))
	case 127:
		length = binary.BigEndian.Uint64(s.header[2:])
	}
	const finBit, opcodeBits, firstControl = 0x80, 0x0F, 0x8
	if length > maxFrame {
		return errFrameTooLarge
	}
	if s.header[0]&opcodeBits < firstControl {
		s.message += length
		if s.message > maxMessage {
			return errFrameTooLarge
		}
		if s.header[0]&finBit != 0 {
			s.message = 0
		}
	}
	s.skip = length
	return nil
}

// watchedConn is a connection whose incoming frames are scanned. After a frame that is
// too large it gives nothing more: reads fail at once the first time, and then after the
// rest was thrown away, which lets the client read the close frame before the end.
type watchedConn struct {
	net.Conn
	early   []byte // read before the hand-over
	scanner frameScanner
	failed  bool
	spent   bool
}

// Read implements net.Conn.
func (c *watchedConn) Read(p []byte) (int, error) {
	if c.failed {
		return 0, c.throwAway()
	}
	n, err := c.read(p)
	ok, tooLarge := c.scanner.scan(p[:n])
	if tooLarge != nil {
		c.failed = true
		if ok == 0 {
			return 0, tooLarge
		}
		return ok, nil
	}
	return n, err
}

func (c *watchedConn) read(p []byte) (int, error) {
	if len(c.early) > 0 {
		n := copy(p, c.early)
		c.early = c.early[n:]
		return n, nil
	}
	return c.Conn.Read(p)
}

func (c *watchedConn) throwAway() error {
	if !c.spent {
		c.spent = true
		return errFrameTooLarge
	}
	if err := c.SetReadDeadline(time.Now().Add(linger)); err == nil {
		_, _ = io.Copy(io.Discard, c.Conn) // ends at the deadline or when the client closes
	}
	return errFrameTooLarge
}
